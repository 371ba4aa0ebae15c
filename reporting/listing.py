"""The list behind a figure: frozen rows as words, and people for those who may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.models import Certificate, Child
from enrollment.models import Contract
from programs.models import Program
from providers.models import Provider
from reference.models import Direction, Municipality
from reporting.frozen import Cell, Figure, Row, Sheet, thaw
from reporting.models import ReportRun
from reporting.wording import KINDS, OUTCOMES, SOURCES, STATES, USES, Words

TEXT, NUMBER, RUBLES, DAY, FLAG = "text", "number", "rubles", "day", "flag"


@dataclass(frozen=True)
class Column:
    """A column of a list: which frozen cell, under what heading, shown how."""

    name: str
    label: str | Promise
    kind: str = TEXT
    words: Words | None = None

    @property
    def is_number(self) -> bool:
        return self.kind in (NUMBER, RUBLES)


ORGANISER = Column("organiser", _("Organiser"))
PROGRAM = Column("program", _("Program"))
DIRECTION = Column("direction", _("Direction"))
AGE = Column("age", _("Age"), NUMBER)
SEX = Column("sex", _("Sex"), words=dict(Child.Sex.choices))
CATEGORY = Column("category", _("Category"))
COLUMNS: Mapping[str, Sequence[Column]] = {
    "organisers": (
        ORGANISER,
        Column("department", _("Department"), words=dict(Provider.Department.choices)),
        Column("ownership", _("Ownership"), words=dict(Provider.Ownership.choices)),
        Column("status", _("Status"), words=dict(Provider.Status.choices)),
        Column("is_licensed", _("Licence"), FLAG),
        Column("programs", _("Published programs"), NUMBER),
    ),
    "programs": (
        PROGRAM,
        ORGANISER,
        DIRECTION,
        Column("register", _("Register"), words=dict(Program.Register.choices)),
        Column("level", _("Level"), words=dict(Program.Level.choices)),
        Column("age_from", _("Age from"), NUMBER),
        Column("age_to", pgettext_lazy("age", "to"), NUMBER),
        Column("state", _("Status"), words=STATES),
    ),
    "groups": (
        PROGRAM,
        Column("group", _("Group")),
        ORGANISER,
        Column("starts_on", _("First day"), DAY),
        Column("ends_on", _("Last day"), DAY),
        Column("capacity", _("Places"), NUMBER),
        Column("taken", pgettext_lazy("places", "Taken"), NUMBER),
        Column("free", pgettext_lazy("places", "Free"), NUMBER),
    ),
    "children": (
        AGE,
        SEX,
        Column("directions", _("Directions")),
        Column("places", _("Places held"), NUMBER),
    ),
    "enrolments": (
        AGE,
        SEX,
        PROGRAM,
        ORGANISER,
        DIRECTION,
        Column("source", _("Who pays"), words=SOURCES),
    ),
    "certificates": (
        Column("type", _("Type"), words=dict(Certificate.Type.choices)),
        Column("use", pgettext_lazy("certificate", "Use"), words=USES),
        CATEGORY,
        Column("issued_on", _("Issued on"), DAY),
    ),
    "applications": (
        Column("kind", pgettext_lazy("application", "Kind"), words=KINDS),
        ORGANISER,
        Column("requested_on", _("Sent on"), DAY),
        Column("outcome", pgettext_lazy("application", "Outcome"), words=OUTCOMES),
        Column("refusal", _("Reason"), words=dict(Contract.Refusal.choices)),
        Column("days", _("Days to the answer"), NUMBER),
    ),
    "contracts": (
        Column("number", _("Number")),
        Column("stood", _("Status"), words=dict(Contract.Status.choices)),
        PROGRAM,
        ORGANISER,
        Column("starts_on", _("First day"), DAY),
        Column("ends_on", _("Last day"), DAY),
        Column("total", _("Price"), RUBLES),
        Column("certificate_part", _("Certificate part"), RUBLES),
        Column("parent_part", _("Parents' part"), RUBLES),
    ),
    "accounts": (
        CATEGORY,
        Column("issued", _("Nominal issued"), RUBLES),
        Column("available", _("Available"), RUBLES),
        Column("reserved", _("Reserved"), RUBLES),
        Column("debited", _("Debited"), RUBLES),
        Column("lapsed", _("Lapsed"), RUBLES),
    ),
    "plan": (
        Column("starts_on", _("First day"), DAY),
        Column("ends_on", _("Last day"), DAY),
        Column("act", _("Approving act")),
        Column("volume", _("Volume"), RUBLES),
        Column("issued", _("Nominals issued"), RUBLES),
        Column("never_issued", _("Never issued"), RUBLES),
    ),
    "population": (
        Column("year", _("Year")),
        Column("age_from", _("Age from"), NUMBER),
        Column("age_to", pgettext_lazy("age", "to"), NUMBER),
        Column("children", _("Number of children"), NUMBER),
        Column("source", _("Source of the figure")),
    ),
}

# where the key of the child stands in the sheets whose rows are about one child
CHILD_COLUMN = {"children": "id", "enrolments": "child", "certificates": "child"}


def sheet_behind(run: ReportRun, figure: Figure) -> Sheet:
    """The frozen sheet a figure was counted from; only that one leaves the database."""
    name = figure["sheet"]
    kept = ReportRun.objects.filter(pk=run.pk).values_list(f"lists__{name}", flat=True).get()
    return thaw(name, kept)


def shown(sheet: Sheet, rows: Sequence[Row]) -> list[list[dict[str, Any]]]:
    """The rows as cells for a table: value and how to show it."""
    directions = dict(Direction.objects.values_list("code", "name"))
    columns = [(column, sheet.columns.index(column.name)) for column in COLUMNS[sheet.name]]
    return [[_cell(column, row[place], directions) for column, place in columns] for row in rows]


def _cell(column: Column, value: Cell, directions: Mapping[str, str]) -> dict[str, Any]:
    if column.name == "direction":
        value = directions.get(str(value), str(value))
    elif isinstance(value, list):
        value = ", ".join(directions.get(code, code) for code in value)
    elif column.words is not None:
        value = str(column.words.get(str(value), value))
    shown_value = date.fromisoformat(str(value)) if column.kind == DAY else value
    return {"kind": column.kind, "value": shown_value}


def children_behind(sheet: Sheet, rows: Sequence[Row]) -> list[int]:
    """The keys of the children these rows are about, in order; none where they are of others."""
    if sheet.name not in CHILD_COLUMN:
        return []
    place = sheet.columns.index(CHILD_COLUMN[sheet.name])
    return [int(str(row[place])) for row in rows]


def names_of(keys: Sequence[int], municipality: Municipality) -> dict[int, str]:
    """Names of those of the children who live in the municipality now."""
    found = Child.objects.filter(pk__in=keys, municipality=municipality)
    return {child.pk: child.full_name for child in found}
