"""A family says what it thinks of a program its child has studied in (R5.23).

The marks count at once. The words wait for the support centre, which reads them before everyone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from certificates import acting
from enrollment import tallying
from enrollment.models import Answer, BudgetPlace, Contract, Opinion
from programs.rating import MARKS
from providers.models import ProviderMember
from reference.errors import RuleBroken, refusing
from reference.locking import lock_row
from users import audit
from users.models import User

Status = Opinion.Status
Learning = Contract | BudgetPlace

# So long a child studies before anybody can tell; what is over can be judged at once.
DAYS_OF_STUDY = 30

TRANSITIONS: dict[str, tuple[str, ...]] = {
    Status.WAITING: (Status.PUBLISHED, Status.RETURNED, Status.HIDDEN, Status.WITHDRAWN),
    # without words there is nothing to check
    Status.PUBLISHED: (Status.WAITING, Status.HIDDEN, Status.WITHDRAWN),
    Status.RETURNED: (Status.WAITING, Status.PUBLISHED, Status.WITHDRAWN),
    Status.HIDDEN: (Status.PUBLISHED, Status.WITHDRAWN),
    Status.WITHDRAWN: (Status.WAITING, Status.PUBLISHED),
}

ALREADY_GIVEN = RuleBroken(
    "already_given",
    _("Somebody of the family has already written about this program: one opinion for a child."),
)

OWN_ORGANISATION = RuleBroken(
    "own_organisation",
    _("You work in this organisation: opinions are written by families who do not."),
)


@dataclass(frozen=True)
class Said:
    """Four marks of a hundred, and words or none."""

    results: int
    staff: int
    equipment: int
    overall: int
    text: str = ""
    marks: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "marks", {name: getattr(self, name) for name in MARKS})


def opinion_of(learning: Learning) -> Opinion | None:
    """What was said of this contract or place, taken back or not."""
    known = Opinion.objects.filter(**_owner(learning))
    return known.select_related("program", "author").first()


def find_obstacle(learning: Learning, by: User, *, on: date) -> RuleBroken | None:
    """Why this person cannot say anything of it now; None when they can.

    The codes are `sees_only`, `not_studied`, `too_early`, `own_organisation`, `already_given`,
    `opinion_hidden`.
    """
    if acting.only_sees(learning.certificate.child_id, by=by):
        return acting.refusal_of(learning.certificate.child_id)
    if not has_studied(learning):
        return RuleBroken(
            "not_studied", _("An opinion is written of what the child studies or has studied.")
        )
    if not is_over(learning) and on < (first := may_be_told_from(learning)):
        return RuleBroken(
            "too_early",
            _("It is too early to tell. Write your opinion from %(day)s on, or when you leave.")
            % {"day": f"{first:%d.%m.%Y}"},
        )
    if _is_of_the_organisation(by, learning):
        return OWN_ORGANISATION
    known = opinion_of(learning)
    if known is not None and known.status == Status.WITHDRAWN and known.reason:
        # taken back after it was hidden: marks the centre has put away do not come back alone
        return _hidden(known)
    if known is None or known.status == Status.WITHDRAWN:
        return None
    if known.author_id != by.pk:
        return ALREADY_GIVEN
    if known.status == Status.HIDDEN:
        return _hidden(known)
    return None


def _hidden(opinion: Opinion) -> RuleBroken:
    return RuleBroken(
        "opinion_hidden",
        _("The support centre has hidden this opinion: %(reason)s") % {"reason": opinion.reason},
    )


def _is_of_the_organisation(person: User, learning: Learning) -> bool:
    """Whether the person works where the child studies: nobody praises themselves."""
    provider = learning.group.program.provider_id
    return ProviderMember.objects.filter(user=person, provider=provider, is_active=True).exists()


def has_studied(learning: Learning) -> bool:
    """Whether the child was taught: a place that was left before it began taught nobody."""
    if isinstance(learning, Contract):
        return learning.status in (
            *(Contract.Status.ACTIVE, Contract.Status.TERMINATING, Contract.Status.CLOSED),
        )
    if learning.status == BudgetPlace.Status.LEFT:
        return learning.left_on is not None and learning.left_on > learning.starts_on
    return learning.status == BudgetPlace.Status.ACTIVE


def is_over(learning: Learning) -> bool:
    """Whether the child studies there no more; a closed contract weighs twice (R5.23)."""
    return learning.status in (Contract.Status.CLOSED, BudgetPlace.Status.LEFT)


def may_be_told_from(learning: Learning) -> date:
    """The first day on which somebody who still studies may say what it is like."""
    return learning.starts_on + timedelta(days=DAYS_OF_STUDY)


@transaction.atomic
def give(learning: Learning, said: Said, *, by: User, on: date) -> Opinion:
    """Say it, or say it anew: one opinion of a contract or a place, the last words count.

    Changed words are checked anew, and the answer to the old ones goes. Raises the refusals of
    `find_obstacle`, and `not_yours`.
    """
    acting.hold_with(learning.certificate_id, by=by)
    learning = _lock(learning)
    text = said.text.strip()
    opinion = opinion_of(learning)
    if opinion is not None:
        # a moderator may be deciding on it; what stands after that is asked
        opinion = lock_row(Opinion.objects.select_related("program"), opinion.pk)
    if obstacle := find_obstacle(learning, by, on=on):
        raise obstacle
    if opinion is None:
        opinion = Opinion(
            program=learning.group.program, text=text, written_on=on, **_owner(learning)
        )
        opinion.status = _status_of_new(text)
    elif opinion.text != text or opinion.status == Status.WITHDRAWN:
        Answer.objects.filter(opinion=opinion).delete()
        opinion.text, opinion.version = text, opinion.version + 1
        opinion.status, opinion.written_on = _status_of_new(text), on
        opinion.reason, opinion.decided_by, opinion.decided_on = "", None, None
        opinion.age = opinion.since = None
    opinion.author = by
    for name, mark in said.marks.items():
        setattr(opinion, name, mark)
    is_new = opinion.pk is None
    with refusing(dict.fromkeys(ONE_EACH, ALREADY_GIVEN)):
        opinion.save()
    action = "opinion.given" if is_new else "opinion.changed"
    audit.record(by, action, opinion, program=opinion.program_id)
    tallying.recount([opinion.program_id])
    return opinion


@transaction.atomic
def withdraw(opinion: Opinion, *, by: User, on: date) -> Opinion:
    """Take it back: marks count no more, the words are forgotten. Twice is once.

    Of a hidden one the reason stays, so that it is not given anew past the support centre.
    """
    acting.hold_with(opinion.learning.certificate_id, by=by)
    _lock(opinion.learning)
    opinion = lock_row(Opinion.objects.select_related("program"), opinion.pk)
    if opinion.status == Status.WITHDRAWN:
        return opinion
    Answer.objects.filter(opinion=opinion).delete()
    if opinion.status != Status.HIDDEN:
        opinion.reason = ""
    opinion.status, opinion.text = Status.WITHDRAWN, ""
    opinion.age = opinion.since = None
    opinion.version += 1
    opinion.save()
    audit.record(by, "opinion.withdrawn", opinion)
    tallying.recount([opinion.program_id])
    return opinion


ONE_EACH = ("opinion_one_of_a_contract", "opinion_one_of_a_place")


def _status_of_new(text: str) -> Opinion.Status:
    return Status.WAITING if text else Status.PUBLISHED


def _owner(learning: Learning) -> dict[str, Any]:
    return {learning.kind: learning}


def _lock(learning: Learning) -> Learning:
    """The contract or place as it is now: whoever writes of it waits for whoever does already."""
    if isinstance(learning, Contract):
        contracts = Contract.objects.select_related("group__program", "certificate")
        return lock_row(contracts, learning.pk)
    places = BudgetPlace.objects.select_related("group__program", "certificate")
    return lock_row(places, learning.pk)
