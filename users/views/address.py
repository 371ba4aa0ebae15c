"""When letters do not reach a person: another e-mail, or a code from the desk."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from reference import clock
from reference.errors import RuleBroken
from users import addressing, guarding, vouching
from users.forms import ChangeEmailForm, CodeForm
from users.models import User


@sensitive_post_parameters("old_password")
@never_cache
def change_email(request: HttpRequest) -> HttpResponse:
    """Another e-mail, in use at once and to be confirmed."""
    user = cast(User, request.user)
    form = ChangeEmailForm(request.POST or None, user=user)
    if form.is_valid():
        try:
            with guarding.against_guessing(request):
                user = addressing.change_email(
                    user, form.cleaned_data["email"], by=user, at=clock.now()
                )
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(
                request,
                _("The e-mail is changed. A letter has been sent to %(email)s: confirm it.")
                % {"email": user.email},
            )
            return redirect("users:profile")
    return render(request, "users/change_email.html", {"form": form})


@never_cache
def enter_code(request: HttpRequest) -> HttpResponse:
    """The code of the desk instead of the link of the letter."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            guarding.limit_codes(request)
            vouching.confirm(cast(User, request.user), form.cleaned_data["code"], at=clock.now())
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Thank you, the support centre has confirmed you."))
            return redirect("users:profile")
    return render(request, "users/enter_code.html", {"form": form})
