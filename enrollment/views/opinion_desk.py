"""The support centre reads opinions and answers before everyone does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from enrollment import access, hinting, vetting
from enrollment.models import Answer, Opinion
from enrollment.opinion_forms import ReasonedVerdictForm, VerdictForm
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required

PAGE = 50
Words = Opinion | Answer
SHELVES = {
    "waiting": _("Opinions to check"),
    "answers": _("Answers to check"),
    "published": _("Published"),
    "returned": _("Returned"),
    "hidden": _("Hidden"),
}


@require_safe
@role_required(Role.MOC)
def opinions_to_check(request: AuthenticatedRequest) -> HttpResponse:
    """What waits for a check, the oldest first, and what was decided."""
    opinions = access.checked_opinions(request.user)
    shelves = {
        **{status: opinions.filter(status=status) for status in SHELVES if status != "answers"},
        "answers": access.checked_answers(request.user).filter(status=Answer.Status.WAITING),
    }
    chosen = request.GET.get("list", "")
    chosen = chosen if chosen in SHELVES else "waiting"
    tabs = [
        {
            "label": label,
            "url": f"?list={code}",
            "current": code == chosen,
            "count": shelves[code].count(),
        }
        for code, label in SHELVES.items()
    ]
    rows = shelves[chosen].order_by("written_on", "pk")
    about = "opinion__program__provider" if chosen == "answers" else "program__provider"
    page = Paginator(rows.select_related(about), PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs,
        "page_obj": page,
        "chosen": chosen,
        "kind": "answer" if chosen == "answers" else "opinion",
        "title": SHELVES[chosen],
    }
    return render(request, "enrollment/opinions_to_check.html", context)


@require_safe
@role_required(Role.MOC)
def check_words(request: AuthenticatedRequest, kind: str, pk: int) -> HttpResponse:
    """The words with hints at contacts and names; no name of the family is shown."""
    words = _find(request, kind, pk)
    opinion = words if isinstance(words, Opinion) else words.opinion
    context = {
        "words": words,
        "kind": kind,
        "opinion": opinion,
        "hints": hinting.hints(words),
        "can_publish": words.status in (Opinion.Status.WAITING, Opinion.Status.HIDDEN),
        "can_return": words.status == Opinion.Status.WAITING,
        "can_hide": words.status in (Opinion.Status.WAITING, Opinion.Status.PUBLISHED),
    }
    return render(request, "enrollment/check_words.html", context)


@require_POST
@role_required(Role.MOC)
def publish(request: AuthenticatedRequest, kind: str, pk: int) -> HttpResponse:
    """Let everyone read the words."""
    words = _find(request, kind, pk)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(_("Read the words once more and press the button again.")))
        return redirect("enrollment:check_words", kind, pk)
    try:
        vetting.publish(
            words, version=form.cleaned_data["version"], by=request.user, on=clock.today()
        )
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return redirect("enrollment:check_words", kind, pk)
    messages.success(request, str(_("Published.")))
    return _to_desk(kind)


@role_required(Role.MOC)
def send_back(request: AuthenticatedRequest, kind: str, pk: int) -> HttpResponse:
    """Ask for the reason and send the words back to their author."""
    return _with_reason(
        request,
        kind,
        pk,
        vetting.send_back,
        title=_("Return for mending"),
        consequence=_("The author may write it otherwise; it is then checked again."),
        done=_("Returned to the author."),
    )


@role_required(Role.MOC)
def hide(request: AuthenticatedRequest, kind: str, pk: int) -> HttpResponse:
    """Ask for the reason and hide the words."""
    return _with_reason(
        request,
        kind,
        pk,
        vetting.hide,
        title=_("Hide from everyone"),
        consequence=_("Nobody reads it, and the marks of an opinion count no more."),
        done=_("Hidden."),
    )


def _with_reason(
    request: AuthenticatedRequest,
    kind: str,
    pk: int,
    verdict: Callable[..., Any],
    *,
    title: Promise | str,
    consequence: Promise | str,
    done: Promise | str,
) -> HttpResponse:
    words = _find(request, kind, pk)
    form = ReasonedVerdictForm(request.POST or None, initial={"version": words.version})
    if form.is_valid():
        data = form.cleaned_data
        try:
            verdict(
                words, data["reason"], version=data["version"], by=request.user, on=clock.today()
            )
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(done))
            return _to_desk(kind)
    context = {
        "words": words,
        "kind": kind,
        "form": form,
        "title": title,
        "consequence": consequence,
        "is_final": verdict is vetting.hide,
    }
    return render(request, "enrollment/verdict.html", context)


def _to_desk(kind: str) -> HttpResponse:
    response = redirect("enrollment:opinions_to_check")
    if kind == "answer":
        response["Location"] += "?list=answers"
    return response


def _find(request: AuthenticatedRequest, kind: str, pk: int) -> Words:
    if kind == "opinion":
        opinions = access.checked_opinions(request.user).select_related(
            "program__provider",
            "contract__certificate__child",
            "place__certificate__child",
        )
        return get_object_or_404(opinions, pk=pk)
    if kind == "answer":
        answers = access.checked_answers(request.user).select_related(
            "opinion__program__provider",
            "opinion__contract__certificate__child",
            "opinion__place__certificate__child",
        )
        return get_object_or_404(answers, pk=pk)
    raise Http404
