"""What comes next for a child: the one thing the family or the support centre has to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from certificates import ledger, queueing, registering
from certificates.models import Application, Certificate, Child
from reference import configuration
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
    plan_of_hours: FundingPlan | None
    bring_by: date | None
    step: Step

    @property
    def is_needed(self) -> bool:
        """Whether the family must act now."""
        return self.step in NEEDED


def card_of(child: Child, *, on: date) -> FamilyCard:
    """The child's card on that day."""
    certificate = child.certificates.living().select_related("category").first()
    application = child.applications.order_by("-id").first()
    balance = ledger.balance_of(certificate, on) if certificate else ledger.Balance()
    place = queueing.place_of(certificate) if certificate else None
    plan = ledger.plan_of(child.municipality, on) if certificate else None
    waits = application is not None and application.status == Application.Status.SUBMITTED
    return FamilyCard(
        child=child,
        application=application,
        certificate=certificate,
        balance=balance,
        place=place,
        plan_of_hours=plan if plan and plan.counts_hours else None,
        bring_by=bring_documents_by(application) if application and waits else None,
        step=(
            _step_with(certificate, balance, place, plan)
            if certificate
            else _step_without(child, application)
        ),
    )


def bring_documents_by(application: Application) -> date:
    """The last day on which the documents are awaited (2.4)."""
    settings = application.municipality.settings
    days = configuration.value_of("document_confirm_days", settings)
    return application.submitted_on + timedelta(days=days)


def _step_without(child: Child, application: Application | None) -> Step:
    if application is not None and application.status == Application.Status.SUBMITTED:
        return Step.BRING_DOCUMENTS
    if not registering.has_consent(child):
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
