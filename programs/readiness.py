"""What a card still lacks before it can be handed in, and how ready it is in percent."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from programs import card
from programs.models import Program

# What the support centre expects on every card (section 5.3 of the rules). The direction, the
# ages and the choices are there from the first page on.
REQUIRED = (
    "short_name",
    "full_name",
    "annotation",
    "description",
    "goals",
    "results",
    "content_plan",
    "equipment",
)


@dataclass(frozen=True)
class Missing:
    """One thing to add, and the page of the editor on which it is added."""

    key: str
    text: str

    @property
    def section(self) -> str:
        """The code of that page."""
        return card.section_of(self.key)


def missing(program: Program) -> list[Missing]:
    """Everything the card lacks, in the order of its pages."""
    return [lack for lack in _conditions(program) if lack is not None]


def percent(program: Program) -> int:
    """How much of what is needed is there, 0 to 100, rounded down: 100 means nothing is missing."""
    conditions = _conditions(program)
    return 100 * conditions.count(None) // len(conditions)


def _conditions(program: Program) -> list[Missing | None]:
    conditions = [
        None
        if getattr(program, name)
        else Missing(name, _("Fill in: %(field)s") % {"field": card.label_of(name)})
        for name in REQUIRED
    ]
    if program.direction.activities.exists():
        conditions.append(
            None if program.activity_id else Missing("activity", _("Choose the kind of activity"))
        )
    modules = list(program.modules.all())
    conditions.append(
        None if modules else Missing(card.MODULES, _("Add at least one module with its hours"))
    )
    if not program.is_budget:
        conditions += [
            None
            if module.price is not None
            else Missing(
                card.module_key(module),
                _("Set the price of the module “%(name)s”") % {"name": module},
            )
            for module in modules
        ]
    return conditions
