"""The support centre checks programs: the queue, the card, the decisions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from programs import access, card, moderating
from programs.forms import ReasonForm, RemarksForm, show_refusal
from programs.models import Program, Review
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required

Status = Program.Status
PAGE = 50

QUEUES = {
    "waiting": (gettext_lazy("Wait for a check"), (Status.SUBMITTED,)),
    "checking": (gettext_lazy("Being checked"), (Status.IN_REVIEW,)),
    "returned": (gettext_lazy("Returned"), (Status.NEEDS_EDIT,)),
    "published": (gettext_lazy("Published"), (Status.PUBLISHED,)),
    "refused": (gettext_lazy("Refused"), (Status.REFUSED,)),
}


@role_required(Role.MOC)
def moderation_queue(request: AuthenticatedRequest) -> HttpResponse:
    """Programs that were handed in, oldest first, by what is to be done with them."""
    mine = access.moderated_programs(request.user)
    chosen = request.GET.get("list", "waiting")
    if chosen not in QUEUES:
        chosen = "waiting"
    numbers = dict(mine.values_list("status").annotate(n=Count("pk")).order_by())
    tabs = [
        {
            "label": label,
            "url": f"?list={code}",
            "current": code == chosen,
            "count": sum(numbers.get(status, 0) for status in statuses),
        }
        for code, (label, statuses) in QUEUES.items()
    ]
    to_certify = access.certifiable_programs(request.user).filter(certified_on__isnull=True)
    tabs.append(
        {
            "label": _("Wait for certification"),
            "url": reverse("programs:certification"),
            "current": False,
            "count": to_certify.count(),
        }
    )
    programs = _with_facts(mine.filter(status__in=QUEUES[chosen][1]))
    page = Paginator(programs, PAGE).get_page(request.GET.get("page"))
    today = clock.today()
    for program in page:
        program.days = _days(program, today)  # type: ignore[attr-defined]
    context = {"tabs": tabs, "page_obj": page, "chosen": chosen}
    return render(request, "programs/moderation_queue.html", context)


@role_required(Role.MOC)
def moderate(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The card with a place for a remark beside each part, what has changed, the decisions."""
    program = _mine(request, pk)
    return _show_card(request, program)


@require_POST
@role_required(Role.MOC)
def take_up(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Begin the check."""
    program = _mine(request, pk)
    try:
        moderating.take_up(program, by=request.user, on=clock.today(_place(program)))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return redirect("programs:moderate", program.pk)


@require_POST
@role_required(Role.MOC)
def take_over(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Go on with a colleague's check."""
    review = _review(request, pk)
    try:
        moderating.take_over(review, by=request.user, on=clock.today(_place(review.program)))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You are checking this program now."))
    return redirect("programs:moderate", review.program_id)


@require_POST
@role_required(Role.MOC)
def return_program(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Send the card back with remarks."""
    review = _review(request, pk)
    form = RemarksForm(request.POST, parts=_parts(review.program))
    if form.is_valid():
        try:
            moderating.return_with_remarks(
                review,
                form.remarks(),
                form.cleaned_data["comment"],
                by=request.user,
                on=clock.today(_place(review.program)),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The program is returned to the provider."))
            return redirect("programs:moderation_queue")
    return _show_card(request, review.program, form)


@require_POST
@role_required(Role.MOC)
def publish(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Put the program into the catalogue, unless remarks have been written."""
    review = _review(request, pk)
    form = RemarksForm(request.POST, parts=_parts(review.program))
    if form.is_valid() and form.remarks():
        form.add_error(
            None, _("You have written remarks. Return the program with them, or clear them.")
        )
    if form.is_valid():
        try:
            moderating.publish(
                review,
                form.cleaned_data["comment"],
                by=request.user,
                on=clock.today(_place(review.program)),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The program is published."))
            return redirect("programs:moderation_queue")
    return _show_card(request, review.program, form)


@role_required(Role.MOC)
def refuse(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Ask for the reason and refuse the program."""
    review = _review(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            moderating.refuse(
                review,
                form.cleaned_data["reason"],
                by=request.user,
                on=clock.today(_place(review.program)),
            )
        except RuleBroken as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The program is refused."))
            return redirect("programs:moderation_queue")
    context = {"review": review, "program": review.program, "form": form}
    return render(request, "programs/refuse_program.html", context)


def _show_card(
    request: AuthenticatedRequest, program: Program, form: RemarksForm | None = None
) -> HttpResponse:
    review = moderating.open_review(program)
    is_mine = review is not None and review.reviewer_id == request.user.pk
    if is_mine and form is None:
        form = RemarksForm(parts=_parts(program))
    context = {
        "program": program,
        "review": review,
        "is_mine": is_mine,
        "form": form,
        "attempt": moderating.attempt(program),
        "pages": _pages(program, form if is_mine else None),
        "gone": _gone(program),
        "checks": program.reviews.exclude(outcome=Review.Outcome.OPEN)
        .select_related("reviewer")
        .prefetch_related("remarks"),
        "certify_url": reverse("programs:certify", args=(program.pk,))
        if access.can_certify(request.user, program)
        else "",
    }
    return render(request, "programs/moderate.html", context)


def _parts(program: Program) -> list[card.Line]:
    return [line for _section, lines in card.lines(program) for line in lines]


def _pages(program: Program, form: RemarksForm | None) -> list[dict[str, Any]]:
    """The card page by page: each part, what it was, what was said to it, a place for a remark."""
    changes = {change.key: change for change in moderating.changes(program)}
    last = moderating.last_decided(program)
    remarks = {remark.field: remark for remark in last.remarks.all()} if last else {}
    return [
        {
            "title": section.title,
            "parts": [
                {
                    "line": line,
                    "change": changes.get(line.key),
                    "remark": remarks.get(line.key),
                    "field": form[form.names[line.key]] if form else None,
                }
                for line in lines
            ],
        }
        for section, lines in card.lines(program)
    ]


def _gone(program: Program) -> list[moderating.Change]:
    """Parts that stood on the card at the last check and are no longer there."""
    return [change for change in moderating.changes(program) if not change.now]


def _with_facts(programs: QuerySet[Program]) -> QuerySet[Program]:
    """With the number of the attempt and whoever checked last."""
    latest = Review.objects.filter(program=OuterRef("pk")).order_by("-id")
    checks = Count("reviews", filter=~Q(reviews__outcome=Review.Outcome.OPEN), distinct=True)
    return (
        programs.select_related("provider", "direction")
        .annotate(
            checks=checks,
            checker=Subquery(latest.values("reviewer__last_name")[:1]),
        )
        .order_by("submitted_on", "pk")
    )


def _days(program: Program, today: date) -> int | None:
    if program.submitted_on is None or program.status not in (Status.SUBMITTED, Status.IN_REVIEW):
        return None
    return (today - program.submitted_on).days


def _place(program: Program) -> Any:
    return program.provider.municipality


def _mine(request: AuthenticatedRequest, pk: int) -> Program:
    programs = access.moderated_programs(request.user).select_related(
        "provider__municipality__region", "direction", "activity"
    )
    return get_object_or_404(programs, pk=pk)


def _review(request: AuthenticatedRequest, pk: int) -> Review:
    reviews = access.moderated_reviews(request.user).select_related(
        "reviewer", "program__provider__municipality__region", "program__direction"
    )
    return get_object_or_404(reviews, pk=pk)
