"""The reconciliation and the register of transfers as spreadsheets. They are always Russian."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from enrollment.models import Document
from enrollment.reconciling import MonthLine, Reconciliation
from enrollment.remitting import Register

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MONEY = "#,##0.00"

Cell = str | float | None


def reconciliation(act: Reconciliation) -> bytes:
    """The months of an agreement with their documents and payment orders."""
    agreement = act.agreement
    with translation.override("ru"):
        head = [
            _("Reconciliation by months"),
            f"{agreement.provider.short_name} – {agreement.plan.municipality.payer_name}",
            f"{agreement}",
        ]
        columns = [
            _("Month"),
            _("Debited from certificates"),
            _("Delivered"),
            _("Money paid"),
            _("Waits for payment"),
            _("Documents"),
        ]
        rows = [_month(line) for line in act.lines]
        sums = (act.debited, act.delivered, act.paid, act.unpaid)
        total: list[Cell] = [_("Total"), *map(_rubles, sums), ""]
        returned: list[Cell] = [_("Returned by the organisation"), None, None]
        returned += [_rubles(-act.returned), None, ""]
        balance: list[Cell] = [_("Balance of the two sides"), None, None, None]
        balance += [_rubles(act.balance), ""]
        return _book(head, columns, [*rows, total, returned, balance], money=(2, 3, 4, 5))


def transfers(register: Register, *, payer: str) -> bytes:
    """The documents that ask for money, each with the requisites of its organisation."""
    with translation.override("ru"):
        columns = [
            _("Organisation"),
            _("INN"),
            _("KPP"),
            _("account"),
            _("bank"),
            _("BIK"),
            _("Document"),
            _("Month"),
            _("Sum"),
        ]
        rows: list[list[Cell]] = []
        for payee in register.payees:
            provider = payee.provider
            requisites = (
                provider.full_name,
                provider.inn,
                provider.kpp,
                provider.account,
                provider.bank,
                provider.bik,
            )
            rows += [
                [*requisites, _name(each), _month_name(each), _rubles(each.to_pay)]
                for each in payee.documents
            ]
        total: list[Cell] = [_("Total"), *[None] * 7, _rubles(register.total)]
        return _book([_("Register of transfers"), payer], columns, [*rows, total], money=(9,))


def _month(line: MonthLine) -> list[Cell]:
    return [
        date_format(line.month.first_day, "F Y").lower(),
        *map(_rubles, (line.debited, line.delivered, line.paid, line.unpaid)),
        "; ".join(_name(each) for each in line.documents),
    ]


def _name(document: Document) -> str:
    name = f"{document.get_kind_display()} № {document.pk}"
    if document.paid_on is None:
        return name
    return f"{name} ({document.payment_order or '–'}, {document.paid_on:%d.%m.%Y})"


def _month_name(document: Document) -> str:
    return date_format(document.month, "F Y").lower()


def _rubles(kopecks: int) -> float:
    # a spreadsheet has no other numbers; a sum of kopecks is exact to 90 billion rubles
    return kopecks / 100


def _book(
    head: Sequence[str],
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    money: Sequence[int],
) -> bytes:
    """A sheet with a head, the names of the columns, the rows; the total rows are not marked."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet), "a new book has one sheet"
    sheet.title = head[0][:31]
    for line in head:
        sheet.append([line])
    sheet.append([])
    sheet.append([name[:1].upper() + name[1:] for name in columns])
    top = sheet.max_row
    for row in rows:
        sheet.append(list(row))
    for number in (1, top):
        for cell in sheet[number]:
            cell.font = Font(bold=True)
    for column in money:
        for cell in sheet[get_column_letter(column)][top:]:
            cell.number_format = MONEY
    for column in range(1, len(columns) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 22
    sheet.freeze_panes = f"A{top + 1}"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
