"""What everyone sees: the register of providers, a provider's page, and how to come in."""

from __future__ import annotations

from typing import cast

from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from providers import access, registering
from providers.forms import ProviderForm, RepresentativeForm
from providers.models import Provider
from reference import clock
from reference.errors import RuleBroken
from reference.models import Municipality
from users import guarding
from users.models import User
from users.views.half_signed import BACKEND

PAGE = 25


@login_not_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register of active organisations."""
    asked = {
        name: request.GET.get(name, "").strip().replace("\x00", "")
        for name in ("q", "municipality", "department")
    }
    providers = Provider.objects.active().select_related("municipality").order_by("short_name")
    for word in asked["q"].split()[:10]:
        providers = providers.filter(
            Q(short_name__icontains=word) | Q(full_name__icontains=word) | Q(inn=word)
        )
    if asked["municipality"]:
        providers = providers.filter(municipality__slug=asked["municipality"])
    if asked["department"]:
        providers = providers.filter(department=asked["department"])
    page = Paginator(providers, PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "asked": asked,
        "municipalities": Municipality.objects.all(),
        "departments": Provider.Department.choices,
    }
    return render(request, "providers/register.html", context)


@login_not_required
@require_safe
def provider(request: HttpRequest, slug: str) -> HttpResponse:
    """One provider: contacts, places, licence, and what it teaches."""
    provider = get_object_or_404(
        access.public_providers().select_related("municipality").prefetch_related("venues"),
        slug=slug,
    )
    return render(
        request, "providers/provider.html", {"provider": provider, "today": clock.today()}
    )


@login_not_required
@sensitive_post_parameters("password")
@never_cache
def apply(request: HttpRequest) -> HttpResponse:
    """Ask for a place in the register, with an account or making one on the way."""
    someone = request.user if request.user.is_authenticated else None
    person = RepresentativeForm(request.POST or None) if someone is None else None
    form = ProviderForm(request.POST or None, prefix="org")
    # both are read, so that all mistakes are told at once
    forms_are_right = form.is_valid() & (person is None or person.is_valid())
    if forms_are_right and (user := _apply(request, form, person, someone)):
        if someone is None:
            auth.login(request, user, backend=BACKEND)
        messages.success(
            request, _("The application has been sent. You will get a letter with the decision.")
        )
        return redirect("providers:own_card")
    return render(request, "providers/apply.html", {"form": form, "person": person})


def _apply(
    request: HttpRequest,
    form: ProviderForm,
    person: RepresentativeForm | None,
    someone: User | None,
) -> User | None:
    """The person who has applied, or None when a rule said no beside a field."""
    asked_by: BaseForm = form
    try:
        with guarding.against_guessing(request), transaction.atomic():
            if person is not None:
                asked_by = person
                someone = registering.open_account(
                    person.person,
                    email=person.cleaned_data["email"],
                    password=person.cleaned_data["password"],
                    municipality=form.cleaned_data["municipality"],
                )
                asked_by = form
            registering.apply(form.cleaned_data, by=cast(User, someone), on=clock.today())
    except RuleBroken as refusal:
        asked_by.add_error(refusal.field, str(refusal))
        return None
    return someone
