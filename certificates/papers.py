"""The certificate and its statement as official papers. They are always Russian."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from certificates import ledger, queueing
from certificates.ledger import Balance
from certificates.models import Account, Certificate
from reference import printing


@dataclass(frozen=True)
class Sheet:
    """One certificate on its page, and the address its code leads the desk to."""

    certificate: Certificate
    account: Account | None
    balance: Balance
    place: int | None
    address: str


def sheet_of(certificate: Certificate, address: str, *, on: date) -> Sheet:
    """The certificate as it stands on that day."""
    account = ledger.account_of(certificate, on)
    return Sheet(
        certificate=certificate,
        account=account,
        balance=Balance.of(account),
        place=queueing.place_of(certificate),
        address=address,
    )


def certificates(sheets: Iterable[Sheet], *, on: date) -> bytes:
    """The certificates, each on a page of its own.

    Of the child only the name stands there: neither СНИЛС nor the day of birth (R11.06).
    """
    return printing.draw("certificates/pdf/certificate.html", {"sheets": list(sheets), "on": on})


def statement(account: Account, *, on: date) -> bytes:
    """Every movement of the money of one period."""
    return printing.draw(
        "certificates/pdf/statement.html",
        {
            "account": account,
            "certificate": account.certificate,
            "balance": Balance.of(account),
            "lines": ledger.statement(account),
            "on": on,
        },
    )
