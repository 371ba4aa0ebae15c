"""What the district had on paper before the portal, brought over as registers (R2.26).

Holders of certificates and the lists of pupils of the new school year come in bulk, as files of a
payer and orders of organisations do, every row held against the same conditions as a single
application. Contracts are applied for one by one; most of them are accepted and signed together.
Everything else is lived through the rules, deed by deed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Model

from certificates import consenting, numbering, registering
from certificates.models import Certificate, Child, Consent, Guardianship
from enrollment import ending
from enrollment.models import BudgetPlace, Contract, MonthTurn
from navigator.demo.diary import MORNING, moment
from navigator.demo.foundation import ALL_CHILDREN, SPECIAL_CHILDREN, Foundation
from navigator.demo.kids import Kid
from programs import scheduling
from programs.models import Group
from reference import configuration
from reference.days import Month
from reference.models import CategoryTerms, FundingPlan, Municipality
from users import audit
from users.models import AuditEvent, User


@dataclass(frozen=True)
class Holder:
    """A child of the register: whose, and since when it has its certificate."""

    kid: Kid
    guardian: User
    relation: str
    issued_on: date


@dataclass(frozen=True)
class Listed:
    """A line of an order: this child learns in this group from the first day."""

    certificate: Certificate
    guardian: User
    group: Group
    age_at_start: int
    requested_on: date
    is_paid: bool
    responsible: User
    order_number: str


def fields_of(kid: Kid, municipality: Municipality) -> registering.ChildFields:
    """What is told about the child, by a register or by a parent."""
    return registering.ChildFields(
        municipality=municipality,
        last_name=kid.last_name,
        first_name=kid.first_name,
        patronymic=kid.patronymic,
        birth_date=kid.born,
        sex=kid.sex,
        snils=kid.snils,
        settlement=kid.settlement,
        school=kid.school,
    )


def bring_holders(
    holders: Sequence[Holder], base: Foundation, *, by: User
) -> dict[Kid, Certificate]:
    """Write children, their representatives, paper consents and certificates."""
    municipality = base.municipality
    children = Child.objects.bulk_create(_child(holder, municipality, by) for holder in holders)
    Guardianship.objects.bulk_create(
        Guardianship(
            child=child,
            user=holder.guardian,
            relation=holder.relation,
            documents_seen_on=child.documents_seen_on,
            documents_seen_by=child.documents_seen_by,
        )
        for holder, child in zip(holders, children, strict=True)
    )
    Consent.objects.bulk_create(
        Consent(
            child=child,
            given_by=holder.guardian,
            text_version=consenting.TEXTS[0].version,
            channel=Consent.Channel.PAPER,
            given_at=moment(holder.issued_on, MORNING),
        )
        for holder, child in zip(holders, children, strict=True)
    )
    numbers = _numbers(municipality, len(holders))
    certificates = Certificate.objects.bulk_create(
        Certificate(
            number=number,
            child=child,
            municipality=municipality,
            category=category_terms(holder.kid, base).category,
            type=(Certificate.Type.FUNDED if holder.kid.is_funded else Certificate.Type.ACCOUNTING),
            issued_on=holder.issued_on,
            type_changed_on=holder.issued_on,
        )
        for number, holder, child in zip(numbers, holders, children, strict=True)
    )
    for action, targets in (("child.registered", children), ("certificate.issued", certificates)):
        AuditEvent.objects.bulk_create(
            _line(by, action, target, at=moment(holder.issued_on, MORNING))
            for holder, target in zip(holders, targets, strict=True)
        )
    return {
        holder.kid: certificate for holder, certificate in zip(holders, certificates, strict=True)
    }


def category_terms(kid: Kid, base: Foundation) -> CategoryTerms:
    """The terms of the category the child belongs to by its documents (R2.23)."""
    return base.terms[SPECIAL_CHILDREN if kid.is_special else ALL_CHILDREN]


def _child(holder: Holder, municipality: Municipality, by: User) -> Child:
    fields = fields_of(holder.kid, municipality)
    registering.check_age(fields.birth_date, municipality, on=holder.issued_on)
    if fields.snils and not registering.is_snils(fields.snils):
        raise ValueError("a register cannot be brought over with a wrong SNILS in it")
    return Child(
        **vars(fields),
        name_key=fields.name_key,
        documents_seen_on=holder.issued_on,
        documents_seen_by=by,
        created_at=moment(holder.issued_on, MORNING),
    )


def _numbers(municipality: Municipality, many: int) -> list[str]:
    """So many numbers nobody had, in the order in which they are given one by one (R2.06)."""
    Municipality.objects.filter(pk=municipality.pk).update(
        certificates_issued=F("certificates_issued") + many
    )
    municipality.refresh_from_db(fields=["certificates_issued"])
    last = municipality.certificates_issued
    return [
        f"{municipality.number_prefix}"
        f"{(ordinal * numbering.STRIDE + numbering.OFFSET) % numbering.NUMBERS:06d}"
        for ordinal in range(last - many + 1, last + 1)
    ]


def bring_list(lines: Sequence[Listed], plan: FundingPlan, *, starts_on: date) -> list[BudgetPlace]:
    """Enrol the pupils of the organisations' orders; seats are taken with them (R6.39)."""
    for line in lines:
        program = line.group.program
        if not program.age_from <= line.age_at_start <= program.age_to:
            raise ValueError("an order names a child of another age than the program takes")
    minutes = {group: scheduling.weekly_minutes(group) for group in {line.group for line in lines}}
    places = BudgetPlace.objects.bulk_create(
        BudgetPlace(
            certificate=line.certificate,
            group=line.group,
            program_id=line.group.program_id,
            status=BudgetPlace.Status.ACTIVE,
            is_paid=line.is_paid,
            weekly_minutes=minutes[line.group],
            requested_by=line.guardian,
            requested_on=line.requested_on,
            starts_on=starts_on,
            order_number=line.order_number,
            decided_on=starts_on,
        )
        for line in lines
    )
    for group, seats in Counter(line.group for line in lines).items():
        Group.objects.filter(pk=group.pk).update(seats_taken=F("seats_taken") + seats)
    _check_matrix(plan, [line.certificate for line in lines])
    AuditEvent.objects.bulk_create(
        _line(line.responsible, "place.accepted", place, order=line.order_number)
        for line, place in zip(lines, places, strict=True)
    )
    return places


def _check_matrix(plan: FundingPlan, certificates: Sequence[Certificate]) -> None:
    """No certificate may hold more places of a register than its type allows (R6.44)."""
    matrix = plan.setting("register_matrix")
    held = (
        BudgetPlace.objects.living()
        .filter(certificate__in=certificates, is_paid=False)
        .values_list("certificate", "group__program__register", "certificate__type")
        .annotate(number=Count("id"))
        .order_by()
    )
    for _certificate, register, kind, number in held:
        most = configuration.register_limit(matrix, register, kind).number
        if most is not None and number > most:
            raise ValueError("an order gives a child more places than its certificate may hold")


def conclude(applied: Sequence[tuple[Contract, User]], *, on: date) -> None:
    """Accept and sign the applications of a whole municipality on one day.

    Each was made by itself, and holds its seat and its money; with it comes who accepts it. The
    month that has begun is debited as the work of the 1st does it (6.4).
    """
    contracts = [contract for contract, _responsible in applied]
    AuditEvent.objects.bulk_create(
        _line(responsible, "contract.accepted", contract) for contract, responsible in applied
    )
    AuditEvent.objects.bulk_create(
        _line(contract.requested_by, "contract.signed", contract) for contract in contracts
    )
    Contract.objects.filter(
        pk__in=[contract.pk for contract in contracts], status=Contract.Status.REQUESTED
    ).update(status=Contract.Status.ACTIVE, accepted_on=on, signed_on=on)
    municipality = contracts[0].plan.municipality
    turn = MonthTurn.objects.get(municipality=municipality, month=Month.of(on).first_day)
    ending.debit_due(
        municipality,
        through=Month.of(on),
        cursor=0,
        size=len(contracts),
        on=on,
        event=audit.record(None, "month.debit", turn, job="month turn"),
    )


def _line(
    by: User, action: str, target: Model, *, at: datetime | None = None, **details: str
) -> AuditEvent:
    """A line of the journal, of this moment or of the one that the register names."""
    return AuditEvent(
        **({"at": at} if at else {}),
        by=by,
        action=action,
        target_kind=target._meta.label_lower,
        target_key=str(target.pk),
        details=details,
    )
