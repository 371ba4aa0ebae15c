"""The terms of use: the text of today, those of the past, and the tick under changed ones."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from reference import versions
from users import accepting
from users.http import AuthenticatedRequest


class AcceptForm(forms.Form):
    """The tick under changed terms."""

    agree = forms.BooleanField(
        label=gettext_lazy(
            "I accept the terms of use and agree to the processing of my personal data"
        ),
        error_messages={"required": gettext_lazy("Tick the box to accept the terms")},
    )


@login_not_required
@require_safe
def terms(request: HttpRequest, version: str = "") -> HttpResponse:
    """What a person agrees to by registering; earlier versions stay readable."""
    text = versions.text_of(version, accepting.TEXTS) if version else accepting.current()
    if text is None:
        raise Http404
    return render(
        request,
        "users/terms.html",
        {"text": text, "texts": accepting.TEXTS, "present": accepting.current()},
    )


def accept_terms(request: AuthenticatedRequest) -> HttpResponse:
    """The terms have changed: what is new, the text, and a tick of its own."""
    if accepting.accepts_present(request.user):
        return redirect("users:terms")
    form = AcceptForm(request.POST or None)
    if form.is_valid():
        accepting.accept(request.user)
        messages.success(request, _("The terms are accepted."))
        return redirect("users:profile")
    return render(request, "users/accept_terms.html", {"form": form, "text": accepting.current()})
