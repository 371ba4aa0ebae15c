"""Who sees which groups, contracts and places, and who may do what with them (matrix 1.2).

Every query for an object starts here, so a stranger's object is never found.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from certificates.models import Certificate
from certificates.models.certificate import CertificateQuerySet
from enrollment.models import (
    Answer,
    BudgetPlace,
    Contract,
    Dispute,
    Document,
    Opinion,
    Prolongation,
    Question,
    WaitingPlace,
)
from enrollment.models.budget_place import BudgetPlaceQuerySet
from enrollment.models.contract import ContractQuerySet
from enrollment.models.dispute import DisputeQuerySet
from enrollment.models.document import DocumentQuerySet
from enrollment.models.opinion import OpinionQuerySet
from enrollment.models.question import QuestionQuerySet
from programs.models import Group, Program
from programs.models.group import GroupQuerySet
from providers.models import Agreement, Provider, ProviderMember
from reference.models import FundingPlan, Municipality
from reference.models.plan import FundingPlanQuerySet
from users.models import Role, User
from users.roles import has_role, municipalities_of

MUNICIPAL = (Role.MOC, Role.PAYER)


def visible_groups(user: User) -> GroupQuerySet:
    """The groups anyone who has signed in may apply to: open, of published programs."""
    return Group.objects.open().filter(program__status=Program.Status.PUBLISHED)


def own_certificates(user: User) -> CertificateQuerySet:
    """The certificates of the children this person looks after, except closed ones (R11.05).

    Whether they may act with one is asked by its verb (`certificates.acting`).
    """
    return Certificate.objects.seen_by(user).living()


def own_providers(user: User) -> QuerySet[Provider]:
    """The organisations for which this person decides in the portal."""
    return Provider.objects.filter(
        members__user=user,
        members__position=ProviderMember.Position.RESPONSIBLE,
        members__is_active=True,
    )


def managed_groups(user: User) -> GroupQuerySet:
    """Groups of the organisations for which the person decides, open for enrollment."""
    return Group.objects.open().filter(program__provider__in=own_providers(user).values("pk"))


def own_groups(user: User) -> GroupQuerySet:
    """The groups of the person's organisations; of a teacher, those that he or she teaches."""
    return Group.objects.filter(
        Q(program__provider__in=own_providers(user).values("pk"))
        | Q(pk__in=_taught_by(user).values("pk"))
    )


def decided_groups(user: User) -> GroupQuerySet:
    """The groups of the organisations for which the person decides."""
    return Group.objects.filter(program__provider__in=own_providers(user).values("pk"))


def provider_prolongations(user: User) -> QuerySet[Prolongation]:
    """The offers to go on that the person's organisations have made."""
    return Prolongation.objects.filter(provider__in=own_providers(user).values("pk"))


def family_contracts(user: User) -> ContractQuerySet:
    """The contracts of the children the person looks after, acting for them or only looking."""
    return Contract.objects.seen_by(user)


def contracts_acted_on(user: User) -> ContractQuerySet:
    """The contracts of the children for whom the person has full rights (R11.05)."""
    return Contract.objects.acted_on_by(user)


def provider_contracts(user: User) -> ContractQuerySet:
    """The contracts the person decides on for an organisation (R11.10: only its own children)."""
    return Contract.objects.filter(provider__in=own_providers(user).values("pk"))


def municipal_contracts(user: User) -> ContractQuerySet:
    """The contracts of the municipality's certificates, wherever the child studies (R1.07)."""
    if has_role(user, Role.OPERATOR):
        return Contract.objects.all()
    return Contract.objects.filter(
        certificate__municipality__in=municipalities_of(user, *MUNICIPAL)
    )


def visible_contracts(user: User) -> ContractQuerySet:
    """The contracts of the person's children, organisation, groups and municipality together."""
    return Contract.objects.filter(
        Q(pk__in=family_contracts(user).values("pk"))
        | Q(pk__in=provider_contracts(user).values("pk"))
        | Q(pk__in=municipal_contracts(user).values("pk"))
        | Q(group__in=_taught_by(user).values("pk"))
    )


def parties_contracts(user: User) -> ContractQuerySet:
    """The contracts in which the person is one of the two parties: family or organisation."""
    return Contract.objects.filter(
        Q(pk__in=family_contracts(user).values("pk"))
        | Q(pk__in=provider_contracts(user).values("pk"))
    )


def family_disputes(user: User) -> DisputeQuerySet:
    """What the person's family has disputed."""
    return Dispute.objects.filter(certificate__child__guardianships__user=user)


def disputes_to_decide(user: User) -> DisputeQuerySet:
    """The disputed movements of the municipality's certificates."""
    return Dispute.objects.filter(certificate__municipality__in=municipalities_of(user, *MUNICIPAL))


def family_places(user: User) -> BudgetPlaceQuerySet:
    """The places without certificate money of the person's children."""
    return BudgetPlace.objects.filter(certificate__child__guardianships__user=user)


def provider_places(user: User) -> BudgetPlaceQuerySet:
    """The places without certificate money the person decides on for an organisation."""
    return BudgetPlace.objects.filter(group__program__provider__in=own_providers(user).values("pk"))


def visible_places(user: User) -> BudgetPlaceQuerySet:
    """The places of the person's children, organisation, groups and municipality together."""
    if has_role(user, Role.OPERATOR):
        return BudgetPlace.objects.all()
    return BudgetPlace.objects.filter(
        Q(pk__in=family_places(user).values("pk"))
        | Q(pk__in=provider_places(user).values("pk"))
        | Q(certificate__municipality__in=municipalities_of(user, *MUNICIPAL))
        | Q(group__in=_taught_by(user).values("pk"))
    )


def own_opinions(user: User) -> OpinionQuerySet:
    """What this person has written of programs."""
    return Opinion.objects.filter(author=user)


def checked_opinions(user: User) -> OpinionQuerySet:
    """Opinions of the programs of the municipality whose support centre the person works in.

    What was taken back, or says nothing, is not theirs to read.
    """
    return (
        Opinion.objects.filter(
            program__provider__municipality__in=municipalities_of(user, Role.MOC)
        )
        .exclude(status=Opinion.Status.WITHDRAWN)
        .exclude(text="")
    )


def checked_answers(user: User) -> QuerySet[Answer]:
    """Answers to these opinions."""
    return Answer.objects.filter(opinion__in=checked_opinions(user).values("pk"))


def answered_opinions(user: User) -> OpinionQuerySet:
    """Published opinions of the programs of the person's organisations."""
    return Opinion.objects.told().filter(program__provider__in=own_providers(user).values("pk"))


def own_questions(user: User) -> QuestionQuerySet:
    """What the person has asked organisations and the support centre."""
    return Question.objects.filter(author=user)


def questions_to_answer(user: User) -> QuestionQuerySet:
    """Questions about the programs of the organisations the person decides for."""
    return Question.objects.filter(program__provider__in=own_providers(user).values("pk"))


def complaints_to_answer(user: User) -> QuestionQuerySet:
    """Complaints of families of the municipality in whose support centre the person works.

    Of the own family a colleague reads them: one parent may complain of the other.
    """
    of_centre = Question.objects.filter(
        certificate__municipality__in=municipalities_of(user, Role.MOC)
    )
    return of_centre.exclude(certificate__child__guardianships__user=user)


def family_places_in_line(user: User) -> QuerySet[WaitingPlace]:
    """Every place in line of the person's children, those that are over included."""
    return WaitingPlace.objects.filter(certificate__child__guardianships__user=user)


def family_waiting(user: User) -> QuerySet[WaitingPlace]:
    """Where the person's children still wait for a seat."""
    return family_places_in_line(user).filter(left_on__isnull=True)


def certificates_to_decide(user: User) -> CertificateQuerySet:
    """The certificates this person may suspend, resume and close (R2.28, R2.29, R2.31)."""
    return Certificate.objects.filter(municipality__in=municipalities_of(user, *MUNICIPAL))


def visible_plans(user: User) -> FundingPlanQuerySet:
    """The approved plans of the person's municipality, whose closing may be looked at."""
    plans = FundingPlan.objects.approved()
    if has_role(user, Role.OPERATOR):
        return plans
    return plans.filter(municipality__in=municipalities_of(user, *MUNICIPAL))


def provider_documents(user: User) -> DocumentQuerySet:
    """The advances and invoices of the organisations for which the person decides."""
    return Document.objects.filter(provider__in=own_providers(user).values("pk"))


def municipal_documents(user: User) -> DocumentQuerySet:
    """The documents that the person's municipality pays or watches; the region's for an operator.

    What a provider has taken back is not the payer's any more.
    """
    documents = Document.objects.exclude(status=Document.Status.DELETED)
    if has_role(user, Role.OPERATOR):
        return documents
    return documents.filter(municipality__in=municipalities_of(user, *MUNICIPAL))


def payable_documents(user: User) -> DocumentQuerySet:
    """The documents this person decides on as the payer (matrix 1.2: the centre only reads)."""
    return municipal_documents(user).filter(municipality__in=municipalities_of(user, Role.PAYER))


def visible_documents(user: User) -> DocumentQuerySet:
    """The documents of the person's organisation and municipality together."""
    return Document.objects.filter(
        Q(pk__in=provider_documents(user).values("pk"))
        | Q(pk__in=municipal_documents(user).values("pk"))
    )


def payer_contracts(user: User) -> ContractQuerySet:
    """Contracts paid from the certificates of the person's municipality as its payer (R1.07)."""
    return Contract.objects.filter(
        certificate__municipality__in=municipalities_of(user, Role.PAYER)
    )


def can_direct(user: User, contract: Contract, on: date) -> bool:
    """The payer ends a contract of its own certificates by a direction (R6.45)."""
    return may_be_ended(contract, on) and payer_contracts(user).filter(pk=contract.pk).exists()


def visible_agreements(user: User) -> QuerySet[Agreement]:
    """The signed agreements of the person's organisation and municipality; an operator sees all."""
    agreements = (
        Agreement.objects.filter(status__in=(Agreement.Status.ACTIVE, Agreement.Status.CLOSED))
        .exclude(number="")
        .select_related("provider", "plan__municipality__region")
    )
    if has_role(user, Role.OPERATOR):
        return agreements
    return agreements.filter(
        Q(provider__in=own_providers(user).values("pk"))
        | Q(plan__municipality__in=municipalities_of(user, *MUNICIPAL))
    )


def payable_agreements(user: User) -> QuerySet[Agreement]:
    """The signed agreements under which this person pays."""
    payers = municipalities_of(user, Role.PAYER)
    return visible_agreements(user).filter(plan__municipality__in=payers)


def provided_agreements(user: User) -> QuerySet[Agreement]:
    """The signed agreements under which this person's organisation is paid."""
    return visible_agreements(user).filter(provider__in=own_providers(user).values("pk"))


def can_delete(user: User, contract: Contract) -> bool:
    """The operator deletes an erroneous contract, once (6.4)."""
    return contract.status != Contract.Status.DELETED and has_role(user, Role.OPERATOR)


def is_family(user: User, contract: Contract) -> bool:
    """Whether the person looks after the contract's child."""
    return family_contracts(user).filter(pk=contract.pk).exists()


def acts_for(user: User, contract: Contract) -> bool:
    """Whether the person has full rights for the contract's child (R11.05)."""
    return contracts_acted_on(user).filter(pk=contract.pk).exists()


def decides_on(user: User, contract: Contract) -> bool:
    """Whether the person answers for the contract in its organisation."""
    return provider_contracts(user).filter(pk=contract.pk).exists()


def can_withdraw(user: User, contract: Contract, on: date) -> bool:
    """A parent takes back what is not signed, or has not begun yet (R6.47)."""
    not_signed = contract.status in (Contract.Status.REQUESTED, Contract.Status.ACCEPTED)
    not_begun = contract.status == Contract.Status.ACTIVE and contract.starts_on > on
    return (not_signed or not_begun) and acts_for(user, contract)


def can_sign(user: User, contract: Contract) -> bool:
    """A parent accepts the offer the provider has made."""
    return contract.status == Contract.Status.ACCEPTED and acts_for(user, contract)


def can_leave(user: User, contract: Contract, on: date) -> bool:
    """A parent ends a contract that acts and has begun (R6.45, R6.47)."""
    return may_be_ended(contract, on) and acts_for(user, contract)


def can_decide(user: User, contract: Contract) -> bool:
    """The provider answers a new application."""
    return contract.status == Contract.Status.REQUESTED and decides_on(user, contract)


def can_terminate(user: User, contract: Contract, on: date) -> bool:
    """The provider ends a contract that acts, for a reason of R6.46."""
    return may_be_ended(contract, on) and decides_on(user, contract)


def may_be_ended(contract: Contract, on: date) -> bool:
    """Whether the contract acts and has begun, so that a notice may be given, once (R6.47)."""
    return contract.status == Contract.Status.ACTIVE and contract.starts_on <= on


def _taught_by(user: User) -> GroupQuerySet:
    return Group.objects.filter(teachers__user=user, teachers__is_active=True)


def municipalities_of_jobs(user: User) -> QuerySet[Municipality]:
    """Where the person may look at the jobs of the calendar and start them."""
    everywhere = Municipality.objects.select_related("region")
    if has_role(user, Role.ADMINISTRATOR):
        return everywhere
    return everywhere.filter(pk__in=[each.pk for each in municipalities_of(user, *MUNICIPAL)])
