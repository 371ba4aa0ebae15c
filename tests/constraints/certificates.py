"""Children, their certificates and the queue; the money is in `ledger.py`."""

from datetime import UTC, date, datetime
from typing import Any

from factory import SubFactory

from certificates.models import Certificate, Guardianship, PlanVersion
from tests.constraints.case import Case, once
from tests.factories.certificates import (
    AchievementFactory,
    ApplicationFactory,
    CertificateFactory,
    ChildFactory,
    ChildPointFactory,
    ConsentFactory,
    GuardianshipFactory,
    InvitationFactory,
    PlanVersionFactory,
    QueuePlaceFactory,
)
from tests.factories.users import UserFactory

DAY = date(2026, 9, 5)
SUSPENDED = {"status": "suspended", "suspended_on": DAY}
CLOSED = {"status": "closed", "closed_on": DAY}
ACCEPTED = {"accepted_on": DAY, "accepted_by": SubFactory(UserFactory)}
MOMENT = datetime(2026, 9, 5, tzinfo=UTC)
WITHDRAWN = {
    "withdrawn_at": MOMENT,
    "withdrawn_channel": "cabinet",
    "withdrawn_by": SubFactory(UserFactory),
}


def version(then: str) -> None:
    """A version is written; then another one, or a hand is laid on the first."""
    written = PlanVersionFactory()
    match then:
        case "another":
            PlanVersionFactory(plan=written.plan)
        case "change":
            PlanVersion.objects.filter(pk=written.pk).update(act="another")
        case "delete":
            PlanVersion.objects.filter(pk=written.pk).delete()


def certificate(then: str) -> None:
    """A certificate is written; then it changes in what may change, or in what never may."""
    written = Certificate.objects.filter(pk=CertificateFactory().pk)
    match then:
        case "type":
            written.update(type=Certificate.Type.FUNDED)
        case "number":
            written.update(number="9999999999")
        case "child":
            written.update(child=ChildFactory())


def own_account(**columns: Any) -> Guardianship:
    """A child signs in as themself."""
    return GuardianshipFactory(**{"relation": "self", **columns})


CASES = {
    "certificate_keeps_number_and_child": Case(
        certificate,
        accepts=[{"then": "type"}],
        rejects=[{"then": "number"}, {"then": "child"}],
    ),
    "plan_version_once_by_its_ordinal": once(PlanVersionFactory, "plan", "ordinal"),
    "plan_version_is_append_only": Case(
        version, accepts=[{"then": "another"}], rejects=[{"then": "change"}, {"then": "delete"}]
    ),
    "consent_withdrawn_somehow": Case(
        ConsentFactory,
        accepts=[{}, WITHDRAWN],
        rejects=[
            {"withdrawn_at": MOMENT},
            {**WITHDRAWN, "withdrawn_channel": ""},
            {**WITHDRAWN, "withdrawn_by": None},
            {"withdrawn_channel": "paper"},
        ],
    ),
    "consent_on_paper_noted_by_the_desk": Case(
        ConsentFactory,
        accepts=[
            {"channel": "cabinet"},
            {"channel": "paper"},
            {"channel": "paper", "noted_by": SubFactory(UserFactory)},
        ],
        rejects=[{"channel": "cabinet", "noted_by": SubFactory(UserFactory)}],
    ),
    "child_snils_unique": once(ChildFactory, "snils", freed=[{"snils": None}]),
    "child_snils_is_eleven_digits": Case(
        ChildFactory,
        accepts=[{"snils": "90000000190"}, {"snils": None}],
        rejects=[
            {"snils": "9000000019"},
            {"snils": "9000000019 "},
            {"snils": "9000000019\n"},
            {"snils": "9000000019٠"},  # a zero of another alphabet
            {"snils": ""},
        ],
    ),
    "child_documents_seen_by_someone": Case(
        ChildFactory,
        accepts=[
            {"documents_seen_on": DAY, "documents_seen_by": SubFactory(UserFactory)},
            {"documents_seen_on": None, "documents_seen_by": None},
        ],
        rejects=[
            {"documents_seen_on": DAY, "documents_seen_by": None},
            {"documents_seen_on": None, "documents_seen_by": SubFactory(UserFactory)},
        ],
    ),
    "guardianship_once": once(GuardianshipFactory, "child", "user"),
    "guardianship_one_own_account": once(own_account, "child", freed=[{"relation": "mother"}]),
    "guardianship_of_one_self": once(own_account, "user", freed=[{"relation": "mother"}]),
    "guardianship_documents_seen_by_someone": Case(
        GuardianshipFactory,
        accepts=[
            {"documents_seen_on": DAY, "documents_seen_by": SubFactory(UserFactory)},
            {"documents_seen_on": None, "documents_seen_by": None},
        ],
        rejects=[
            {"documents_seen_on": DAY, "documents_seen_by": None},
            {"documents_seen_on": None, "documents_seen_by": SubFactory(UserFactory)},
        ],
    ),
    "invitation_open_once": once(
        InvitationFactory,
        "child",
        "email",
        freed=[ACCEPTED, {"declined_on": DAY}, {"taken_back_on": DAY}],
    ),
    "invitation_accepted_by_someone": Case(
        InvitationFactory,
        accepts=[ACCEPTED, {}],
        rejects=[{"accepted_on": DAY}, {"accepted_by": SubFactory(UserFactory)}],
    ),
    "invitation_ends_one_way": Case(
        InvitationFactory,
        accepts=[ACCEPTED, {"declined_on": DAY}, {"taken_back_on": DAY}],
        rejects=[
            {**ACCEPTED, "taken_back_on": DAY},
            {**ACCEPTED, "declined_on": DAY},
            {"declined_on": DAY, "taken_back_on": DAY},
        ],
    ),
    "invitation_relative_only_looks": Case(
        InvitationFactory,
        accepts=[{"relation": "relative", "rights": "limited"}],
        rejects=[{"relation": "relative", "rights": "full"}],
    ),
    "guardianship_relative_only_looks": Case(
        GuardianshipFactory,
        accepts=[{"relation": "relative", "rights": "limited"}],
        rejects=[{"relation": "relative", "rights": "full"}],
    ),
    "invitation_has_a_term": Case(
        InvitationFactory,
        accepts=[{"invited_on": DAY, "valid_until": DAY}],
        rejects=[{"invited_on": DAY, "valid_until": date(2026, 9, 4)}],
    ),
    "consent_once_to_a_version": once(
        ConsentFactory,
        "child",
        "given_by",
        "text_version",
        freed=[WITHDRAWN],
    ),
    "application_one_open_per_child": once(
        ApplicationFactory,
        "child",
        freed=[
            {"status": "confirmed"},
            {"status": "rejected", "reason": "documents"},
            {"status": "expired"},
        ],
    ),
    "application_rejected_with_a_reason": Case(
        ApplicationFactory,
        accepts=[{"status": "rejected", "reason": "age"}, {"status": "expired", "reason": ""}],
        rejects=[{"status": "rejected", "reason": ""}],
    ),
    "certificate_number_is_ten_digits": Case(
        CertificateFactory,
        accepts=[{"number": "0001000001"}],
        rejects=[
            {"number": "000100001"},
            {"number": "00010000O1"},  # a letter among the zeros
            {"number": "000100001\n"},
            {"number": "000100001٠"},
        ],
    ),
    "certificate_one_living_per_child": once(
        CertificateFactory, "child", held=[SUSPENDED], freed=[CLOSED]
    ),
    "certificate_suspended_since_a_day": Case(
        CertificateFactory,
        accepts=[SUSPENDED, {"status": "active", "suspended_on": None}],
        rejects=[
            SUSPENDED | {"suspended_on": None},
            SUSPENDED | {"status": "active"},
            SUSPENDED | CLOSED,
        ],
    ),
    "certificate_closed_on_a_day": Case(
        CertificateFactory,
        accepts=[CLOSED, {"status": "active", "closed_on": None}],
        rejects=[CLOSED | {"closed_on": None}, CLOSED | {"status": "active"}, CLOSED | SUSPENDED],
    ),
    "queue_place_one_per_certificate": once(
        QueuePlaceFactory, "certificate", freed=[{"left_on": DAY}]
    ),
    "achievement_told_once": once(AchievementFactory, "child", "day", "name", other={"day": DAY}),
    "child_point_once_of_a_kind": once(
        ChildPointFactory, "child", "kind", other={"kind": "school"}
    ),
    "child_point_in_the_country": Case(
        ChildPointFactory,
        accepts=[
            {"latitude": 41, "longitude": 19},
            {"latitude": 82, "longitude": 180},
        ],
        rejects=[
            {"latitude": "40.999"},
            {"latitude": "82.001"},
            {"longitude": "18.999"},
            {"longitude": "180.001"},
        ],
    ),
    "queue_promotion_ends_the_place": Case(
        QueuePlaceFactory,
        accepts=[
            {"is_promoted": True, "left_on": DAY},
            {"is_promoted": False, "left_on": None},
        ],
        rejects=[{"is_promoted": True, "left_on": None}],
    ),
}
