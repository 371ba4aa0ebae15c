"""Letters of the ladder: to the organisation, to the support centre, to the family that signs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enrollment.awaiting import Turn
from enrollment.models import AnswerReminder, BudgetPlace, Contract
from enrollment.notifications import guardians_of, language_of_letters, responsible_of
from reference.models import Municipality
from users.models import Role, User
from users.notifying import notify

Item = Contract | BudgetPlace


def answer_is_awaited(item: Item, turn: Turn, step: AnswerReminder.Step) -> None:
    """The organisation is reminded before its term is over, and once more after it (R6.28)."""
    with language_of_letters():
        facts = {
            "number": number_of(item),
            "program": item.group.program.short_name,
            "group": item.group.name,
            "day": f"{turn.until:%d.%m.%Y}",
        }
        late = step == AnswerReminder.Step.LATE
        notify(
            responsible_of(item.group.program.provider),
            f"enrollment.answer_{step}",
            subject=_("The term of an answer has passed")
            if late
            else _("An application waits for your answer"),
            body=(
                _(
                    "Application No. %(number)s, program “%(program)s”, group “%(group)s”, had to "
                    "be answered by %(day)s. The family sees that the term has passed. In two "
                    "days the municipal support centre is told."
                )
                if late
                else _(
                    "Application No. %(number)s, program “%(program)s”, group “%(group)s”, waits "
                    "for your answer until %(day)s. Accept or refuse it on its page."
                )
            )
            % facts,
            url=url_of(item),
            key=f"answer-{step}:{item._meta.model_name}:{item.pk}",
        )


def signature_is_awaited(contract: Contract, turn: Turn) -> None:
    """The family is reminded a day before the term of the offer is over."""
    with language_of_letters():
        notify(
            guardians_of(contract.certificate.child_id),
            "enrollment.answer_sign",
            subject=_("A contract waits for your signature"),
            body=_(
                "The offer No. %(number)s for %(child)s, program “%(program)s”, waits for you "
                "until %(day)s. Read it and sign, or withdraw the application."
            )
            % {
                "number": contract.number,
                "child": contract.certificate.child.first_name,
                "program": contract.group.program.short_name,
                "day": f"{turn.until:%d.%m.%Y}",
            },
            url=url_of(contract),
            key=f"answer-sign:{contract.pk}",
        )


def organisations_are_silent(
    municipality: Municipality, items: Sequence[Item], *, on: date
) -> None:
    """The support centre hears of all that nobody answered, in one letter a day."""
    centre = User.objects.filter(
        role_assignments__role=Role.MOC,
        role_assignments__municipality=municipality,
        is_active=True,
    ).distinct()
    with language_of_letters():
        lines = "\n".join(
            f"— № {number_of(item)}, {item.group.program.provider.short_name}, "
            f"«{item.group.program.short_name}»"
            for item in items
        )
        notify(
            centre,
            "enrollment.organisations_are_silent",
            subject=_("Applications that organisations do not answer"),
            body=ngettext(
                "%(number)s application is not answered, though its term has passed. Call the "
                "organisation:",
                "%(number)s applications are not answered, though their term has passed. Call "
                "the organisations:",
                len(items),
            )
            % {"number": len(items)}
            + "\n\n"
            + lines,
            url=reverse("enrollment:contracts") + "?status=requested",
            key=f"answer-centre:{municipality.pk}:{on:%Y-%m-%d}:{items[0].pk}",
        )


def number_of(item: Item) -> str:
    return item.number if isinstance(item, Contract) else str(item.pk)


def url_of(item: Item) -> str:
    return reverse(
        f"enrollment:{'contract' if isinstance(item, Contract) else 'place'}", args=(item.pk,)
    )
