"""Pages of the desk that takes a certificate over from another municipality (R2.34)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from certificates import moving
from certificates.access import DESK, applications_to_decide
from certificates.forms import show_refusal
from certificates.models import Application, Certificate
from certificates.models.certificate import CertificateQuerySet
from enrollment import transferring
from enrollment.certificate_forms import FindForm, TransferForm
from reference import clock
from reference.errors import RuleBroken
from reference.models import Municipality
from users import audit
from users.commanding import once
from users.http import AuthenticatedRequest
from users.roles import municipality_of, role_required

FOUND = "certificate_to_take_over"  # of the session: a number typed, never one guessed


@role_required(*DESK)
def find_certificate(request: AuthenticatedRequest) -> HttpResponse:
    """Find a certificate of another municipality by its number or the child's СНИЛС, exactly."""
    municipality = municipality_of(request.user, *DESK)
    form = FindForm(request.POST or None)
    if form.is_valid():
        found = moving.find(form.cleaned_data["words"], municipality).first()
        if found is not None:
            request.session[FOUND] = found.pk
            return redirect("enrollment:take_over")
        form.add_error(
            "words",
            _("Other municipalities of the region have no such certificate. Check the digits."),
        )
    return render(request, "enrollment/find_certificate.html", {"form": form})


@role_required(*DESK)
def take_over(request: AuthenticatedRequest) -> HttpResponse:
    """The certificate that was found: what becomes of it, the category here, the button."""
    municipality = municipality_of(request.user, *DESK)
    certificate = _living().filter(pk=request.session.get(FOUND, 0)).first()
    if certificate is None or certificate.municipality_id == municipality.pk:
        return redirect("enrollment:find_certificate")
    return _transfer(request, certificate, municipality)


@role_required(*DESK)
def take_over_by_application(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The same, asked for by the family in the cabinet."""
    application = get_object_or_404(
        applications_to_decide(request.user)
        .filter(status=Application.Status.SUBMITTED)
        .select_related("municipality__region", "child"),
        pk=pk,
    )
    certificate = _living().filter(child=application.child_id).first()
    if certificate is None or certificate.municipality_id == application.municipality_id:
        return redirect("certificates:application", application.pk)
    return _transfer(request, certificate, application.municipality)


def _transfer(
    request: AuthenticatedRequest, certificate: Certificate, municipality: Municipality
) -> HttpResponse:
    form = TransferForm(request.POST or None, municipality=municipality)
    if form.is_valid():
        try:
            taken = once(
                form.cleaned_data["command"],
                "certificate.taken_over",
                Certificate,
                lambda: transferring.transfer(
                    certificate,
                    form.cleaned_data["category"],
                    settlement=form.cleaned_data["settlement"],
                    by=request.user,
                    on=clock.today(municipality),
                ),
                by=request.user,
                certificate=certificate.pk,
                category=form.cleaned_data["category"].pk,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            request.session.pop(FOUND, None)
            messages.success(
                request,
                _("The certificate is taken over, its number is now %(number)s.")
                % {"number": taken.number},
            )
            return redirect("certificates:record", taken.pk)
    audit.record(request.user, "child.viewed", certificate.child, page="transfer")
    return render(
        request,
        "enrollment/take_over.html",
        {
            "form": form,
            "certificate": certificate,
            "child": certificate.child,
            "municipality": municipality,
            "contracts": certificate.contracts.living().count(),
        },
    )


def _living() -> CertificateQuerySet:
    return Certificate.objects.living().select_related("child", "municipality__region", "category")
