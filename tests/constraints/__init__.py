"""Every named constraint of the database with the rows on both sides of it.

One file per app holds `CASES`; `test_constraints.py` asks the database whether one is missing.
"""

from tests.constraints import (
    certificates,
    documents,
    enrollment,
    ledger,
    programs,
    providers,
    reference,
    reporting,
    users,
)
from tests.constraints.case import Case

CASES: dict[str, Case] = {
    **reference.CASES,
    **users.CASES,
    **providers.CASES,
    **programs.CASES,
    **certificates.CASES,
    **ledger.CASES,
    **enrollment.CASES,
    **documents.CASES,
    **reporting.CASES,
}
