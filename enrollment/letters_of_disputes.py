"""Letters about “this was not me”: to the family, the support centre and the payer."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from enrollment.models import Dispute
from enrollment.notifications import guardians_of, language_of_letters
from users.models import Role, User
from users.notifying import notify


def dispute_raised(case: Dispute, *, answer_until: date) -> None:
    """The family hears what is frozen, the municipality that somebody waits for it."""
    with language_of_letters():
        facts = {**_facts(case), "until": f"{answer_until:%d.%m.%Y}"}
        notify(
            guardians_of(case.certificate.child_id),
            "enrollment.dispute_raised",
            subject=_("“This was not me”: the support centre looks into it"),
            body=_(
                "Case No. %(number)s on the certificate of %(child)s is open. Until it is decided "
                "nothing new can be paid from the certificate; contracts that act go on. The "
                "support centre answers by %(until)s. Change your password if somebody else may "
                "know it."
            )
            % facts,
            url=case.get_absolute_url(),
        )
        notify(
            _municipality(case),
            "enrollment.dispute_raised",
            subject=_("A family says “this was not me”"),
            body=_(
                "Case No. %(number)s waits for a decision by %(until)s. New reserves on the "
                "certificate are frozen until then. Its page shows what was done and by whom."
            )
            % facts,
            url=case.get_absolute_url(),
        )


def dispute_taken_back(case: Dispute) -> None:
    """The family remembers: nothing waits any more."""
    with language_of_letters():
        for people in (guardians_of(case.certificate.child_id), _municipality(case)):
            notify(
                people,
                "enrollment.dispute_taken_back",
                subject=_("“This was not me” is taken back"),
                body=_(
                    "Case No. %(number)s is closed by the family itself. New applications can be "
                    "paid from the certificate again."
                )
                % _facts(case),
                url=case.get_absolute_url(),
            )


def dispute_decided(case: Dispute) -> None:
    """What the municipality has found."""
    with language_of_letters():
        if case.status == Dispute.Status.UPHELD:
            found = _("The support centre confirms: it was not you. The answer: %(answer)s")
        else:
            found = _("The support centre explains the movement: %(answer)s")
        notify(
            guardians_of(case.certificate.child_id),
            "enrollment.dispute_decided",
            subject=_("“This was not me”: the answer of the support centre"),
            body=_("Case No. %(number)s on the certificate of %(child)s is closed.") % _facts(case)
            + " "
            + found % {"answer": case.answer}
            + " "
            + _("New applications can be paid from the certificate again."),
            url=case.get_absolute_url(),
        )


def _municipality(case: Dispute) -> QuerySet[User]:
    """Those who decide, and those whose money it is."""
    return User.objects.filter(
        is_active=True,
        role_assignments__role__in=(Role.MOC, Role.PAYER),
        role_assignments__municipality=case.certificate.municipality_id,
    ).distinct()


def _facts(case: Dispute) -> dict[str, str]:
    return {"number": str(case.pk), "child": case.certificate.child.first_name}
