"""What a payer transfers: the documents that ask for money, by organisation (R6.62).

No child's name stands in it (R11.07).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter

from django.db.models import F

from enrollment.models import Document
from enrollment.models.document import DocumentQuerySet
from providers.models import Agreement, Provider


@dataclass(frozen=True)
class Payee:
    """A provider in the register of what is to be paid, with its documents."""

    provider: Provider
    agreements: list[Agreement]
    documents: list[Document] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(each.to_pay for each in self.documents)

    @property
    def lacks_requisites(self) -> bool:
        return not (self.provider.account and self.provider.bik and self.provider.inn)


@dataclass(frozen=True)
class Register:
    """What a payer transfers: providers with their documents (R6.62, R7.01)."""

    payees: list[Payee]

    @property
    def total(self) -> int:
        return sum(payee.total for payee in self.payees)

    @property
    def number(self) -> int:
        return sum(len(payee.documents) for payee in self.payees)


def register_of(documents: DocumentQuerySet) -> Register:
    """The documents by provider, those that ask for money, in the order of names."""
    agreements = Agreement.objects.exclude(number="").filter(plan__in=documents.values("plan"))
    by_provider: dict[int, list[Agreement]] = {}
    for agreement in agreements.order_by("signed_on", "id"):
        by_provider.setdefault(agreement.provider_id, []).append(agreement)
    payees: dict[int, Payee] = {}
    found: Iterable[Document] = (
        documents.filter(to_pay__gt=0)
        .select_related("provider", "municipality", "plan")
        .order_by("provider__short_name", "provider_id", "month", F("kind").asc(), "id")
    )
    for document in found:
        payee = payees.setdefault(
            document.provider_id,
            Payee(document.provider, by_provider.get(document.provider_id, [])),
        )
        payee.documents.append(document)
    return Register(sorted(payees.values(), key=attrgetter("provider.short_name")))
