"""Consents: the family's page, the text with its own tick, and the papers of the desk."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import access, acting, consenting, registering
from certificates.consent_forms import ConsentForm, PaperConsentForm
from certificates.forms import show_refusal
from certificates.models import Child
from certificates.views.finding import child_to_act_for
from reference import versions
from reference.errors import RuleBroken
from users import accepting, audit
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.GUARDIAN)
@require_safe
def consents(request: AuthenticatedRequest) -> HttpResponse:
    """Which texts the family has agreed to: the version, when, how, by whom, and the way back."""
    children = access.children_seen_by(request.user).prefetch_related("consents__given_by")
    only_seen = acting.children_only_seen(request.user)
    return render(
        request,
        "certificates/consents.html",
        {
            "children": [
                {**_standing(child, request), "only_seen": child.pk in only_seen}
                for child in children
            ],
            "present": consenting.CURRENT,
            "texts": consenting.TEXTS,
            "acceptances": accepting.acceptances_of(request.user),
            "terms": accepting.current(),
            "accepts_terms": accepting.accepts_present(request.user),
        },
    )


def _standing(child: Child, request: AuthenticatedRequest) -> dict[str, object]:
    given = sorted(child.consents.all(), key=lambda consent: -consent.pk)
    own = [
        consent
        for consent in given
        if consent.withdrawn_at is None and consent.given_by_id == request.user.pk
    ]
    return {
        "child": child,
        "consents": given,
        "own": own,
        "is_present": any(each.text_version == consenting.CURRENT.version for each in own),
        "is_withdrawn": bool(given) and all(each.withdrawn_at for each in given),
    }


@role_required(Role.GUARDIAN)
def consent(request: AuthenticatedRequest, child_id: int) -> HttpResponse:
    """The consent to data processing: its own page, its own tick (R11.02)."""
    child = child_to_act_for(request.user, child_id)
    version = consenting.CURRENT.version
    given = child.consents.standing().filter(given_by=request.user, text_version=version).first()
    form = ConsentForm(request.POST or None)
    if form.is_valid():
        try:
            registering.give_consent(child, by=request.user)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The consent is recorded."))
            if child.certificates.living().exists():
                return redirect("certificates:consents")
            return redirect("certificates:apply_for_certificate", child.pk)
    return render(
        request,
        "certificates/consent.html",
        {
            "form": form,
            "child": child,
            "given": given,
            "has_certificate": child.certificates.living().exists(),
            "text": consenting.CURRENT,
            "is_changed": given is None
            and child.consents.standing().filter(given_by=request.user).exists(),
        },
    )


@role_required(Role.GUARDIAN)
@require_safe
def consent_text(request: AuthenticatedRequest, child_id: int, version: str) -> HttpResponse:
    """The full text of a version, those of the past too."""
    child = get_object_or_404(access.children_seen_by(request.user), pk=child_id)
    text = versions.text_of(version, consenting.TEXTS)
    if text is None:
        raise Http404
    return render(request, "certificates/consent_text.html", {"child": child, "text": text})


@role_required(*access.DESK)
def desk_consents(request: AuthenticatedRequest, child_id: int) -> HttpResponse:
    """The consents of a child, and what was brought on paper: a consent or its withdrawal."""
    child = get_object_or_404(access.children_at_desk(request.user), pk=child_id)
    form = PaperConsentForm(request.POST or None, child=child)
    if form.is_valid():
        try:
            form.note(by=request.user)
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The paper is noted: the family sees it in its cabinet."))
            return redirect("certificates:desk_consents", child.pk)
    audit.record(request.user, "child.viewed", child, page="consents")
    return render(
        request,
        "certificates/desk_consents.html",
        {
            "form": form,
            "child": child,
            "consents": child.consents.select_related(
                "given_by", "noted_by", "withdrawn_by"
            ).order_by("-id"),
            "is_withdrawn": consenting.is_withdrawn(child),
            "certificate": child.certificates.living().first(),
        },
    )
