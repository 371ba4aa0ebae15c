"""The second step of signing in: asked for at the door, switched on and off in the profile."""

from __future__ import annotations

from base64 import b32encode
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from reference.errors import RuleBroken
from users import access, securing
from users.desk_forms import SeenForm
from users.http import AuthenticatedRequest
from users.models import Role, User
from users.roles import role_required
from users.second_step_forms import SecondStepForm, TelephoneForm, TurnOffForm
from users.views import half_signed

KEY = "second_step_key"


@login_not_required
@sensitive_post_parameters("code")
@never_cache
def second_step(request: HttpRequest) -> HttpResponse:
    """After the password: the code of the telephone, or a spare one."""
    user = half_signed.who(request)
    if user is None:
        return redirect("users:sign_in")
    form = SecondStepForm(request.POST or None)
    if form.is_valid():
        try:
            securing.check(user, form.cleaned_data["code"])
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return half_signed.finish(request, user)
    return render(request, "users/second_step.html", {"form": form})


@sensitive_post_parameters("old_password", "code")
@never_cache
def settings_of_second_step(request: HttpRequest) -> HttpResponse:
    """Switch the second step on, or see how it stands."""
    user = cast(User, request.user)
    if securing.is_on(user):
        left = securing.spare_left(user)
        return render(request, "users/second_step_on.html", {"spare_left": left})
    key = request.session.setdefault(KEY, securing.new_key())
    form = TelephoneForm(request.POST or None, user=user)
    if form.is_valid():
        try:
            codes = securing.turn_on(
                user, key, form.cleaned_data["code"], by=user, at=timezone.now()
            )
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            del request.session[KEY]
            return render(request, "users/spare_codes.html", {"codes": codes})
    telephone = securing.draft(user, key)
    page = {
        "form": form,
        "address": telephone.config_url,
        "secret": _in_fours(telephone.bin_key),
    }
    return render(request, "users/second_step_off.html", page)


@sensitive_post_parameters("code")
@never_cache
def spare_codes(request: HttpRequest) -> HttpResponse:
    """Other spare codes, shown once."""
    user = cast(User, request.user)
    if not securing.is_on(user):
        return redirect("users:second_step_settings")
    form = SecondStepForm(request.POST or None)
    if form.is_valid():
        try:
            codes = securing.renew_spare(user, form.cleaned_data["code"], by=user)
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return render(request, "users/spare_codes.html", {"codes": codes})
    return render(request, "users/renew_spare_codes.html", {"form": form})


@sensitive_post_parameters("old_password", "code")
@never_cache
def turn_off(request: HttpRequest) -> HttpResponse:
    """No second step any more: by the password and a code."""
    user = cast(User, request.user)
    if not securing.is_on(user):
        return redirect("users:second_step_settings")
    form = TurnOffForm(request.POST or None, user=user)
    if form.is_valid():
        try:
            securing.turn_off(user, form.cleaned_data["code"], by=user)
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The second step is switched off."))
            return redirect("users:profile")
    return render(request, "users/turn_off_second_step.html", {"form": form})


@role_required(*access.DESK, Role.ADMINISTRATOR)
@never_cache
def reset(request: AuthenticatedRequest, user_id: int) -> HttpResponse:
    """Take the second step off a person who lost it and has come in person."""
    person = get_object_or_404(access.people_to_help(request.user), pk=user_id)
    typed = request.POST if request.method == "POST" else None  # an empty box sends nothing
    form = SeenForm(typed)
    if form.is_valid():
        try:
            securing.reset(person, by=request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The second step is taken off. The person is told."))
            return redirect("users:people")
    return render(request, "users/reset_second_step.html", {"form": form, "person": person})


def _in_fours(key: bytes) -> str:
    """The secret as people type it: «ABCD EFGH …»."""
    secret = b32encode(key).decode()
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
