"""Letters about a move to another group: the first name only, and no name in a subject."""

from __future__ import annotations

from django.utils.translation import gettext as _

from enrollment.models import Contract, MoveRequest
from enrollment.notifications import guardians_of, language_of_letters, responsible_of
from programs.models import Group
from users.notifying import notify


def contract_moved(contract: Contract, old: Group) -> None:
    """The child has another group, and with it another timetable (R6.53)."""
    target = contract.group
    with language_of_letters():
        times = ", ".join(str(slot) for slot in target.slots.all())
        notify(
            guardians_of(contract.certificate.child_id),
            "enrollment.contract_moved",
            subject=_("The child is moved to another group"),
            body=_(
                "%(child)s is moved from the group “%(old)s” to the group “%(new)s” of the "
                "program “%(program)s”. Lessons: %(times)s. The contract and its sums stay as "
                "they are."
            )
            % {
                "child": contract.certificate.child.first_name,
                "old": old.name,
                "new": target.name,
                "program": target.program.short_name,
                "times": times,
            },
            url=contract.get_absolute_url(),
        )


def move_requested(request: MoveRequest) -> None:
    """A family asks for another group: a task for the organisation."""
    contract = request.contract
    with language_of_letters():
        notify(
            responsible_of(contract.provider),
            "enrollment.move_requested",
            subject=_("A family asks for another group"),
            body=_(
                "Contract No. %(number)s: the family asks to move %(child)s from the group "
                "“%(old)s” to the group “%(new)s”. Move the child or refuse on the page of the "
                "contract."
            )
            % {**_facts(request), "number": contract.number},
            url=contract.get_absolute_url(),
        )


def move_refused(request: MoveRequest) -> None:
    """The organisation said no, and why."""
    with language_of_letters():
        notify(
            guardians_of(request.contract.certificate.child_id),
            "enrollment.move_refused",
            subject=_("The move to another group is refused"),
            body=_(
                "%(child)s stays in the group “%(old)s”: the organisation refused the move to "
                "the group “%(new)s”. %(answer)s"
            )
            % {**_facts(request), "answer": request.answer},
            url=request.contract.get_absolute_url(),
        )


def _facts(request: MoveRequest) -> dict[str, str]:
    return {
        "child": request.contract.certificate.child.first_name,
        "old": request.contract.group.name,
        "new": request.target.name,
    }
