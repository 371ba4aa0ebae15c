"""Letters to a family that waits for a seat: the first name only, and no name in a subject."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from enrollment.models import WaitingPlace
from enrollment.notifications import guardians_of, language_of_letters
from users.notifying import notify


def seat_offered(waiting: WaitingPlace) -> None:
    """The first in line is offered a seat, kept until the term is over (R6.31)."""
    with language_of_letters():
        _tell_the_waiting(
            waiting,
            "seat_offered",
            _("A place is kept for the child"),
            _(
                "A place has come free in the group “%(group)s” of the program “%(program)s”, "
                "and %(child)s is the first on the waiting list. The place is kept until "
                "%(until)s. Confirm it or decline it; later it goes to the next in line."
            )
            % _facts_of_waiting(waiting),
        )


def seat_offer_lapsed(waiting: WaitingPlace) -> None:
    """Nobody answered in time: the seat goes to the next in line."""
    with language_of_letters():
        _tell_the_waiting(
            waiting,
            "seat_offer_lapsed",
            _("The place is not kept any more"),
            _(
                "The place in the group “%(group)s” of the program “%(program)s” was kept for "
                "%(child)s until %(until)s. Nobody answered, so it goes to the next in line. You "
                "can join the waiting list again."
            )
            % _facts_of_waiting(waiting),
        )


def _facts_of_waiting(waiting: WaitingPlace) -> dict[str, str]:
    return {
        "group": waiting.group.name,
        "program": waiting.group.program.short_name,
        "child": waiting.certificate.child.first_name,
        "until": f"{waiting.kept_until:%d.%m.%Y, %H:%M}",
    }


def _tell_the_waiting(waiting: WaitingPlace, kind: str, subject: str, body: str) -> None:
    notify(
        guardians_of(waiting.certificate.child_id),
        f"enrollment.{kind}",
        subject=subject,
        body=body,
        url=reverse("enrollment:waiting", args=(waiting.pk,)),
        key=f"{kind}:{waiting.pk}",
    )
