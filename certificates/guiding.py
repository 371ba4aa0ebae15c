"""What comes next for a child: the one thing the family or the support centre has to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from certificates import ledger, queueing
from certificates.models import Account, Application, Certificate, Child, Consent, QueuePlace
from reference.models import FundingPlan


class Step(StrEnum):
    """Who moves, and how; the pages have the words."""

    GIVE_CONSENT = "give_consent"
    APPLY = "apply"
    BRING_DOCUMENTS = "bring_documents"
    APPLY_AGAIN = "apply_again"
    ASK_FOR_FUNDING = "ask_for_funding"
    WAIT_IN_QUEUE = "wait_in_queue"
    CHOOSE_PROGRAM = "choose_program"
    CHOOSE_BY_HOURS = "choose_by_hours"
    NOTHING_LEFT = "nothing_left"
    SUSPENDED = "suspended"


# What the family must do itself, and cannot go on without.
NEEDED = {Step.GIVE_CONSENT, Step.APPLY, Step.BRING_DOCUMENTS, Step.APPLY_AGAIN}


@dataclass(frozen=True)
class FamilyCard:
    """A child as the family sees it: the certificate, its money, the next step."""

    child: Child
    application: Application | None
    certificate: Certificate | None
    balance: ledger.Balance
    place: int | None
    plan: FundingPlan | None
    bring_by: date | None
    step: Step
    came_with_consent: bool  # taken back or not; children of an old register came without

    @property
    def plan_of_hours(self) -> FundingPlan | None:
        """The plan of the day, where it counts hours."""
        return self.plan if self.plan and self.plan.counts_hours else None

    @property
    def is_needed(self) -> bool:
        """Whether the family must act now."""
        return self.step in NEEDED


def card_of(child: Child, *, on: date) -> FamilyCard:
    """The child's card on that day."""
    return cards_of([(child, on)])[0]


def cards_of(family: Iterable[tuple[Child, date]]) -> list[FamilyCard]:
    """The cards of children, each on its own day; asked together, however many there are."""
    family = list(family)
    children = [child for child, _on in family]
    certificates = {
        each.child_id: each
        for each in Certificate.objects.living()
        .filter(child__in=children)
        .select_related("category")
    }
    applications = {
        each.child_id: each
        for each in Application.objects.filter(child__in=children)
        .select_related("municipality__region")
        .order_by("id")
    }
    accounts = _accounts_of(certificates.values())
    waiting = _waiting(certificates.values())
    consents = _consents_of(children)
    plans: dict[tuple[int, date], FundingPlan | None] = {}
    cards = []
    for child, on in family:
        certificate, application = certificates.get(child.pk), applications.get(child.pk)
        balance, place, plan = ledger.Balance(), None, None
        if certificate:
            balance = ledger.Balance.of(_account_on(accounts.get(certificate.pk, ()), on))
            place = queueing.place_of(certificate) if certificate.pk in waiting else None
            if (child.municipality_id, on) not in plans:
                plans[child.municipality_id, on] = ledger.plan_of(child.municipality, on)
            plan = plans[child.municipality_id, on]
        waits = application is not None and application.status == Application.Status.SUBMITTED
        given = consents.get(child.pk)
        cards.append(
            FamilyCard(
                child=child,
                application=application,
                certificate=certificate,
                balance=balance,
                place=place,
                plan=plan,
                bring_by=application.documents_until if application and waits else None,
                step=(
                    _step_with(certificate, balance, place, plan)
                    if certificate
                    else _step_without(application, has_consent=bool(given))
                ),
                came_with_consent=given is not None,
            )
        )
    return cards


def _accounts_of(certificates: Iterable[Certificate]) -> dict[int, list[Account]]:
    found: dict[int, list[Account]] = {}
    for account in Account.objects.filter(certificate__in=certificates).select_related("plan"):
        found.setdefault(account.certificate_id, []).append(account)
    return found


def _account_on(accounts: Iterable[Account], on: date) -> Account | None:
    held = (each for each in accounts if each.plan.starts_on <= on <= each.plan.ends_on)
    return next(held, None)


def _waiting(certificates: Iterable[Certificate]) -> set[int]:
    waiting = QueuePlace.objects.waiting().filter(certificate__in=certificates)
    return set(waiting.values_list("certificate", flat=True))


def _consents_of(children: Iterable[Child]) -> dict[int, bool]:
    """Whether one stands, of those who came with a consent at all."""
    found: dict[int, bool] = {}
    for consent in Consent.objects.filter(child__in=children):
        stands = consent.withdrawn_at is None
        found[consent.child_id] = stands or found.get(consent.child_id, False)
    return found


def _step_without(application: Application | None, *, has_consent: bool) -> Step:
    if application is not None and application.status == Application.Status.SUBMITTED:
        return Step.BRING_DOCUMENTS
    if not has_consent:
        return Step.GIVE_CONSENT
    return Step.APPLY_AGAIN if application else Step.APPLY


def _step_with(
    certificate: Certificate,
    balance: ledger.Balance,
    place: int | None,
    plan: FundingPlan | None,
) -> Step:
    if not certificate.is_active:
        return Step.SUSPENDED
    if plan is not None and plan.counts_hours:  # everybody has the right there (R6.57)
        return Step.CHOOSE_BY_HOURS
    if place is not None:
        return Step.WAIT_IN_QUEUE
    if not certificate.is_funded:
        return Step.ASK_FOR_FUNDING
    return Step.CHOOSE_PROGRAM if balance.available else Step.NOTHING_LEFT


def may_give_back(certificate: Certificate, balance: ledger.Balance) -> bool:
    """Whether the funding is untouched, so that the family may give it back (R2.16)."""
    return certificate.is_active and certificate.is_funded and balance.available == balance.nominal
