"""A family writes down what its child has achieved, and takes it out again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from certificates import access, achieving
from certificates.achievement_forms import AchievementForm
from certificates.forms import show_refusal
from certificates.views.finding import child_to_act_for
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.GUARDIAN)
def add_achievement(request: AuthenticatedRequest, child_id: int) -> HttpResponse:
    """One more line of the child's portfolio."""
    child = child_to_act_for(request.user, child_id)
    form = AchievementForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            achieving.add(
                child,
                said["day"],
                said["name"],
                level=said["level"],
                result=said["result"],
                by=request.user,
                on=clock.today(child.municipality),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The achievement stands in the path of the child."))
            return redirect("enrollment:path", child.pk)
    return render(request, "certificates/add_achievement.html", {"form": form, "child": child})


@role_required(Role.GUARDIAN)
@require_POST
def remove_achievement(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """It was a mistake, or is not wanted any more."""
    achievement = get_object_or_404(
        access.achievements_of(request.user).select_related("child"), pk=pk
    )
    achieving.remove(achievement, by=request.user)
    messages.success(request, _("The achievement is removed."))
    return redirect("enrollment:path", achievement.child_id)
