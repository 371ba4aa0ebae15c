"""Pages of an organisation that asks to be paid: advances, invoices, taking them back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates.forms import CommandForm, show_refusal
from enrollment import access, annex, document_lists, drafting, invoicing, paydays
from enrollment.document_forms import (
    AdvanceForm,
    DocumentFilters,
    InvoiceForm,
    Parties,
    PartiesForm,
)
from enrollment.models import Document
from reference import clock
from reference.days import Month
from reference.errors import RuleBroken
from reference.models import Municipality
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role, User
from users.roles import role_required

ON_A_PAGE = 50


@role_required(Role.PROVIDER)
@require_safe
def own_documents(request: AuthenticatedRequest) -> HttpResponse:
    """The organisation's advances and invoices, with what they come to (S15, R16)."""
    found = access.provider_documents(request.user)
    filters = DocumentFilters(
        request.GET, months=document_lists.months_of(found), statuses=list(Document.Status)
    )
    filters.is_valid()
    found = document_lists.narrowed(found, filters.cleaned_data)
    page = Paginator(document_lists.for_list(found), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "enrollment/documents/own_documents.html",
        {
            "filters": filters,
            "page_obj": page,
            "totals": document_lists.totals_of(found),
            "overdue": document_lists.overdue_among(page, on=clock.today()),
        },
    )


@role_required(Role.PROVIDER)
def new_advance(request: AuthenticatedRequest) -> HttpResponse:
    """An advance for the present month: its lines are shown before it is sent (R7.02, R7.05)."""
    parties = _parties(request.user)
    form = AdvanceForm(
        _asked(request, parties, percent=_most_percent(parties)) if parties else None,
        parties=parties,
    )
    draft, groups = None, []
    if form.is_valid():
        provider, municipality = parties[form.cleaned_data["parties"]]
        on = clock.today(municipality)
        terms = {name: form.cleaned_data[name] for name in ("percent", "lowered")}
        try:
            plan = drafting.plan_of(provider, municipality, Month.of(on))
            draft = drafting.advance(provider, plan, Month.of(on), on=on, **terms)
            groups = document_lists.groups_to_advance(provider, plan, Month.of(on), **terms)
            if document := _press(
                request,
                draft,
                lambda: invoicing.advance(
                    provider, municipality, Month.of(on), by=request.user, on=on, **terms
                ),
                **terms,
            ):
                messages.success(request, _("The advance is asked for. The payer sees it now."))
                return redirect(document)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
    return _draft_page(request, "enrollment/documents/new_advance.html", form, draft, groups=groups)


@role_required(Role.PROVIDER)
def new_invoice(request: AuthenticatedRequest) -> HttpResponse:
    """An invoice for a month that is over: its lines, and what it refuses (R7.06, R7.10)."""
    parties = _parties(request.user)
    months, fallback = _months_to_invoice(request, parties)
    form = InvoiceForm(
        _asked(request, parties, month=fallback) if months else None,
        parties=parties,
        months=months,
    )
    draft, unsigned, until = None, [], None
    if form.is_valid():
        provider, municipality = parties[form.cleaned_data["parties"]]
        month, on = Month.parse(form.cleaned_data["month"]), clock.today(municipality)
        try:
            plan = drafting.plan_of(provider, municipality, month)
            draft = drafting.invoice(provider, plan, month, on=on)
            unsigned = list(drafting.unsigned(provider, plan, month))
            until = paydays.invoices_until(plan, month)
            if document := _press(
                request,
                draft,
                lambda: invoicing.invoice(provider, municipality, month, by=request.user, on=on),
                month=str(month),
            ):
                messages.success(request, _("The invoice is sent. The payer sees it now."))
                return redirect(document)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
    return _draft_page(
        request,
        "enrollment/documents/new_invoice.html",
        form,
        draft,
        unsigned=unsigned,
        until=until,
        is_late=until is not None and clock.today() > until,
    )


@role_required(Role.PROVIDER)
def remove_document(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Take back a document that nobody has viewed (R7.15)."""
    document = get_object_or_404(
        access.provider_documents(request.user).select_related("municipality__region"), pk=pk
    )
    form = CommandForm(request.POST or None)
    if form.is_valid():
        on = clock.today(document.municipality)
        try:
            once(
                form.cleaned_data["command"],
                "document.removed",
                Document,
                lambda: invoicing.remove(document, by=request.user, on=on),
                by=request.user,
                document=document.pk,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The document is taken back."))
            return redirect("enrollment:own_documents")
    return render(request, "enrollment/documents/remove.html", {"form": form, "document": document})


def _parties(user: User) -> Parties:
    """Whom the person may ask for money: each own organisation with each of its payers."""
    return {
        f"{provider.pk}-{payer.pk}": (provider, payer)
        for provider in access.own_providers(user).order_by("short_name")
        for payer in Municipality.objects.filter(
            pk__in=provider.contracts.filter(signed_on__isnull=False).values("plan__municipality")
        ).select_related("region")
    }


def _asked(
    request: AuthenticatedRequest, parties: Parties, **defaults: object
) -> dict[str, object]:
    """What was chosen, over what is chosen for a page just opened."""
    chosen = request.POST or request.GET
    return {"parties": next(iter(parties)), **defaults, **chosen.dict()}


def _most_percent(parties: Parties) -> int:
    provider, municipality = next(iter(parties.values()))
    return drafting.most_percent(provider, municipality, Month.of(clock.today(municipality)))


def _months_to_invoice(request: AuthenticatedRequest, parties: Parties) -> tuple[list[Month], str]:
    """The months of the chosen parties, and the one chosen where nothing else is."""
    key = (request.POST or request.GET).get("parties", "")
    pair = parties.get(key) or next(iter(parties.values()), None)
    if pair is None:
        return [], ""
    months = document_lists.months_to_invoice(*pair, clock.today(pair[1]))
    return months, str(months[0]) if months else ""


def _press(
    request: AuthenticatedRequest,
    draft: drafting.Draft,
    do: Callable[[], Document],
    **inputs: object,
) -> Document | None:
    """Write what was shown, once; nothing while it is only looked at."""
    pressed = CommandForm(request.POST or None)
    if not pressed.is_valid() or not draft.lines:
        return None
    return once(
        pressed.cleaned_data["command"],
        f"document.{draft.document.kind}",
        Document,
        do,
        by=request.user,
        provider=draft.document.provider_id,
        municipality=draft.document.municipality_id,
        **inputs,
    )


def _draft_page(
    request: AuthenticatedRequest,
    page: str,
    form: PartiesForm,
    draft: drafting.Draft | None,
    **more: object,
) -> HttpResponse:
    context = {"form": form, "draft": draft, "press": CommandForm(), **more}
    if draft:
        page_obj = Paginator(draft.lines, ON_A_PAGE).get_page(request.GET.get("page"))
        context |= {
            "document": draft.document,
            "page_obj": page_obj,
            "rows": annex.rows_of(draft.document, page_obj.object_list),
            "left": draft.document.total - draft.document.advanced,
            "agreement": annex.agreement_of(draft.document),
            "twin": drafting.twin_of(draft.document),
        }
    return render(request, page, context)
