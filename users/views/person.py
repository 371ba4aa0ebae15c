"""A person's own pages: profile, password, letters."""

from __future__ import annotations

from typing import cast

from django.contrib import auth, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from reference import clock
from reference.errors import RuleBroken
from users import access, notifying, registering, securing
from users.forms import ChangePasswordForm, LettersForm, PersonForm
from users.models import User
from users.models.notification import LINK_BY_MAIL_ALONE

LETTERS_ON_A_PAGE = 30


@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """Who I am to the portal."""
    person = _person(request)
    page = {"person": person, "has_second_step": securing.is_on(person)}
    return render(request, "users/profile.html", page)


def change_details(request: HttpRequest) -> HttpResponse:
    """Change my names and phone."""
    user = _person(request)
    names = ("last_name", "first_name", "patronymic", "phone")
    form = PersonForm(request.POST or None, initial={name: getattr(user, name) for name in names})
    if form.is_valid():
        registering.change_details(user, form.person, by=user)
        messages.success(request, _("Your details are saved."))
        return redirect("users:profile")
    return render(request, "users/change_details.html", {"form": form})


def letter_settings(request: HttpRequest) -> HttpResponse:
    """Choose which letters I want beside those about my own affairs."""
    user = _person(request)
    typed = request.POST if request.method == "POST" else None  # an empty box sends nothing
    form = LettersForm(typed, user=user)
    if form.is_valid():
        registering.choose_letters(
            user,
            gets_reminders=form.cleaned_data["gets_reminders"],
            portal_only=form.portal_only,
            by=user,
        )
        messages.success(request, _("Your choice is saved."))
        return redirect("users:profile")
    return render(request, "users/letter_settings.html", {"form": form})


@sensitive_post_parameters("old_password", "password")
@never_cache
def change_password(request: HttpRequest) -> HttpResponse:
    """Choose another password; this session goes on, the others end."""
    user = _person(request)
    form = ChangePasswordForm(request.POST or None, user=user)
    if form.is_valid():
        registering.change_password(user, form.cleaned_data["password"], by=user)
        auth.update_session_auth_hash(request, user)
        messages.success(request, _("The new password is set."))
        return redirect("users:profile")
    return render(request, "users/change_password.html", {"form": form})


@require_POST
def send_confirmation(request: HttpRequest) -> HttpResponse:
    """Ask for the confirming letter once more."""
    user = _person(request)
    try:
        registering.send_confirmation_again(user, by=user, at=clock.now())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("A letter has been sent to %(email)s. Look into your mail and follow its link.")
            % {"email": user.email},
        )
    return redirect("users:profile")


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The letters written to me."""
    pages = Paginator(access.letters_of(_person(request)), LETTERS_ON_A_PAGE)
    return render(
        request, "users/messages.html", {"page_obj": pages.get_page(request.GET.get("page"))}
    )


@require_safe
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """One letter; opening it is reading it."""
    found = get_object_or_404(access.letters_of(_person(request)), pk=letter_id)
    notifying.mark_read(found)
    has_link = bool(found.url) and found.kind not in LINK_BY_MAIL_ALONE
    return render(request, "users/letter.html", {"letter": found, "has_link": has_link})


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)
