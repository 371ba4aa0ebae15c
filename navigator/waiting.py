"""How much work waits for a person: the counters of the menu. Each is one count of a queryset."""

from __future__ import annotations

from certificates import access as certificates
from certificates.models import Application
from enrollment import access as enrollment
from enrollment.models import BudgetPlace, Contract, Document, Finding, MoveRequest, Opinion
from programs import access as programs
from programs.models import CostParameters, Program
from providers.models import Provider
from users.models import Notification, User


def unread_letters(user: User) -> int:
    """Letters the person has not opened."""
    return Notification.objects.filter(recipient=user).unread().count()


def contracts_to_sign(user: User) -> int:
    """Offers the family has to answer: of a contract, and of a seat that came free."""
    offers = enrollment.family_waiting(user).filter(
        offered_until__isnull=False, certificate__child__in=certificates.children_acted_for(user)
    )
    contracts = enrollment.contracts_acted_on(user).filter(status=Contract.Status.ACCEPTED)
    return contracts.count() + offers.count()


def applications_for_places(user: User) -> int:
    """Applications and requests for another group that the organisations have not answered."""
    contracts = enrollment.provider_contracts(user).filter(status=Contract.Status.REQUESTED)
    places = enrollment.provider_places(user).filter(status=BudgetPlace.Status.NEW)
    moves = MoveRequest.objects.open().filter(contract__in=enrollment.provider_contracts(user))
    return contracts.count() + places.count() + moves.count()


def documents_to_check(user: User) -> int:
    """Advances and invoices the person has to pay and has not looked at."""
    return enrollment.payable_documents(user).filter(status=Document.Status.NOT_VIEWED).count()


def programs_to_mend(user: User) -> int:
    """Programs that came back from moderation with remarks."""
    return programs.own_programs(user).filter(status=Program.Status.NEEDS_EDIT).count()


def applications_for_certificates(user: User) -> int:
    """Children whose documents the person's municipality has to check."""
    waiting = Application.Status.SUBMITTED
    return certificates.applications_to_decide(user).filter(status=waiting).count()


def disputes_to_decide(user: User) -> int:
    """Families that said “this was not me” and wait for an answer."""
    return enrollment.disputes_to_decide(user).open().count()


def programs_to_check(user: User) -> int:
    """Programs handed in to the person's support centre."""
    waiting = (Program.Status.SUBMITTED, Program.Status.IN_REVIEW)
    return programs.moderated_programs(user).filter(status__in=waiting).count()


def opinions_to_check(user: User) -> int:
    """Opinions and answers that nobody of the support centre has read yet."""
    waits = Opinion.Status.WAITING
    return (
        enrollment.checked_opinions(user).filter(status=waits).count()
        + enrollment.checked_answers(user).filter(status=waits).count()
    )


def questions_to_answer(user: User) -> int:
    """Questions of families that the organisation has not answered."""
    return enrollment.questions_to_answer(user).waiting().count()


def complaints_to_answer(user: User) -> int:
    """Complaints that nobody of the support centre has answered."""
    return enrollment.complaints_to_answer(user).waiting().count()


def providers_to_decide(user: User) -> int:
    """Organisations that ask to be included in the register."""
    return Provider.objects.filter(status=Provider.Status.NEW).count()


def parameters_to_decide(user: User) -> int:
    """Sets of parameters that municipalities have asked for."""
    return CostParameters.objects.filter(status=CostParameters.Status.SUBMITTED).count()


def findings(user: User) -> int:
    """What the nightly check found wrong and is still so."""
    return Finding.objects.filter(gone_at__isnull=True).count()
