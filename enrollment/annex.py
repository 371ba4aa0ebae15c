"""The annex of a document for payment, the register of contracts, as people read it (R7.17)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet
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


def register_of(document: Document) -> QuerySet[DocumentLine]:
    """The lines of a written document in the order of its annex (R7.17): corrections come last."""
    return document.lines.select_related("contract__certificate", "correction__document").order_by(
        F("correction_id").asc(nulls_first=True), "contract_id"
    )


def rows_of(document: Document, lines: Iterable[DocumentLine] | None = None) -> list[Row]:
    """The register of a document, or these lines of it: a page, or what a draft would write."""
    chosen = list(register_of(document) if lines is None else lines)
    advanced = {}
    if document.kind == Document.Kind.INVOICE:
        advanced = _advanced(document, [line.contract_id for line in chosen])
    return [
        Row(line, 0 if line.correction_id else advanced.get(line.contract_id, 0)) for line in chosen
    ]


def _advanced(invoice: Document, contracts: list[int]) -> dict[int, int]:
    """The sums of the advance that the invoice takes off, by contract."""
    advances = Document.objects.living().filter(
        provider=invoice.provider,
        plan=invoice.plan,
        kind=Document.Kind.ADVANCE,
        month=invoice.month,
    )
    lines = DocumentLine.objects.filter(
        document__in=advances, contract__in=contracts, correction__isnull=True
    )
    return dict(lines.values_list("contract_id", "amount"))


def agreement_of(document: Document) -> Agreement | None:
    """The paying agreement the document stands on (R7.17), if there is one in force or over."""
    return (
        Agreement.objects.filter(
            provider=document.provider_id,
            plan=document.plan_id,
            status__in=(Agreement.Status.ACTIVE, Agreement.Status.CLOSED),
        )
        .exclude(number="")
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
