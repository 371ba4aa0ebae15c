"""The annex of a document for payment, the register of contracts, as people read it (R7.17)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from num2words import num2words

from enrollment.models import Document, DocumentLine
from providers.models import Agreement
from reference.money import KOPECKS_IN_RUBLE

RUBLES = ("рубль", "рубля", "рублей")
KOPECKS = ("копейка", "копейки", "копеек")


@dataclass(frozen=True)
class Row:
    """A contract of the register: its line, and what the month's advance took of it, in kopecks."""

    line: DocumentLine
    advanced: int

    @property
    def left(self) -> int:
        """What is still to be paid; below nothing where the advance was too large (R7.14)."""
        return self.line.amount - self.advanced


def rows_of(document: Document, lines: Iterable[DocumentLine] | None = None) -> list[Row]:
    """The register of a document; of a draft, whose lines are not written, they are handed in."""
    if lines is None:
        lines = document.lines.select_related("contract__certificate").order_by("contract_id")
    advanced = _advanced(document) if document.kind == Document.Kind.INVOICE else {}
    return [Row(line, advanced.get(line.contract_id, 0)) for line in lines]


def _advanced(invoice: Document) -> dict[int, int]:
    """The sums of the advance that the invoice takes off, by contract."""
    advances = Document.objects.living().filter(
        provider=invoice.provider,
        municipality=invoice.municipality,
        kind=Document.Kind.ADVANCE,
        month=invoice.month,
    )
    return dict(
        DocumentLine.objects.filter(document__in=advances).values_list("contract_id", "amount")
    )


def agreement_of(document: Document) -> Agreement | None:
    """The paying agreement the document stands on, if there was one in its month."""
    return (
        Agreement.objects.filter(
            provider=document.provider,
            plan__municipality=document.municipality,
            plan__starts_on__lte=document.month,
            plan__ends_on__gte=document.month,
            status__in=(Agreement.Status.ACTIVE, Agreement.Status.CLOSED),
        )
        .order_by("-id")
        .first()
    )


def in_words(kopecks: int) -> str:
    """A sum as official papers write it: «Семь тысяч двести рублей 05 копеек». Always Russian."""
    rubles, rest = divmod(kopecks, KOPECKS_IN_RUBLE)
    words = num2words(rubles, lang="ru")
    return f"{words.capitalize()} {_form(rubles, RUBLES)} {rest:02d} {_form(rest, KOPECKS)}"


def _form(number: int, forms: tuple[str, str, str]) -> str:
    """The form of the noun that goes with the number: 1 рубль, 2 рубля, 5 рублей."""
    if 11 <= number % 100 <= 14:
        return forms[2]
    if number % 10 == 1:
        return forms[0]
    return forms[1] if 2 <= number % 10 <= 4 else forms[2]
