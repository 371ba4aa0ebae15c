"""Terms of storage (R11.11): what nobody needs any more is deleted, or loses its words and names.

What the money stands on stays: its entries, the contracts they name by number, and the documents
of organisation and payer, in which no child is named (R11.07).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pgtrigger
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from certificates import retaining
from enrollment.models import (
    Absence,
    BudgetPlace,
    Confirmation,
    ConsentCode,
    Contract,
    Dispute,
    Draft,
    EntranceTest,
    JobRun,
    Mark,
    MoveRequest,
    Question,
    WaitingPlace,
)
from reference import configuration
from reference.days import birthday
from reference.models import Municipality, Region
from users import accepting

CHUNK = 1_000
ACCEPTANCES = (accepting.REGISTERED, accepting.ACCEPTED)

# Lines that the money or a version of a plan points at are kept with them; so is who signed a
# contract, while the contract has not stood its term, and which terms a person has accepted.
DROP_LINES = """
    WITH old AS MATERIALIZED (
        SELECT id, action, CASE target_kind WHEN 'enrollment.contract' THEN target_key::bigint END
            AS contract_id
        FROM users_auditevent WHERE at < %s AND id > %s ORDER BY id LIMIT %s
    ), gone AS (
        DELETE FROM users_auditevent WHERE id IN (
            SELECT id FROM old
            EXCEPT SELECT event_id FROM certificates_entry
                WHERE event_id BETWEEN (SELECT min(id) FROM old) AND (SELECT max(id) FROM old)
            EXCEPT SELECT event_id FROM certificates_planversion
            EXCEPT SELECT id FROM old WHERE action = ANY(%s)
            EXCEPT SELECT old.id FROM old JOIN enrollment_contract contract
                ON contract.id = old.contract_id WHERE contract.ends_on >= %s
        ) RETURNING id
    )
    SELECT (SELECT max(id) FROM old), (SELECT count(*) FROM gone)
"""


def let_go(municipality: Municipality, *, on: date) -> Iterator[int]:
    """Everything of the municipality whose term is over, kind by kind (R11.11); how much."""
    rejected = _before(municipality, "retention_rejected_years", on)
    yield _drop_drafts(municipality, on=on)
    yield retaining.drop_applications(municipality, before=rejected)
    yield _drop_rejected(municipality, before=rejected)
    over = _before(municipality, "retention_contract_years", on)
    yield _forget_contracts(municipality, before=over)
    yield _drop_journals(municipality, before=over)
    consents = _before(municipality, "retention_consent_years", on)
    yield from retaining.drop_consents(municipality, before=consents)
    closed = _before(municipality, "retention_certificate_years", on)
    yield from retaining.take_names_away(municipality, before=closed, kept=_in_a_case())


def _before(municipality: Municipality, key: str, on: date) -> date:
    """The day so many years ago: what ended before it has stood its term."""
    years: int = configuration.value_of(key, municipality.settings)
    return birthday(on, -years)


def _drop_drafts(municipality: Municipality, *, on: date) -> int:
    """What was chosen and not sent, and codes for applications that were begun (R6.23)."""
    drafts = Draft.objects.filter(certificate__municipality=municipality, kept_until__lt=on)
    codes = ConsentCode.objects.filter(
        certificate__municipality=municipality,
        expires_at__date__lt=on
        - timedelta(days=configuration.value_of("retention_draft_days", municipality.settings)),
    )
    return drafts.delete()[0] + codes.delete()[0]


def _in_a_case() -> Q:
    """Children somebody still has to answer about: their names stay until it is done."""
    cases = Dispute.objects.open().values("certificate__child")
    complaints = Question.objects.waiting().filter(certificate__isnull=False)
    return Q(pk__in=cases) | Q(pk__in=complaints.values("certificate__child"))


def _disputed() -> Exists:
    return Exists(Dispute.objects.open().filter(contract=OuterRef("pk")))


@transaction.atomic
def _drop_rejected(municipality: Municipality, *, before: date) -> int:
    """Applications for a place that came to nothing.

    One that was to be paid by a certificate keeps its number, for the ledger names it.
    """
    complaints = Question.objects.waiting().filter(place=OuterRef("pk"))
    places = BudgetPlace.objects.filter(
        ~Exists(complaints),
        certificate__municipality=municipality,
        status__in=(BudgetPlace.Status.REFUSED, BudgetPlace.Status.WITHDRAWN),
        decided_on__lt=before,
    )
    waiting = WaitingPlace.objects.filter(
        certificate__municipality=municipality, left_on__lt=before
    ).exclude(ending=WaitingPlace.Ending.SEATED)
    moves = MoveRequest.objects.filter(
        contract__certificate__municipality=municipality,
        status__in=(MoveRequest.Status.REFUSED, MoveRequest.Status.WITHDRAWN),
        decided_on__lt=before,
    )
    contracts = Contract.objects.filter(
        ~_disputed(),
        certificate__municipality=municipality,
        status__in=(Contract.Status.REFUSED, Contract.Status.WITHDRAWN),
        decided_on__lt=before,
    ).exclude(comment="")
    tests = EntranceTest.objects.filter(
        contract__certificate__municipality=municipality,
        contract__status__in=(Contract.Status.REFUSED, Contract.Status.WITHDRAWN),
        contract__decided_on__lt=before,
    )
    dropped = sum(rows.delete()[0] for rows in (places, waiting, moves, tests))
    return dropped + contracts.update(comment="")


@transaction.atomic
def _forget_contracts(municipality: Municipality, *, before: date) -> int:
    """Words about contracts and places that are over; cases and questions that were answered."""
    over = Contract.objects.filter(
        Q(status=Contract.Status.CLOSED, ends_on__lt=before)
        | Q(status=Contract.Status.DELETED, decided_on__lt=before),
        certificate__municipality=municipality,
    )
    contracts = over.filter(~_disputed()).exclude(comment="", result_document="")
    left = BudgetPlace.objects.filter(
        certificate__municipality=municipality, status=BudgetPlace.Status.LEFT, left_on__lt=before
    )
    places = left.exclude(comment="")
    tests = EntranceTest.objects.filter(
        Q(contract__in=over.values("pk")) | Q(place__in=left.values("pk"))
    )
    cases = Dispute.objects.filter(
        certificate__municipality=municipality, decided_on__lt=before
    ).exclude(status=Dispute.Status.RAISED)
    of_ours = Q(program__provider__municipality=municipality)
    questions = Question.objects.filter(
        of_ours | Q(certificate__municipality=municipality), answered_on__lt=before
    )
    changed = contracts.update(comment="", result_document="") + places.update(comment="")
    return changed + sum(rows.delete()[0] for rows in (tests, cases, questions))


@transaction.atomic
def _drop_journals(municipality: Municipality, *, before: date) -> int:
    """Who came and who did not, in groups that were over; the lessons themselves name nobody."""
    marks = Mark.objects.filter(
        certificate__municipality=municipality, lesson__group__ends_on__lt=before
    )
    told = [
        model.objects.filter(certificate__municipality=municipality, group__ends_on__lt=before)
        for model in (Absence, Confirmation)
    ]
    return sum(rows.delete()[0] for rows in (marks, *told))


def prune_journals(*, on: date) -> Iterator[int]:
    """Lines of the journals of actions and of runs that have stood their term (R11.11).

    Those of all the region are in one journal, so the longest term of the regions counts.
    """
    regions = Region.objects.all()
    years = [configuration.value_of("retention_audit_years", each.settings) for each in regions]
    if not years:
        return
    day = birthday(on, -max(years))
    before = datetime.combine(day, time.min, tzinfo=ZoneInfo(settings.TIME_ZONE))
    yield JobRun.objects.filter(finished_at__lt=before).delete()[0]
    after: int | None = 0
    while after is not None:
        after, dropped = _drop_lines(before, after)
        yield dropped


@transaction.atomic
def _drop_lines(before: datetime, after: int) -> tuple[int | None, int]:
    """The next lines of the journal; the last key that was looked at, none at the end."""
    with (
        pgtrigger.ignore("users.AuditEvent:audit_is_append_only"),
        connection.cursor() as cursor,
    ):
        cursor.execute(DROP_LINES, [before, after, CHUNK, [*ACCEPTANCES], before.date()])
        last, dropped = cursor.fetchone()
    return last, dropped
