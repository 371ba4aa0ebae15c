"""Organisations and their agreements with the payer."""

from tests.constraints.case import Case, once
from tests.factories.providers import AgreementFactory, MemberFactory, ProviderFactory

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
