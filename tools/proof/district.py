"""A district of thousands of certificates with contracts, made in seconds: rows are copies of a
few real ones, money goes through the ledger's own door.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection, models, transaction

from certificates import ledger
from certificates.models import Certificate, Child, Entry, Guardianship
from enrollment import enrolling, monthly
from enrollment.models import Contract, Instalment
from programs.models import Group
from providers.models import Provider
from reference.days import Month
from reference.models import Municipality
from tests.factories.certificates import CertificateFactory, ChildFactory
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory
from tests.factories.providers import AgreementFactory, ProviderFactory
from tests.factories.reference import MunicipalityFactory, PlanFactory, TermsFactory, direction
from tests.factories.users import UserFactory
from users import audit
from users.models import Role, User

NOMINAL = 960_000
PROVIDERS = 4
BEGINS, ENDS = date(2026, 9, 1), date(2026, 10, 31)
TODAY = date(2026, 9, 20)


def found(certificates: int) -> Municipality:
    """A municipality on 20 September, its period over at the end of October.

    Every certificate studies to the end of the period; every second one has a contract that ends
    in September, every tenth an application that nobody has answered in time.
    """
    municipality = MunicipalityFactory(slug="proof")
    plan = PlanFactory(
        municipality=municipality,
        starts_on=BEGINS,
        ends_on=ENDS,
        volume=NOMINAL * certificates,
    )
    following = PlanFactory(
        municipality=municipality,
        starts_on=date(2026, 11, 1),
        ends_on=date(2027, 8, 31),
        volume=NOMINAL * certificates * 9 // 10,  # some will be left in the queue
    )
    terms = TermsFactory(plan=plan, nominal=NOMINAL)
    TermsFactory(plan=following, category=terms.category, nominal=NOMINAL)
    providers = [ProviderFactory(municipality=municipality) for _ in range(PROVIDERS)]
    for each in providers:
        for paying in (plan, following):
            AgreementFactory(provider=each, plan=paying, signed_on=BEGINS)
    first = _children(municipality, terms.category, certificates)
    monthly.turn(municipality, Month.of(BEGINS))  # everybody gets the nominal
    for provider in providers:
        long = _group(provider, date(2026, 9, 1), ENDS, price=300_000)
        short = _group(provider, date(2026, 9, 1), date(2026, 9, 30), price=100_001)
        asked = _group(provider, date(2026, 9, 10), date(2026, 12, 31), price=80_000)
        share = f"(certificate.id - {first.pk}) % {PROVIDERS} = {providers.index(provider)}"
        _contracts(first, long, f"{share}", is_signed=True)
        _contracts(
            first, short, f"{share} AND certificate.id / {PROVIDERS} % 2 = 0", is_signed=True
        )
        _contracts(
            first, asked, f"{share} AND certificate.id / {PROVIDERS} % 10 = 0", is_signed=False
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return municipality


def _children(municipality: Municipality, category: Any, count: int) -> Certificate:
    """So many funded certificates without money yet; returns the first."""
    parent: User = UserFactory(role=Role.GUARDIAN)
    child = ChildFactory(
        municipality=municipality, guardian=parent, birth_date=date(2016, 5, 20), snils=None
    )
    first: Certificate = CertificateFactory(
        child=child,
        municipality=municipality,
        category=category,
        type=Certificate.Type.FUNDED,
        number="7700000000",
        issued_on=BEGINS,
        type_changed_on=BEGINS,
    )
    numbers = f"(SELECT generate_series(1, {count - 1}) AS n) AS each"
    copy_rows(Child, f"source.id = {child.pk}", numbers, last_name="'Дубравин' || n")
    others = f"(SELECT id AS child FROM certificates_child WHERE id > {child.pk}) AS each"
    copy_rows(Guardianship, f"source.child_id = {child.pk}", others, child_id="child")
    copy_rows(
        Certificate,
        f"source.id = {first.pk}",
        others,
        child_id="child",
        number=f"(7700000000 + child - {child.pk})::text",
    )
    return first


def copy_rows(model: type[models.Model], which: str, other: str, **changed: str) -> None:
    """Write copies of the chosen row, one for each row of `other`, with these columns changed."""
    table = model._meta.db_table
    columns = [str(each.column) for each in model._meta.concrete_fields if not each.primary_key]
    values = [changed.get(column, f"source.{column}") for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) "
            f"SELECT {', '.join(values)} FROM {table} source, {other} WHERE {which}"
        )


def _group(provider: Provider, starts_on: date, ends_on: date, *, price: int) -> Group:
    program = ProgramFactory(provider=provider, direction=direction(), published_on=BEGINS)
    module = ModuleFactory(
        program=program, price=price, normative_cost=price - 1_001, parents_pay_extra=True
    )
    return GroupFactory(module=module, starts_on=starts_on, ends_on=ends_on, capacity=30_000)


def _contracts(first: Certificate, group: Group, share: str, *, is_signed: bool) -> None:
    """One contract by the rules for a child of the share, then a copy of it for each other one."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(id) FROM certificates_certificate certificate WHERE {share}")
        certificate = Certificate.objects.get(pk=cursor.fetchone()[0])
    by, on = UserFactory(role=Role.GUARDIAN), TODAY.replace(day=10)
    contract = enrolling.apply(certificate, group, starts_on=group.starts_on, by=by, on=on)
    if is_signed:
        enrolling.accept(contract, by=by, on=on)
        enrolling.sign(contract, by=by, on=on)
    with transaction.atomic():
        copy_rows(
            Contract,
            f"source.id = {contract.pk}",
            f"""(SELECT certificate.id AS certificate, account.id AS account
                FROM certificates_certificate certificate
                JOIN certificates_account account ON account.certificate_id = certificate.id
                WHERE certificate.id <> {certificate.pk} AND {share} ORDER BY certificate.id
            ) AS each""",
            certificate_id="certificate",
            account_id="account",
        )
        copies = f"""(SELECT id AS contract FROM enrollment_contract
            WHERE group_id = {group.pk} AND id <> {contract.pk} ORDER BY id) AS each"""
        copy_rows(Instalment, f"source.contract_id = {contract.pk}", copies, contract_id="contract")
        _move_money(contract, group, on=on)


def _move_money(contract: Contract, group: Group, *, on: date) -> None:
    """Reserve and debit for the copies what was reserved and debited for the one; take seats."""
    event = audit.record(None, "contract.requested", contract, job="trial")
    of_copies = """
        FROM enrollment_contract contract
        {join} WHERE contract.group_id = %s AND contract.id <> %s ORDER BY contract.id
    """
    which = [group.pk, contract.pk]
    ledger.post_selected(
        Entry.Kind.RESERVE,
        "SELECT contract.account_id, contract.certificate_part AS amount, contract.id AS "
        "contract_id, NULL::date AS month, 'reserve:' || contract.id AS key"
        + of_copies.format(join=""),
        which,
        on=on,
        event=event,
    )
    ledger.post_selected(
        Entry.Kind.DEBIT,
        "SELECT contract.account_id, month.certificate_amount AS amount, contract.id AS "
        "contract_id, month.month, 'debit:' || contract.id || ':' || "
        "to_char(month.month, 'YYYY-MM') AS key"
        + of_copies.format(
            join="JOIN enrollment_instalment month ON month.contract_id = contract.id "
            "AND month.status = 'debited'"
        ),
        which,
        on=on,
        event=event,
    )
    Group.objects.filter(pk=group.pk).update(
        seats_taken=Contract.objects.living().filter(group=group).count()
    )
