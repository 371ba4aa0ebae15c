"""The reports people can order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reporting.reports import quarterly
from reporting.sources import Sources


@dataclass(frozen=True)
class Report:
    """One kind of report: its title, how its figures are counted, how it is printed."""

    title: str | Promise
    figures: Callable[[Sources], dict[str, Any]]
    controls: Callable[[dict[str, Any]], list[dict[str, Any]]]
    headlines: dict[str, str]
    document: str


REPORTS = {
    "quarterly": Report(
        title=_("Quarterly report to the regional model centre"),
        figures=quarterly.figures,
        controls=quarterly.controls,
        headlines=quarterly.HEADLINES,
        document="reporting/quarterly_pdf.html",
    ),
}
