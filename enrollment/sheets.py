"""Official documents of this floor as spreadsheets. They are always Russian."""

from __future__ import annotations

from io import BytesIO

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from enrollment.protocol import Protocol, Row

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MONEY = "#,##0.00"
FIRST_ROW = 4  # title, period and state stand above the table


def closing_protocol(protocol: Protocol) -> bytes:
    """The closing protocol of a plan: sums are numbers in rubles, the total is the protocol's."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet), "a new book has one sheet"
    with translation.override("ru"):
        _write(sheet, protocol)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write(sheet: Worksheet, protocol: Protocol) -> None:
    plan = protocol.plan
    sheet.title = str(_("Closing protocol"))
    sheet.append([f"{_('Closing protocol')}: {plan}"])
    closed = f"{protocol.closed_on:%d.%m.%Y}" if protocol.closed_on else "—"
    sheet.append([_("The period was closed on %(day)s") % {"day": closed}])
    sheet.append([])
    sheet.append(
        [
            _("Category"),
            _("Certificates"),
            _("Volume"),
            _("Nominals issued"),
            _("Never issued"),
            _("Debited"),
            _("Lapsed"),
            _("Returned to the budget"),
        ]
    )
    for row in protocol.rows:
        sheet.append(_cells(str(row.category), row))
    sheet.append(_cells(str(_("Total")), protocol.total))
    _dress(sheet)


def _cells(name: str, row: Row) -> list[str | int | float]:
    sums = (
        row.volume,
        row.issued,
        row.never_issued,
        row.debited,
        row.lapsed,
        row.returned_to_budget,
    )
    # a spreadsheet has no other numbers; a sum of kopecks is exact to 90 billion rubles
    return [name, row.certificates, *(kopecks / 100 for kopecks in sums)]


def _dress(sheet: Worksheet) -> None:
    bold = Font(bold=True)
    for number in (1, FIRST_ROW, sheet.max_row):
        for cell in sheet[number]:
            cell.font = bold
    for cell in sheet[FIRST_ROW]:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for line in sheet.iter_rows(min_row=FIRST_ROW + 1, min_col=3):
        for cell in line:
            cell.number_format = MONEY
    sheet.column_dimensions["A"].width = 36
    for letter in "BCDEFGH":
        sheet.column_dimensions[letter].width = 18
    sheet.freeze_panes = f"A{FIRST_ROW + 1}"
