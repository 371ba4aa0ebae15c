"""Who answers families: the organisation its questions, the support centre its complaints."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates.forms import show_refusal
from enrollment import access, questioning
from enrollment.models import Question
from enrollment.models.question import QuestionQuerySet
from enrollment.question_forms import ReplyForm
from enrollment.views.questions import ABOUT
from reference import clock
from reference.errors import RuleBroken
from users import audit
from users.commanding import once
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required

PAGE = 50


@role_required(Role.PROVIDER)
@require_safe
def questions_to_us(request: AuthenticatedRequest) -> HttpResponse:
    """What families ask about the organisation's programs."""
    return _list(
        request, access.questions_to_answer(request.user), "enrollment/questions_to_us.html"
    )


@role_required(Role.MOC)
@require_safe
def complaints(request: AuthenticatedRequest) -> HttpResponse:
    """What families of the municipality complain of."""
    return _list(request, access.complaints_to_answer(request.user), "enrollment/complaints.html")


@role_required(Role.PROVIDER)
def answer_question(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Answer a question about a program; who asks is not told."""
    question = get_object_or_404(
        access.questions_to_answer(request.user).select_related(*ABOUT), pk=pk
    )
    return _answer(request, question, "enrollment/answer_question.html", "questions_to_us")


@role_required(Role.MOC)
def answer_complaint(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Answer a complaint; the look at the child's name is written down (R11.12)."""
    question = get_object_or_404(
        access.complaints_to_answer(request.user).select_related("author", *ABOUT), pk=pk
    )
    if request.method != "POST" and question.certificate is not None:
        audit.record(request.user, "child.viewed", question.certificate.child, page="complaint")
    return _answer(request, question, "enrollment/answer_complaint.html", "complaints")


def _list(request: AuthenticatedRequest, asked: QuestionQuerySet, template: str) -> HttpResponse:
    """Those that wait, the oldest first; or those that are answered, the latest first."""
    is_done = request.GET.get("list") == "answered"
    waiting, answered = asked.waiting(), asked.filter(answered_on__isnull=False)
    rows = answered.order_by("-answered_on", "-pk") if is_done else waiting.order_by("pk")
    page = Paginator(rows.select_related(*ABOUT), PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "is_done": is_done,
        "today": clock.today(),
        "tabs": [
            {
                "label": _("Wait for an answer"),
                "url": "?list=waiting",
                "current": not is_done,
                "count": waiting.count(),
            },
            {"label": _("Answered"), "url": "?list=answered", "current": is_done},
        ],
    }
    return render(request, template, context)


def _answer(
    request: AuthenticatedRequest, question: Question, template: str, back: str
) -> HttpResponse:
    form = ReplyForm(request.POST or None)
    on = clock.today(question.municipality)
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            once(
                form.cleaned_data["command"],
                "question.answered",
                Question,
                lambda: questioning.answer(question, words, by=request.user, on=on),
                by=request.user,
                question=question.pk,
                words=words,
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The answer is sent."))
            return redirect(f"enrollment:{back}")
    context = {"form": form, "question": question, "today": on}
    return render(request, template, context)
