"""Who sees which children, certificates and plans (matrix 1.2 of the rules).

Every query for an object starts here, so a stranger's object is never found.
"""

from __future__ import annotations

import re

from django.db.models import QuerySet

from certificates.models import Achievement, Application, Certificate, Child, Guardianship
from certificates.models.certificate import CertificateQuerySet
from reference.models import CategoryTerms, FundingPlan, Municipality
from reference.models.plan import FundingPlanQuerySet
from users.access import families_of_desk
from users.models import Role, User
from users.roles import has_role, municipalities_of

DESK = (Role.CLERK, Role.MOC)
REGISTER = (Role.CLERK, Role.MOC, Role.PAYER)


def children_seen_by(user: User) -> QuerySet[Child]:
    """The children this person looks after, acting for them or only looking (R11.05)."""
    return Child.objects.filter(guardianships__user=user)


def children_acted_for(user: User) -> QuerySet[Child]:
    """The children for whom this person has full rights (R11.05)."""
    return Child.objects.filter(
        guardianships__user=user, guardianships__rights=Guardianship.Rights.FULL
    )


def achievements_of(user: User) -> QuerySet[Achievement]:
    """What the children this person looks after have achieved."""
    return Achievement.objects.filter(child__guardianships__user=user)


def applications_of(user: User) -> QuerySet[Application]:
    """The applications for the children this person looks after."""
    return Application.objects.filter(child__guardianships__user=user)


def certificates_of(user: User) -> CertificateQuerySet:
    """The certificates of the children this person looks after."""
    return Certificate.objects.seen_by(user)


def children_at_desk(user: User) -> QuerySet[Child]:
    """The children whose documents this person's desk checks."""
    return Child.objects.filter(municipality__in=municipalities_of(user, *DESK))


def helped_at_desk(user: User, child: Child) -> set[int]:
    """Who of those that look after the child may be given a code by this person's desk."""
    helped = families_of_desk(user).filter(guardianships__child=child)
    return set(helped.values_list("pk", flat=True))


def applications_to_decide(user: User) -> QuerySet[Application]:
    """The applications to the municipality in which this person checks documents."""
    return Application.objects.filter(municipality__in=municipalities_of(user, *DESK))


def certificates_in_register(user: User) -> CertificateQuerySet:
    """The register as this person's work shows it: of the municipality, or of the whole region."""
    if has_role(user, Role.OPERATOR):
        return Certificate.objects.all()
    return Certificate.objects.filter(municipality__in=municipalities_of(user, *REGISTER))


def visible_certificates(user: User) -> CertificateQuerySet:
    """The certificates of the person's own children, and those of the person's register."""
    family = certificates_of(user).values("pk")
    register = certificates_in_register(user).values("pk")
    return Certificate.objects.filter(pk__in=family.union(register))


def plans_to_see(user: User) -> FundingPlanQuerySet:
    """The plans of the municipality, for its payer and its support centre."""
    return FundingPlan.objects.filter(
        municipality__in=municipalities_of(user, Role.PAYER, Role.MOC)
    )


def plans_to_manage(user: User) -> FundingPlanQuerySet:
    """The plans whose money this person answers for (R1.03)."""
    return FundingPlan.objects.filter(municipality__in=municipalities_of(user, Role.PAYER))


def terms_to_manage(user: User) -> QuerySet[CategoryTerms]:
    """The terms of categories in those plans."""
    return CategoryTerms.objects.filter(plan__in=plans_to_manage(user))


def can_decide(user: User, certificate: Certificate) -> bool:
    """Whether this person may suspend, resume and close the certificate (payer's decision)."""
    return certificate.municipality in municipalities_of(user, Role.MOC, Role.PAYER)


def can_manage_plans(user: User, municipality: Municipality) -> bool:
    """Whether this person changes the municipality's parameters, not only reads them."""
    return municipality in municipalities_of(user, Role.PAYER)


def guardians_by_number(number: str) -> list[User]:
    """Who acts for the child of that certificate, to be written a letter of recovery (R11.13)."""
    digits = re.sub(r"[\s\-№]", "", number)
    if not (digits.isascii() and digits.isdigit()):
        return []
    return list(User.objects.filter(guardianships__child__certificates__number=digits).distinct())
