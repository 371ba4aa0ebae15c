"""The life of a program (R5.16): which status may follow which, and the row lock of every step."""

from __future__ import annotations

from django.utils.translation import gettext as _

from programs.models import Program
from reference.errors import RuleBroken

Status = Program.Status

TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.SUBMITTED, Status.ARCHIVED}),
    Status.SUBMITTED: frozenset({Status.IN_REVIEW, Status.NEEDS_EDIT, Status.DRAFT}),
    Status.IN_REVIEW: frozenset({Status.NEEDS_EDIT, Status.PUBLISHED, Status.REFUSED}),
    Status.NEEDS_EDIT: frozenset({Status.SUBMITTED, Status.ARCHIVED}),
    Status.PUBLISHED: frozenset({Status.DRAFT, Status.ARCHIVED}),
    Status.REFUSED: frozenset({Status.DRAFT, Status.ARCHIVED}),
    Status.ARCHIVED: frozenset(),
}

# The provider may write on the card only in these.
EDITABLE = (Status.DRAFT, Status.NEEDS_EDIT)

# The support centre sees a program from the day it is handed in.
MODERATED = (
    Status.SUBMITTED,
    Status.IN_REVIEW,
    Status.NEEDS_EDIT,
    Status.PUBLISHED,
    Status.REFUSED,
)


def lock(program: Program) -> Program:
    """The program's row as it is now, held until the end of the transaction."""
    return (
        Program.objects.select_for_update(of=("self",), no_key=True)
        .select_related("provider__municipality__region", "direction", "activity")
        .get(pk=program.pk)
    )


def move(program: Program, to: Status) -> None:
    """Put the program into the status (R5.16), without saving. Raises RuleBroken `wrong_status`."""
    if to not in TRANSITIONS[Status(program.status)]:
        raise wrong_status(program)
    program.status = to


def wrong_status(program: Program) -> RuleBroken:
    """The refusal of a step that does not follow from where the program is."""
    return RuleBroken(
        "wrong_status",
        _("The program is in the status “%(status)s”, so this cannot be done with it now.")
        % {"status": program.get_status_display()},
    )


def check_editable(program: Program) -> None:
    """Refuse to write on a card that is not the provider's now. Raises RuleBroken `card_locked`."""
    if program.status not in EDITABLE:
        raise RuleBroken(
            "card_locked",
            _("The card is in the status “%(status)s” and cannot be changed now.")
            % {"status": program.get_status_display()},
        )
