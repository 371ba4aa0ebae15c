"""The support centre checks a program: hand in, take up, return with remarks, publish, refuse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from programs import authoring, card, lifecycle, notifications, readiness
from programs.models import Program, Remark, Review
from reference.errors import RuleBroken
from users import audit
from users.models import User

Status = Program.Status


@dataclass(frozen=True)
class Change:
    """A part of the card that reads otherwise than when it was last checked."""

    key: str
    label: str
    was: str
    now: str


# --- the provider's side ---


@transaction.atomic
def submit(program: Program, *, by: User, on: date) -> Program:
    """Hand the card in for moderation; it is locked from now on.

    Raises RuleBroken `wrong_status`, `provider_suspended`, `incomplete`, `remarks_unanswered`.
    """
    program = lifecycle.lock(program)
    lifecycle.move(program, Status.SUBMITTED)
    if not program.provider.is_active:
        raise RuleBroken(
            "provider_suspended",
            _("The organisation is not active in the register, so nothing can be handed in."),
        )
    authoring.refresh_normative_costs(program, on=on)
    if lacks := readiness.missing(program):
        raise RuleBroken(
            "incomplete",
            _("The card is not complete yet. %(what)s.")
            % {"what": "; ".join(lack.text for lack in lacks)},
        )
    _settle_remarks(program)
    program.submitted_on = on
    program.save(update_fields=("status", "submitted_on"))
    audit.record(by, "program.submitted", program)
    return program


@transaction.atomic
def recall(program: Program, *, by: User, on: date) -> Program:
    """Take the card back before anyone has taken it up.

    Raises RuleBroken `already_taken` or `wrong_status`.
    """
    program = lifecycle.lock(program)
    if program.status == Status.IN_REVIEW:
        raise _already_taken(program)
    if program.status != Status.SUBMITTED:
        raise lifecycle.wrong_status(program)
    lifecycle.move(program, Status.NEEDS_EDIT if open_remarks(program) else Status.DRAFT)
    program.save(update_fields=("status",))
    audit.record(by, "program.recalled", program)
    return program


@transaction.atomic
def answer(remark: Remark, text: str, *, by: User, on: date) -> Remark:
    """Say what was done about a remark, or why nothing was. Raises RuleBroken `card_locked`."""
    lifecycle.check_editable(lifecycle.lock(remark.review.program))
    if remark.answer != text:
        remark.answer = text
        remark.save(update_fields=("answer",))
        audit.record(by, "remark.answered", remark.review.program, field=remark.field)
    return remark


def open_remarks(program: Program) -> list[Remark]:
    """The remarks of the last check, when it sent the card back; the provider's work list."""
    last = last_decided(program)
    if last is None or last.outcome != Review.Outcome.RETURNED:
        return []
    return list(last.remarks.select_related("review__program"))


def unsettled_remarks(program: Program) -> list[Remark]:
    """Open remarks without an answer whose part is as it was: the card waits for these."""
    is_changed = _changed_parts(program)
    return [
        remark
        for remark in open_remarks(program)
        if not is_changed(remark.field) and not remark.answer.strip()
    ]


# --- the support centre's side ---


@transaction.atomic
def take_up(program: Program, *, by: User, on: date) -> Review:
    """Begin the check of a program that was handed in, and keep its card as it is.

    Raises RuleBroken `already_taken` when another moderator was first, else `wrong_status`.
    """
    program = lifecycle.lock(program)
    if program.status == Status.IN_REVIEW:
        raise _already_taken(program)
    lifecycle.move(program, Status.IN_REVIEW)
    program.save(update_fields=("status",))
    review = Review.objects.create(program=program, reviewer=by, snapshot=card.snapshot(program))
    audit.record(by, "program.taken_up", program, review=review.pk)
    return review


@transaction.atomic
def take_over(review: Review, *, by: User, on: date) -> Review:
    """Go on with a check that a colleague began. Raises RuleBroken `already_decided`."""
    review = _lock(review)
    was, review.reviewer = review.reviewer_id, by
    review.save(update_fields=("reviewer",))
    audit.record(by, "program.taken_over", review.program, review=review.pk, was=was)
    return review


@transaction.atomic
def return_with_remarks(
    review: Review, remarks: Mapping[str, str], comment: str = "", *, by: User, on: date
) -> Review:
    """Send the card back to its provider: a remark beside each part named, and a comment.

    Raises RuleBroken `no_remarks`, `unknown_field`, `already_decided` or `not_the_reviewer`.
    """
    review = _lock_own(review, by)
    written = {key: text.strip() for key, text in remarks.items() if text.strip()}
    if not written and not comment.strip():
        raise RuleBroken(
            "no_remarks", _("Write at least one remark, so that the provider knows what to mend.")
        )
    for key in written:
        if key not in review.snapshot and not card.is_part(review.program, key):
            raise RuleBroken(
                "unknown_field", _("The card has no such part: %(key)s") % {"key": key}
            )
    Remark.objects.bulk_create(
        Remark(review=review, field=key, text=text) for key, text in written.items()
    )
    _decide(review, Review.Outcome.RETURNED, Status.NEEDS_EDIT, comment, by, on)
    notifications.program_returned(review)
    return review


@transaction.atomic
def publish(review: Review, comment: str = "", *, by: User, on: date) -> Review:
    """Put the program into the catalogue.

    Raises RuleBroken `already_decided` or `not_the_reviewer`.
    """
    review = _lock_own(review, by)
    review.program.published_on = on
    _decide(review, Review.Outcome.PUBLISHED, Status.PUBLISHED, comment, by, on)
    notifications.program_published(review)
    return review


@transaction.atomic
def refuse(review: Review, reason: str, *, by: User, on: date) -> Review:
    """Say no to the program, and why. Raises RuleBroken `no_reason` and those of `publish`."""
    review = _lock_own(review, by)
    if not reason.strip():
        raise RuleBroken("no_reason", _("Write why the program is refused."), field="reason")
    _decide(review, Review.Outcome.REFUSED, Status.REFUSED, reason, by, on)
    notifications.program_refused(review)
    return review


# --- what both sides look at ---


def last_decided(program: Program) -> Review | None:
    """The latest check that has ended."""
    return program.reviews.exclude(outcome=Review.Outcome.OPEN).order_by("-id").first()


def open_review(program: Program) -> Review | None:
    """The check that goes on now."""
    return program.reviews.filter(outcome=Review.Outcome.OPEN).select_related("reviewer").first()


def attempt(program: Program) -> int:
    """Which time the card is being checked, or will be next: 1, 2, …"""
    return program.reviews.exclude(outcome=Review.Outcome.OPEN).count() + 1


def changes(program: Program) -> list[Change]:
    """What on the card reads otherwise than at the last check, in the card's order."""
    last = last_decided(program)
    if last is None or not last.snapshot:
        return []
    was, now = last.snapshot, card.snapshot(program)
    return [
        Change(key, card.label_of(key, now.get(key) or was.get(key)), *_words(key, was, now))
        for key in {**now, **was}
        # a part that was not there yet and one that is empty are the same
        if (was.get(key) or None) != (now.get(key) or None)
    ]


def _words(key: str, was: dict[str, Any], now: dict[str, Any]) -> tuple[str, str]:
    return card.words_of(key, was.get(key)), card.words_of(key, now.get(key))


def _settle_remarks(program: Program) -> None:
    """Mark remarks whose part was changed; each of the others needs an answer."""
    if waiting := unsettled_remarks(program):
        remark = waiting[0]
        value = card.snapshot(program).get(remark.field)
        raise RuleBroken(
            "remarks_unanswered",
            _("Mend “%(field)s” or answer the remark beside it.")
            % {"field": card.label_of(remark.field, value)},
        )
    is_changed = _changed_parts(program)
    for remark in open_remarks(program):
        if is_changed(remark.field) != remark.is_mended:
            remark.is_mended = is_changed(remark.field)
            remark.save(update_fields=("is_mended",))


def _changed_parts(program: Program) -> Callable[[str], bool]:
    """Whether a part reads otherwise than at the last check; the modules are one part together."""
    changed = {change.key for change in changes(program)}
    if any(card.section_of(key) == card.MODULES for key in changed):
        changed.add(card.MODULES)
    return changed.__contains__


def _decide(
    review: Review, outcome: Review.Outcome, status: Status, comment: str, by: User, on: date
) -> None:
    program = review.program
    lifecycle.move(program, status)
    program.save(update_fields=("status", "published_on"))
    review.outcome, review.comment, review.decided_on = outcome, comment.strip(), on
    review.save(update_fields=("outcome", "comment", "decided_on"))
    audit.record(by, f"program.{outcome.value}", program, review=review.pk)


def _lock_own(review: Review, by: User) -> Review:
    review = _lock(review)
    if review.reviewer_id != by.pk:
        raise RuleBroken(
            "not_the_reviewer",
            _("%(name)s is checking this program. Take the check over to decide on it.")
            % {"name": review.reviewer.short_name},
        )
    return review


def _lock(review: Review) -> Review:
    """The check with its program, both locked, the program first as everywhere."""
    program = lifecycle.lock(review.program)
    review = (
        Review.objects.select_for_update(of=("self",), no_key=True)
        .select_related("reviewer")
        .get(pk=review.pk)
    )
    review.program = program
    if review.outcome != Review.Outcome.OPEN:
        raise RuleBroken("already_decided", _("The decision on this check has already been taken."))
    return review


def _already_taken(program: Program) -> RuleBroken:
    review = open_review(program)
    name = review.reviewer.short_name if review else ""
    return RuleBroken(
        "already_taken", _("%(name)s has already taken this program up.") % {"name": name}
    )
