"""The door: registration, signing in and out, confirming an e-mail, a forgotten password."""

from __future__ import annotations

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from reference import clock
from reference.errors import RuleBroken
from users import guarding, recovering, registering, vouching
from users.forms import CodeRecoveryForm, NewPasswordForm, RecoveryForm, RegisterForm, SignInForm
from users.http import safe_next
from users.views import half_signed

RECOVERY_TOKEN = "recovery_token"
TOKEN_IN_SESSION = "new"


@login_not_required
@sensitive_post_parameters("password")
@never_cache
def register(request: HttpRequest) -> HttpResponse:
    """A parent makes an account and is inside at once."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = RegisterForm(request.POST or None)
    is_taken = False
    if form.is_valid():
        try:
            with guarding.against_guessing(request):
                user = registering.register_guardian(
                    form.person,
                    email=form.cleaned_data["email"],
                    password=form.cleaned_data["password"],
                    municipality=form.cleaned_data["municipality"],
                )
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
            is_taken = refusal.code == "email_taken"
        else:
            auth.login(request, user, backend=half_signed.BACKEND)
            messages.success(
                request,
                _("You have registered. A letter has been sent to %(email)s: confirm your e-mail.")
                % {"email": user.email},
            )
            return redirect(safe_next(request, otherwise=settings.LOGIN_REDIRECT_URL))
    page = {"form": form, "is_taken": is_taken, "next": request.GET.get("next", "")}
    return render(request, "users/register.html", page)


@login_not_required
@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password; then to the page that was asked for."""
    if request.user.is_authenticated:
        return redirect(safe_next(request, otherwise=settings.LOGIN_REDIRECT_URL))
    form = SignInForm(request, data=request.POST or None)
    if form.is_valid():
        next_page = safe_next(request, otherwise=settings.LOGIN_REDIRECT_URL)
        return half_signed.go_in(request, form.get_user(), next_page)
    status = 429 if guarding.is_paused(request) else 200
    page = {"form": form, "next": request.GET.get("next", "")}
    return render(request, "users/sign_in.html", page, status=status)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    next_page = safe_next(request, otherwise=settings.LOGOUT_REDIRECT_URL)
    auth.logout(request)
    messages.success(request, _("You have signed out."))
    return redirect(next_page)


@login_not_required
@never_cache
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter: one press confirms, so a mail scanner that follows links does not."""
    try:
        if request.method == "POST":
            registering.confirm_email(token)
        else:
            registering.find_by_token(token)
    except RuleBroken as refusal:
        return render(request, "users/link_wrong.html", {"refusal": refusal}, status=400)
    if request.method != "POST":
        return render(request, "users/confirm_email.html")
    messages.success(request, _("Thank you, the e-mail is confirmed."))
    return redirect(settings.LOGIN_REDIRECT_URL)


@login_not_required
def password_reset(request: HttpRequest) -> HttpResponse:
    """Ask for a recovery letter; the answer is the same whether the e-mail is known or not."""
    form = RecoveryForm(request.POST or None)
    if form.is_valid():
        who = f"recoveries:{guarding.address_of(request)}"
        if not guarding.is_too_often(who, limit=guarding.RECOVERIES):
            recovering.ask(form.cleaned_data["email"], at=clock.now())
            return redirect("users:password_reset_sent")
        form.add_error(None, _("Too many letters were asked for from here. Try again in an hour."))
    return render(request, "users/password_reset.html", {"form": form})


@login_not_required
@sensitive_post_parameters("password", "code")
@never_cache
def code_recovery(request: HttpRequest) -> HttpResponse:
    """A new password by the code that the desk gave; then one signs in with it."""
    form = CodeRecoveryForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            guarding.limit_codes(request)
            vouching.recover(said["email"], said["code"], said["password"], at=clock.now())
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The new password is set. Sign in with it."))
            return redirect("users:sign_in")
    return render(request, "users/code_recovery.html", {"form": form})


@login_not_required
@require_safe
def password_reset_sent(request: HttpRequest) -> HttpResponse:
    """What to do while the letter is on its way."""
    return render(request, "users/password_reset_sent.html")


@login_not_required
@sensitive_post_parameters("password")
@never_cache
def new_password(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """The link of the letter; its token moves to the session and leaves the address line."""
    if token != TOKEN_IN_SESSION:
        request.session[RECOVERY_TOKEN] = token
        return redirect("users:new_password", key=key, token=TOKEN_IN_SESSION)
    token = request.session.get(RECOVERY_TOKEN, "")
    try:
        form = NewPasswordForm(request.POST or None, user=recovering.find_by_link(key, token))
        if form.is_valid():
            user = recovering.recover(key, token, form.cleaned_data["password"])
            del request.session[RECOVERY_TOKEN]
            messages.success(request, _("The new password is set."))
            return half_signed.go_in(request, user, resolve_url(settings.LOGIN_REDIRECT_URL))
    except RuleBroken as refusal:
        page = {"refusal": refusal, "is_recovery": True}
        return render(request, "users/link_wrong.html", page, status=400)
    return render(request, "users/new_password.html", {"form": form})
