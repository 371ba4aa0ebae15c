"""What the organisation reads of its programs, and what it says to it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from certificates.forms import show_refusal
from enrollment import access, answering
from enrollment.models import Answer
from enrollment.opinion_forms import AnswerForm
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required

PAGE = 20
SHELVES = {
    "all": gettext_lazy("All"),
    "open": gettext_lazy("Without an answer"),
    "returned": gettext_lazy("The answer was sent back"),
}


@require_safe
@role_required(Role.PROVIDER)
def own_opinions(request: AuthenticatedRequest) -> HttpResponse:
    """What families say of the organisation's programs, the latest first."""
    told = access.answered_opinions(request.user).select_related("program", "answer")
    shelves = {
        "all": told,
        "open": told.filter(answer__isnull=True),
        "returned": told.filter(answer__status=Answer.Status.RETURNED),
    }
    chosen = request.GET.get("list", "")
    chosen = chosen if chosen in SHELVES else "all"
    tabs = [
        {
            "label": label,
            "url": f"?list={code}",
            "current": code == chosen,
            "count": shelves[code].count(),
        }
        for code, label in SHELVES.items()
    ]
    page = Paginator(shelves[chosen], PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "tabs": tabs, "chosen": chosen}
    return render(request, "enrollment/own_opinions.html", context)


@role_required(Role.PROVIDER)
def answer_opinion(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Answer once, for everyone to read; or mend an answer that was sent back."""
    opinion = get_object_or_404(
        access.answered_opinions(request.user).select_related("program"), pk=pk
    )
    answer = answering.answer_of(opinion)
    form = AnswerForm(request.POST or None, initial={"text": answer.text if answer else ""})
    if form.is_valid():
        try:
            answering.answer(opinion, form.cleaned_data["text"], by=request.user, on=clock.today())
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The answer waits for the check of the support centre."))
            return redirect("enrollment:own_opinions")
    elif request.method != "POST" and not answering.can_answer(opinion):
        return redirect("enrollment:own_opinions")
    context = {"opinion": opinion, "answer": answer, "form": form}
    return render(request, "enrollment/answer_opinion.html", context)
