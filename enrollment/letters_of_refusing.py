"""Letters of a refusal: why, who decides on a complaint, and where the child can go instead."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from enrollment import alternatives
from enrollment.alternatives import Alternative
from enrollment.models import BudgetPlace, Contract
from enrollment.notifications import (
    facts_of,
    facts_of_place,
    language_of_letters,
    tell_family,
    tell_family_of_place,
)


def contract_refused(contract: Contract, instead: Sequence[Alternative] = ()) -> None:
    """The provider said no, and why; the seat and the money are free again (R6.29)."""
    with language_of_letters():
        reason = ". ".join(
            part.rstrip(".") for part in (contract.get_refusal_display(), contract.comment) if part
        )
        tell_family(
            contract,
            "contract_refused",
            _("The application for a place is refused"),
            _(
                "The application No. %(number)s for %(child)s, program “%(program)s”, is "
                "refused: %(reason)s. The money kept for it is free again. You can apply for "
                "another group."
            )
            % {**facts_of(contract), "reason": reason}
            + alternatives.in_letter(instead),
        )


def place_refused(place: BudgetPlace, instead: Sequence[Alternative] = ()) -> None:
    """The provider said no, and why."""
    with language_of_letters():
        tell_family_of_place(
            place,
            "place_refused",
            _("The application for a place is refused"),
            _(
                "Application No. %(number)s for %(child)s, program “%(program)s”, is refused: "
                "%(reason)s. You can apply for another group."
            )
            % {**facts_of_place(place), "reason": place.comment.rstrip(".")}
            + alternatives.in_letter(instead),
        )
