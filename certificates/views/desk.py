"""Pages of the desk about a child: corrected data, and who looks after the child (R11.05)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import access, arbitrating, correcting, looking_after, searching
from certificates.adult_forms import (
    AdultAtDeskForm,
    CorrectForm,
    ReasonForm,
    RightsAtDeskForm,
)
from certificates.forms import show_refusal
from certificates.models import Child, Guardianship
from reference import clock
from reference.errors import RuleBroken
from users import audit
from users.http import AuthenticatedRequest
from users.roles import role_required


@role_required(*access.DESK)
@require_safe
def child_record(request: AuthenticatedRequest, child_id: int) -> HttpResponse:
    """A child as the desk knows them: the data, who looks after them; the look is noted."""
    child = _child(request, child_id)
    audit.record(request.user, "child.viewed", child, page="child")
    people = list(child.guardianships.select_related("user").order_by("pk"))
    return render(
        request,
        "certificates/child_record.html",
        {
            "child": child,
            "age": child.age(clock.today(child.municipality)),
            "people": [(each, looking_after.somebody_stays(each, people)) for each in people],
            "own_family": any(each.user_id == request.user.pk for each in people),
            "certificate": child.certificates.living().first(),
            "twins": searching.may_be_the_same(child),
        },
    )


@role_required(*access.DESK)
def correct_child(request: AuthenticatedRequest, child_id: int) -> HttpResponse:
    """The data are corrected by documents, with a reason (R2.08)."""
    child = _child(request, child_id)
    form = CorrectForm(request.POST or None, child=child)
    if form.is_valid():
        try:
            correcting.correct(
                child,
                form.told,
                form.cleaned_data["reason"],
                by=request.user,
                on=clock.today(child.municipality),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The data are corrected. The family is told."))
            return redirect("certificates:child_record", child.pk)
    return render(request, "certificates/correct_child.html", {"form": form, "child": child})


@role_required(*access.DESK)
def add_adult(request: AuthenticatedRequest, child_id: int) -> HttpResponse:
    """Another representative, whose documents were seen."""
    child = _child(request, child_id)
    form = AdultAtDeskForm(request.POST or None)
    if form.is_valid():
        try:
            arbitrating.add_at_desk(
                child,
                form.cleaned_data["email"],
                Guardianship.Relation(form.cleaned_data["relation"]),
                form.chosen,
                by=request.user,
                on=clock.today(child.municipality),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The person looks after the child. Everybody is told."))
            return redirect("certificates:child_record", child.pk)
    return render(request, "certificates/add_adult.html", {"form": form, "child": child})


@role_required(*access.DESK)
def decide_adult(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Rights by documents or by a decision of a court."""
    other = _guardianship(request, pk)
    form = RightsAtDeskForm(request.POST or None, initial={"rights": other.rights})
    if form.is_valid():
        try:
            arbitrating.decide_at_desk(
                other,
                form.chosen,
                form.cleaned_data["reason"],
                by=request.user,
                on=clock.today(other.child.municipality),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Written down. Everybody is told by letter."))
            return redirect("certificates:child_record", other.child_id)
    return render(
        request,
        "certificates/adult_at_desk.html",
        {"form": form, "other": other, "removes": False},
    )


@role_required(*access.DESK)
def remove_adult_at_desk(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A person is taken off by documents or by a decision of a court."""
    other = _guardianship(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            arbitrating.remove_at_desk(
                other,
                form.cleaned_data["reason"],
                by=request.user,
                on=clock.today(other.child.municipality),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Written down. Everybody is told by letter."))
            return redirect("certificates:child_record", other.child_id)
    return render(
        request,
        "certificates/adult_at_desk.html",
        {"form": form, "other": other, "removes": True},
    )


def _child(request: AuthenticatedRequest, child_id: int) -> Child:
    return get_object_or_404(
        access.children_at_desk(request.user).select_related("municipality__region"), pk=child_id
    )


def _guardianship(request: AuthenticatedRequest, pk: int) -> Guardianship:
    return get_object_or_404(
        Guardianship.objects.select_related("user", "child__municipality__region"),
        pk=pk,
        child__in=access.children_at_desk(request.user),
    )
