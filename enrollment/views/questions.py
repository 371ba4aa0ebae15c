"""A family asks an organisation, complains to the support centre, and reads the answers."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import acting
from certificates.forms import show_refusal
from certificates.models import Certificate
from enrollment import access, listing, questioning
from enrollment.models import BudgetPlace, Contract, Question
from enrollment.question_forms import ComplaintForm, QuestionForm
from programs import access as programs
from reference import clock
from reference.errors import RuleBroken
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required

PAGE = 20
ABOUT = (
    "program__provider__municipality",
    "contract__group__program",
    "place__group__program",
    "certificate__child",
    "certificate__municipality__region",
)


@role_required(Role.GUARDIAN)
@require_safe
def our_questions(request: AuthenticatedRequest) -> HttpResponse:
    """Everything the person has asked, the latest first."""
    asked = access.own_questions(request.user).select_related(*ABOUT)
    page = Paginator(asked, PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "today": clock.today()}
    return render(request, "enrollment/our_questions.html", context)


@role_required(Role.GUARDIAN)
@require_safe
def question(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A question or a complaint of the person, with its answer."""
    asked = get_object_or_404(access.own_questions(request.user).select_related(*ABOUT), pk=pk)
    context = {"question": asked, "today": clock.today()}
    return render(request, "enrollment/question.html", context)


@role_required(Role.GUARDIAN)
def ask(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Ask the organisation about its program."""
    program = get_object_or_404(
        programs.visible_programs(request.user)
        .published()
        .select_related("provider__municipality__region"),
        slug=slug,
    )
    form = QuestionForm(request.POST or None)
    if form.is_valid():
        words = form.cleaned_data["words"]
        on = clock.today(program.provider.municipality)
        try:
            asked = once(
                form.cleaned_data["command"],
                "question.asked",
                Question,
                lambda: questioning.ask(program, words, by=request.user, on=on),
                by=request.user,
                program=program.pk,
                words=words,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, _("The question is sent. We write to you as soon as it is answered.")
            )
            return redirect(asked)
    return render(request, "enrollment/ask.html", {"form": form, "program": program})


@role_required(Role.GUARDIAN)
def of_contract(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Complain of an application or a contract."""
    contract = get_object_or_404(
        listing.with_families(access.family_contracts(request.user)), pk=pk
    )
    return _complain(request, contract.certificate, contract)


@role_required(Role.GUARDIAN)
def of_place(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Complain of a place without certificate money."""
    place = get_object_or_404(
        listing.places_with_families(access.family_places(request.user)), pk=pk
    )
    return _complain(request, place.certificate, place)


@role_required(Role.GUARDIAN)
def of_certificate(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Complain of something else: that somebody presses, or that nobody helps."""
    certificate = get_object_or_404(
        access.own_certificates(request.user).select_related("child", "municipality__region"),
        pk=pk,
    )
    return _complain(request, certificate, None)


def _complain(
    request: AuthenticatedRequest, certificate: Certificate, about: Contract | BudgetPlace | None
) -> HttpResponse:
    acting.check(certificate.child_id, by=request.user)
    form = ComplaintForm(request.POST or None)
    if form.is_valid():
        words = form.cleaned_data["words"]
        on = clock.today(certificate.municipality)
        try:
            sent = once(
                form.cleaned_data["command"],
                "complaint.sent",
                Question,
                lambda: questioning.complain(
                    certificate, words, about=about, by=request.user, on=on
                ),
                by=request.user,
                certificate=certificate.pk,
                about=f"{about.kind}:{about.pk}" if about else "",
                words=words,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The complaint is sent to the support centre."))
            return redirect(sent)
    context = {"form": form, "certificate": certificate, "about": about}
    return render(request, "enrollment/complain.html", context)
