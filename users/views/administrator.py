"""The journal of actions."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from users import access, audit
from users.http import AuthenticatedRequest
from users.journal_forms import AuditFilterForm
from users.models import Role
from users.roles import role_required

EVENTS_ON_A_PAGE = 50


@role_required(Role.ADMINISTRATOR)
@require_safe
def audit_journal(request: AuthenticatedRequest) -> HttpResponse:
    """Who did what: the newest first, by kind, person and days."""
    form = AuditFilterForm(request.GET or None)
    events = access.visible_events(request.user)
    if form.is_valid():
        events = audit.find(events, **form.cleaned_data)
    pages = Paginator(events, EVENTS_ON_A_PAGE)
    page = {"form": form, "page_obj": pages.get_page(request.GET.get("page"))}
    return render(request, "users/audit.html", page)
