"""The lessons of a month: how many were planned and held, contract by contract (R7.11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from enrollment import access, attending, naming, teaching
from enrollment.document_forms import LessonsFilters, LessonsForm
from enrollment.models import Contract, Delivery, Document, DocumentLine, Instalment
from reference import clock
from reference.days import Month
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role, User
from users.roles import role_required

ON_A_PAGE = 100


@dataclass(frozen=True)
class Row:
    """A contract of the month with its two numbers.

    One that is invoiced, or whose group keeps a journal, is only shown.
    """

    instalment: Instalment
    form: LessonsForm
    is_invoiced: bool
    is_in_journal: bool
    has_name: bool  # whether the organisation still reads whose contract it is (R11.10)

    @property
    def is_fixed(self) -> bool:
        return self.is_invoiced or self.is_in_journal

    @property
    def contract(self) -> Contract:
        return self.instalment.contract

    @property
    def noted(self) -> str:
        """What was noted before the invoice: held / planned."""
        initial = self.form.initial
        return f"{initial['held']} / {initial['planned']}" if initial else ""


@role_required(Role.PROVIDER)
def lessons(request: AuthenticatedRequest) -> HttpResponse:
    """Lessons planned and held in a month, for all contracts at once."""
    debited = _debited(request.user)
    months = list(debited.order_by("-month").values_list("month", flat=True).distinct())
    filters, month, found = _chosen(request, debited, months)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = _rows(request, page, month)
    is_wrong = False
    if request.method == "POST":
        changed = [row for row in rows if not row.is_fixed and row.form.has_changed()]
        wrong = [row for row in changed if not row.form.is_valid()]
        if not wrong and _save(changed, month, request.user):
            messages.success(request, _("The lessons are saved."))
            return redirect(request.get_full_path())
        is_wrong = True
    return render(
        request,
        "enrollment/documents/lessons.html",
        {
            "filters": filters,
            "month": month,
            "page_obj": page,
            "rows": rows,
            "is_wrong": is_wrong,
            "may_save": any(not row.is_fixed for row in rows),
        },
    )


def _debited(user: User) -> QuerySet[Instalment]:
    return Instalment.objects.filter(
        contract__in=access.provider_contracts(user).values("pk"),
        status=Instalment.Status.DEBITED,
        certificate_amount__gt=0,
    )


def _chosen(
    request: AuthenticatedRequest, debited: QuerySet[Instalment], months: list[date]
) -> tuple[LessonsFilters, Month, QuerySet[Instalment]]:
    """The filters, the month they choose, and the parts of that month in their order."""
    over = Month.of(clock.today()).shift(-1).first_day
    usual = over if over in months else (months[0] if months else over)
    groups = (
        debited.order_by("contract__group__name")
        .values_list("contract__group_id", "contract__group__name")
        .distinct()
    )
    filters = LessonsFilters(
        {"month": str(Month.of(usual)), **request.GET.dict()},
        months=months,
        groups=[(pk, name) for pk, name in groups],
    )
    filters.is_valid()
    month = Month.parse(filters.cleaned_data.get("month") or str(Month.of(usual)))
    found = debited.filter(month=month.first_day)
    if group := filters.cleaned_data.get("group"):
        found = found.filter(contract__group=group)
    return (
        filters,
        month,
        found.select_related(
            "contract__certificate__child",
            "contract__certificate__municipality__region",
            "contract__group__program",
        ).order_by("contract__group__name", "contract_id"),
    )


def _rows(request: AuthenticatedRequest, page: Page[Instalment], month: Month) -> list[Row]:
    keys = [instalment.contract_id for instalment in page]
    noted = {
        each.contract_id: {"planned": each.planned, "held": each.held}
        for each in Delivery.objects.filter(contract__in=keys, month=month.first_day)
    }
    invoiced = set(
        DocumentLine.objects.filter(
            contract__in=keys,
            document__in=Document.objects.living().filter(
                kind=Document.Kind.INVOICE, month=month.first_day
            ),
        ).values_list("contract_id", flat=True)
    )
    kept, on = teaching.groups_with_journal(month), clock.today()
    return [
        Row(
            instalment,
            LessonsForm(
                request.POST or None,
                prefix=str(instalment.contract_id),
                initial=noted.get(instalment.contract_id, {}),
            ),
            instalment.contract_id in invoiced,
            instalment.contract.group_id in kept,
            naming.reads_name(instalment.contract, on=on),
        )
        for instalment in page
    ]


def _save(rows: list[Row], month: Month, by: User) -> bool:
    """All of the rows or none; the row that a rule refuses says why."""
    try:
        with transaction.atomic():
            for row in rows:
                _deliver(row, month, by)
    except RuleBroken:
        return False
    return True


def _deliver(row: Row, month: Month, by: User) -> None:
    try:
        attending.deliver(
            row.contract,
            month,
            held=row.form.cleaned_data["held"],
            planned=row.form.cleaned_data["planned"],
            by=by,
            on=clock.today(row.contract.certificate.municipality),
        )
    except RuleBroken as refusal:
        row.form.add_error(None, str(refusal))
        raise
