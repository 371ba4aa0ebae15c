"""Pages of a child in the family's cabinet: the data, and who looks after the child (R11.05)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from certificates import access, correcting, inviting, looking_after
from certificates.adult_forms import ChildDataForm, InviteForm, RightsForm
from certificates.forms import show_refusal
from certificates.models import Guardianship, Invitation
from certificates.views.finding import child_to_act_for
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest, safe_next
from users.models import Role
from users.roles import role_required


@role_required(Role.GUARDIAN)
@require_safe
def child(request: AuthenticatedRequest, child_id: int) -> HttpResponse:
    """What the portal knows of the child, who looks after them, who is invited."""
    child = get_object_or_404(
        access.children_seen_by(request.user).select_related("municipality__region"), pk=child_id
    )
    people = list(child.guardianships.select_related("user").order_by("pk"))
    own = next(each for each in people if each.user == request.user)
    decides = own.is_full and not own.is_self
    on = clock.today(child.municipality)
    return render(
        request,
        "certificates/child.html",
        {
            "child": child,
            "own": own,
            "decides": decides,
            "own_account_age": looking_after.own_account_age(child),
            "people": [
                (each, decides and each != own and not looking_after.find_obstacle(own, each))
                for each in people
            ],
            "may_leave": looking_after.somebody_stays(own, people),
            "today": on,
            "invitations": child.invitations.unanswered().with_returned_at().order_by("pk")
            if decides
            else [],
        },
    )


@role_required(Role.GUARDIAN)
def edit_child(request: AuthenticatedRequest, child_id: int) -> HttpResponse:
    """The family mends what it told; once documents are seen, its school and settlement alone."""
    child = child_to_act_for(request.user, child_id)
    is_seen = child.documents_seen_on is not None
    form = ChildDataForm(
        request.POST or None,
        child=child,
        left_out=correcting.OF_THE_DOCUMENTS if is_seen else (),
    )
    if form.is_valid():
        try:
            correcting.tell(child, form.told, by=request.user, on=clock.today(child.municipality))
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(
                safe_next(request, otherwise=reverse("certificates:child", args=(child.pk,)))
            )
    return render(
        request,
        "certificates/edit_child.html",
        {"form": form, "child": child, "is_seen": is_seen},
    )


@role_required(Role.GUARDIAN)
def invite(request: AuthenticatedRequest, child_id: int) -> HttpResponse:
    """Another adult, or the child from the 14th birthday, is sent a link."""
    child = child_to_act_for(request.user, child_id)
    form = InviteForm(request.POST or None)
    if form.is_valid():
        try:
            inviting.invite(child, form.asked, by=request.user, on=clock.today(child.municipality))
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request,
                _("A letter is sent to %(email)s.") % {"email": form.cleaned_data["email"]},
            )
            return redirect("certificates:child", child.pk)
    return render(request, "certificates/invite.html", {"form": form, "child": child})


@role_required(Role.GUARDIAN)
@require_POST
def take_back(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The link of a letter works no more."""
    invitation = get_object_or_404(
        Invitation.objects.select_related("child__municipality__region"),
        pk=pk,
        child__in=access.children_acted_for(request.user),
    )
    try:
        inviting.take_back(
            invitation, by=request.user, on=clock.today(invitation.child.municipality)
        )
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The invitation is taken back."))
        if request.POST.get("again"):
            return redirect("certificates:invite", invitation.child_id)
    return redirect("certificates:child", invitation.child_id)


@never_cache
def invitation(request: AuthenticatedRequest, token: str) -> HttpResponse:
    """The link of the letter, for whoever signs in with the e-mail it was sent to."""
    on = clock.today()
    try:
        found = inviting.find(token, by=request.user, on=on)
        if request.method == "POST":
            inviting.accept(found, by=request.user, on=on)
    except RuleBroken as refusal:
        return _refused(request, refusal)
    if request.method == "POST":
        if found.is_for_the_child:
            told = _("This is your account now: your clubs, your week and your certificate.")
        else:
            told = _("You look after %(child)s in the portal now.")
        messages.success(request, told % {"child": found.child.first_name})
        return redirect("certificates:family")
    return render(request, "certificates/invitation.html", {"invitation": found, "token": token})


@never_cache
@require_POST
def decline_invitation(request: AuthenticatedRequest, token: str) -> HttpResponse:
    """The invited person does not want to: the link works no more, who invited is told."""
    on = clock.today()
    try:
        inviting.decline(inviting.find(token, by=request.user, on=on), by=request.user, on=on)
    except RuleBroken as refusal:
        return _refused(request, refusal)
    messages.success(request, _("The invitation is declined. Who invited you is told by letter."))
    return redirect("users:messages")


def _refused(request: AuthenticatedRequest, refusal: RuleBroken) -> HttpResponse:
    """Why the link is of no use, and where to go; a second press finds the child."""
    if refusal.code == "invitation_used":
        messages.info(request, str(refusal))
        return redirect("certificates:family")
    return render(
        request,
        "certificates/invitation_refused.html",
        {"refusal": refusal, "is_other_email": refusal.code == "other_email"},
    )


@role_required(Role.GUARDIAN)
def change_rights(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Full rights, or only to look."""
    other = _other(request, pk)
    form = RightsForm(request.POST or None, initial={"rights": other.rights})
    if form.is_valid():
        try:
            looking_after.change_rights(other, form.chosen, by=request.user)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The rights are changed. Everybody is told by letter."))
            return redirect("certificates:child", other.child_id)
    return render(request, "certificates/adult_rights.html", {"form": form, "other": other})


@role_required(Role.GUARDIAN)
def remove_adult(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Another person, or oneself, looks after the child no more; asked once more."""
    other = _other(request, pk, or_own=True)
    is_own = other.user == request.user
    if request.method == "POST":
        try:
            looking_after.remove(other, by=request.user, on=clock.today(other.child.municipality))
        except RuleBroken as refusal:
            messages.error(request, str(refusal))
            return redirect("certificates:child", other.child_id)
        messages.success(request, _("Done. Everybody is told by letter."))
        if is_own:
            return redirect("certificates:family")
        return redirect("certificates:child", other.child_id)
    return render(request, "certificates/remove_adult.html", {"other": other, "is_own": is_own})


def _other(request: AuthenticatedRequest, pk: int, *, or_own: bool = False) -> Guardianship:
    """Somebody who looks after a child of this person's. Raises SeesOnly for limited rights."""
    found: Guardianship = get_object_or_404(
        Guardianship.objects.select_related("user", "child__municipality__region"),
        pk=pk,
        child__in=access.children_seen_by(request.user),
    )
    if not (or_own and found.user == request.user):
        child_to_act_for(request.user, found.child_id)
    return found
