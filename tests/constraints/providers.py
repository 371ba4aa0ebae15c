"""Organisations and their agreements with the payer."""

from tests.constraints.case import Case, once
from tests.factories.providers import (
    AgreementFactory,
    MemberFactory,
    ProviderFactory,
    VenueFactory,
)

CASES = {
    "provider_inn_unique_among_living": once(
        ProviderFactory,
        "inn",
        held=[{"status": "new"}, {"status": "suspended"}, {"status": "excluded"}],
        freed=[{"status": "refused"}],
    ),
    "provider_member_once": once(
        MemberFactory, "provider", "user", "position", other={"position": "teacher"}
    ),
    "venue_point_is_whole": Case(
        VenueFactory,
        accepts=[
            {"latitude": None, "longitude": None},
            {"latitude": 41.0, "longitude": 19.0},
            {"latitude": 82.0, "longitude": 180.0},
        ],
        rejects=[
            {"latitude": 59.1, "longitude": None},
            {"latitude": None, "longitude": 36.0},
            {"latitude": 40.9, "longitude": 36.0},
            {"latitude": 59.1, "longitude": 180.1},
        ],
    ),
    "agreement_once_in_a_plan": once(
        AgreementFactory,
        "provider",
        "plan",
        held=[{"status": "new"}, {"status": "confirmed"}],
        freed=[{"status": "rejected"}, {"status": "closed"}],
    ),
    "agreement_active_has_number_and_date": Case(
        AgreementFactory,
        accepts=[
            {"status": "active", "number": "1"},
            {"status": "confirmed", "number": "", "signed_on": None},
        ],
        rejects=[
            {"status": "active", "number": ""},
            {"status": "active", "signed_on": None},
        ],
    ),
    "agreement_maximum_not_negative": Case(
        AgreementFactory,
        accepts=[{"maximum": 0}, {"maximum": None}],
        rejects=[{"maximum": -1}],
    ),
}
