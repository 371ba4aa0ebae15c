"""Letters about contracts and places: the first name only, and no name in a subject."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from enrollment import awaiting
from enrollment.models import BudgetPlace, Contract
from providers.models import Provider, ProviderMember
from reference.prepared import Query
from users.models import User
from users.notifying import notify, notify_each, write


def contract_requested(contract: Contract) -> None:
    """The application is in: a task for the provider, a receipt for the family (R6.22)."""
    with language_of_letters():
        facts = {**facts_of(contract), "until": _until(contract)}
        kind, url = "enrollment.contract_requested", contract.get_absolute_url()
        people = PARTIES.rows(provider=contract.provider_id, child=contract.certificate.child_id)
        to_provider = write(
            [person for person in people if not person.acts_for_the_child],
            kind,
            subject=_("A new application for a place"),
            body=_(
                "Application No. %(number)s: %(child)s, program “%(program)s”, group "
                "“%(group)s”. Accept or refuse it on its page by %(until)s."
            )
            % facts,
            url=url,
        )
        to_family = write(
            [person for person in people if person.acts_for_the_child],
            kind,
            subject=_("The application for a place is sent"),
            body=_(
                "Application No. %(number)s for %(child)s, program “%(program)s”, is received. "
                "The seat and the money are kept. Now it is the turn of %(provider)s: to accept "
                "or to refuse by %(until)s. You need do nothing. If you did not apply, press “This "
                "was not me” on its page."
            )
            % facts,
            url=url,
        )
    notify_each([*to_provider, *to_family])


def contract_accepted(contract: Contract) -> None:
    """The provider offers a contract; the family signs it by accepting the offer (R6.24)."""
    with language_of_letters():
        tell_family(
            contract,
            "contract_accepted",
            _("The application is accepted: sign the contract"),
            _(
                "%(provider)s accepted the application No. %(number)s for %(child)s, program "
                "“%(program)s”. Read the offer on the page of the contract and sign it by "
                "%(until)s: the contract then acts. If it is not signed in time, the place may go "
                "to others."
            )
            % {**facts_of(contract), "until": _until(contract)},
        )


def contract_withdrawn(contract: Contract) -> None:
    """The family took the application back."""
    with language_of_letters():
        _tell_provider(
            contract,
            "contract_withdrawn",
            _("An application is withdrawn"),
            _(
                "The family withdrew the application No. %(number)s, program “%(program)s”, "
                "group “%(group)s”. The seat is free again."
            )
            % facts_of(contract),
        )
        tell_family(
            contract,
            "contract_withdrawn",
            _("The application is withdrawn, the money has returned"),
            _(
                "The application No. %(number)s for %(child)s, program “%(program)s”, is "
                "withdrawn. The money kept for it is free again."
            )
            % facts_of(contract),
        )


def contract_signed(contract: Contract) -> None:
    """The offer is accepted: the contract acts."""
    with language_of_letters():
        facts = facts_of(contract)
        _tell_provider(
            contract,
            "contract_signed",
            _("A contract is signed"),
            _(
                "Contract No. %(number)s is signed: %(child)s studies in the group “%(group)s” "
                "of the program “%(program)s” from %(starts_on)s."
            )
            % facts,
        )
        tell_family(
            contract,
            "contract_signed",
            _("The contract is signed"),
            _(
                "Contract No. %(number)s acts: %(child)s studies on the program “%(program)s” "
                "from %(starts_on)s to %(ends_on)s."
            )
            % facts,
        )


def contract_terminating(contract: Contract) -> None:
    """One side ended the contract; it acts until its last day (R6.45)."""
    with language_of_letters():
        facts = facts_of(contract)
        subject = _("A contract is ending")
        body = (
            _(
                "Contract No. %(number)s (%(child)s, program “%(program)s”) ends on "
                "%(ends_on)s. Money for later months is returned to the certificate."
            )
            % facts
        )
        _tell_provider(contract, "contract_terminating", subject, body)
        tell_family(contract, "contract_terminating", subject, body)


def contract_closed(contract: Contract) -> None:
    """The last day has passed."""
    with language_of_letters():
        tell_family(
            contract,
            "contract_closed",
            _("The contract has ended"),
            _("Contract No. %(number)s (%(child)s, program “%(program)s”) has ended.")
            % facts_of(contract),
        )


def place_requested(place: BudgetPlace) -> None:
    """An application for a place without certificate money: a task and a receipt (R6.39)."""
    with language_of_letters():
        turn = awaiting.turn_of_place(place, on=place.requested_on)
        facts = {**facts_of_place(place), "until": _written(turn.until)}
        _tell_provider_of_place(
            place,
            "place_requested",
            _("A new application for a place"),
            _(
                "Application No. %(number)s for a place: %(child)s, program “%(program)s”, group "
                "“%(group)s”. Accept or refuse it on its page by %(until)s."
            )
            % facts,
        )
        tell_family_of_place(
            place,
            "place_requested",
            _("The application for a place is sent"),
            _(
                "Application No. %(number)s for %(child)s, program “%(program)s”, is received; "
                "the seat is kept. Now it is the turn of %(provider)s: to accept or to refuse by "
                "%(until)s. You need do nothing."
            )
            % facts,
        )


def place_accepted(place: BudgetPlace) -> None:
    """The child is enrolled by the provider's order."""
    with language_of_letters():
        tell_family_of_place(
            place,
            "place_accepted",
            _("The child is enrolled"),
            _(
                "%(child)s is enrolled in the group “%(group)s” of the program “%(program)s” by "
                "order No. %(order)s, from %(starts_on)s."
            )
            % facts_of_place(place),
        )


def place_withdrawn(place: BudgetPlace) -> None:
    """The family took the application back."""
    with language_of_letters():
        _tell_provider_of_place(
            place,
            "place_withdrawn",
            _("An application is withdrawn"),
            _(
                "The family withdrew application No. %(number)s for a place, program "
                "“%(program)s”, group “%(group)s”. The seat is free again."
            )
            % facts_of_place(place),
        )


def place_left(place: BudgetPlace) -> None:
    """The child has left the group."""
    with language_of_letters():
        subject = _("A child has left a group")
        body = _(
            "%(child)s has left the group “%(group)s” of the program “%(program)s”."
        ) % facts_of_place(place)
        _tell_provider_of_place(place, "place_left", subject, body)
        tell_family_of_place(place, "place_left", subject, body)


def responsible_of(provider: Provider) -> QuerySet[User]:
    """Those who answer for the portal in the organisation."""
    return _responsible_of(provider.pk)


def guardians_of(child_id: int) -> QuerySet[User]:
    """Those who look after the child and can sign in, also who may only look."""
    return User.objects.filter(guardianships__child=child_id, is_active=True)


def _responsible_of(provider_id: int) -> QuerySet[User]:
    return User.objects.filter(
        provider_memberships__provider=provider_id,
        provider_memberships__position=ProviderMember.Position.RESPONSIBLE,
        provider_memberships__is_active=True,
        is_active=True,
    )


# Both sides of a contract in one question.
PARTIES = Query(
    lambda provider, child: (
        _responsible_of(provider)
        .annotate(acts_for_the_child=Value(False))
        .union(guardians_of(child).annotate(acts_for_the_child=Value(True)), all=True)
    )
)


def language_of_letters() -> translation.override:
    """Letters are stored, so they speak the portal's language, not that of who pressed."""
    return translation.override(settings.LANGUAGE_CODE)


def facts_of(contract: Contract) -> dict[str, str]:
    return {
        "number": contract.number,
        "child": contract.certificate.child.first_name,
        "program": contract.group.program.short_name,
        "group": contract.group.name,
        "provider": contract.provider.short_name,
        "starts_on": f"{contract.starts_on:%d.%m.%Y}",
        "ends_on": f"{contract.ends_on:%d.%m.%Y}",
    }


def tell_family(contract: Contract, kind: str, subject: str, body: str) -> None:
    notify(
        guardians_of(contract.certificate.child_id),
        f"enrollment.{kind}",
        subject=subject,
        body=body,
        url=contract.get_absolute_url(),
    )


def _until(contract: Contract) -> str:
    """The last day of whoever acts next."""
    return _written(awaiting.turn_of(contract, on=contract.requested_on).until)


def _written(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""


def _tell_provider(contract: Contract, kind: str, subject: str, body: str) -> None:
    notify(
        responsible_of(contract.provider),
        f"enrollment.{kind}",
        subject=subject,
        body=body,
        url=contract.get_absolute_url(),
    )


def facts_of_place(place: BudgetPlace) -> dict[str, str]:
    return {
        "number": str(place.pk),
        "child": place.certificate.child.first_name,
        "program": place.group.program.short_name,
        "group": place.group.name,
        "provider": place.group.program.provider.short_name,
        "order": place.order_number,
        "starts_on": f"{place.starts_on:%d.%m.%Y}",
    }


def tell_family_of_place(place: BudgetPlace, kind: str, subject: str, body: str) -> None:
    notify(
        guardians_of(place.certificate.child_id),
        f"enrollment.{kind}",
        subject=subject,
        body=body,
        url=reverse("enrollment:place", args=(place.pk,)),
    )


def _tell_provider_of_place(place: BudgetPlace, kind: str, subject: str, body: str) -> None:
    notify(
        responsible_of(place.group.program.provider),
        f"enrollment.{kind}",
        subject=subject,
        body=body,
        url=reverse("enrollment:place", args=(place.pk,)),
    )
