"""The card of a program: its pages, its fields, and how each value reads.

A remark, a snapshot and a comparison all name a part of the card by the same key: the field's own
name, `module-<id>` for a module, `groups` for the groups with their timetables, `photos`, or
`text_file` for the program's text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy, ngettext

from programs.models import Group, Module, Photo, Program, ProgramText, Slot
from reference.money import rubles

MODULES = "modules"
PHOTOS = "photos"
TEXT = "text_file"
GROUPS = "groups"
_MODULE = "module-"


@dataclass(frozen=True)
class Section:
    """One page of the editor."""

    code: str
    title: str | Promise
    fields: tuple[str, ...] = ()


SECTIONS = (
    Section(
        "main",
        gettext_lazy("Main things"),
        (
            "short_name",
            "full_name",
            "direction",
            "activity",
            "kind",
            "level",
            "register",
            "age_from",
            "age_to",
        ),
    ),
    Section(
        "content",
        gettext_lazy("What is taught"),
        (
            "annotation",
            "description",
            "goals",
            "results",
            "content_plan",
            "keywords",
            "video",
        ),
    ),
    Section(
        "terms",
        gettext_lazy("Conditions"),
        (
            "form",
            "is_distant",
            "is_network",
            "years",
            "lesson_minutes",
            "requirements",
            "equipment",
            "needs_medical_certificate",
            "health_conditions",
        ),
    ),
    Section(MODULES, gettext_lazy("Modules and price")),
    Section(PHOTOS, gettext_lazy("Photos and the text of the program")),
    Section(GROUPS, gettext_lazy("Groups and timetable")),
)
FORM_SECTIONS = {section.code: section for section in SECTIONS if section.fields}
# Where the name of the column does not say enough beside others.
LABELS = {"kind": gettext_lazy("Kind of the program")}
_PARTS = {PHOTOS: gettext_lazy("Photos"), TEXT: gettext_lazy("Text of the program")}
FIELDS = tuple(name for section in SECTIONS for name in section.fields)


@dataclass(frozen=True)
class Line:
    """One part of the card as people read it."""

    key: str
    label: str
    text: str


def module_key(module: Module) -> str:
    """How a remark names the module."""
    return f"{_MODULE}{module.pk}"


def section_of(key: str) -> str:
    """The code of the page on which this part of the card is written."""
    if key.startswith(_MODULE):
        return MODULES
    if key == TEXT:
        return PHOTOS
    return next((section.code for section in SECTIONS if key in section.fields), key)


def is_part(program: Program, key: str) -> bool:
    """Whether the program's card has a part of that name."""
    return key in FIELDS or key in (MODULES, GROUPS, *_PARTS) or key in snapshot(program)


def snapshot(program: Program) -> dict[str, Any]:
    """The whole card as plain values, to be kept and compared later."""
    values: dict[str, Any] = {}
    for name in FIELDS:
        value = getattr(program, name)
        values[name] = str(value) if isinstance(value, models.Model) else value
    for module in program.modules.all():
        values[module_key(module)] = {
            "name": module.name,
            "months": module.months,
            "hours": f"{module.hours.normalize():f}",
            "min_children": module.min_children,
            "max_children": module.max_children,
            "price": module.price,
            "normative_cost": module.normative_cost,
            "parents_pay_extra": module.parents_pay_extra,
            "individual_hours": f"{module.individual_hours.normalize():f}",
            "second_teacher_hours": f"{module.second_teacher_hours.normalize():f}",
        }
    if photos := [_of_photo(photo) for photo in program.photos.all()]:
        values[PHOTOS] = photos
    if text := ProgramText.objects.filter(program=program).first():
        values[TEXT] = {"pages": text.pages, "size": text.size, "digest": text.digest}
    values[GROUPS] = [
        _of_group(group)
        for group in program.groups.open().select_related("venue").prefetch_related("slots")
    ]
    return values


def lines(program: Program) -> list[tuple[Section, list[Line]]]:
    """The card page by page, every part with its words."""
    values = snapshot(program)
    pages = []
    for section in SECTIONS:
        if section.code == MODULES:
            keys = [key for key in values if key.startswith(_MODULE)]
        elif section.code == PHOTOS:
            keys = list(_PARTS)
        else:
            keys = list(section.fields) or [section.code]
        pages.append((section, [line(key, values.get(key)) for key in keys]))
    return pages


def line(key: str, value: Any) -> Line:
    """A part of a card, now or in a snapshot, with its name and its words."""
    return Line(key, label_of(key, value), words_of(key, value))


def label_of(key: str, value: Any = None) -> str:
    """What the part of the card is called on screen."""
    if key.startswith(_MODULE):
        name = value["name"] if value else ""
        return gettext("Module “%(name)s”") % {"name": name} if name else gettext("Module")
    if key in _PARTS:
        return str(_PARTS[key])
    for section in SECTIONS:
        if section.code == key:
            return str(section.title)
    if key in LABELS:
        return str(LABELS[key])
    return capfirst(str(Program._meta.get_field(key).verbose_name))  # type: ignore[union-attr]


def words_of(key: str, value: Any) -> str:
    """How the value of the part reads; an empty string when there is nothing."""
    if value is None or value == "" or value == []:
        return ""
    if key.startswith(_MODULE):
        return _module_words(value)
    if key == GROUPS:
        return "\n".join(_group_words(group) for group in value)
    if key == PHOTOS:
        return "\n".join(_photo_words(number, one) for number, one in enumerate(value, start=1))
    if key == TEXT:
        pages = ngettext("%(n)s page", "%(n)s pages", value["pages"]) % {"n": value["pages"]}
        return f"PDF, {pages}, {filesizeformat(value['size'])}"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    field: Any = Program._meta.get_field(key)
    choices = dict(field.flatchoices or getattr(field, "base_field", field).flatchoices)
    if isinstance(value, list):
        return ", ".join(str(choices.get(one, one)) for one in value)
    return str(choices.get(value, value))


def _module_words(module: dict[str, Any]) -> str:
    parts = [
        ngettext("%(n)s month", "%(n)s months", module["months"]) % {"n": module["months"]},
        gettext("%(hours)s h") % {"hours": module["hours"].replace(".", ",")},
        gettext("children in a group: %(least)s–%(most)s")
        % {"least": module["min_children"], "most": module["max_children"]},
    ]
    if module["price"] is not None:
        parts.append(gettext("price %(sum)s") % {"sum": rubles(module["price"])})
    if module["normative_cost"] is not None:
        cost = rubles(module["normative_cost"])
        parts.append(gettext("normative cost %(sum)s") % {"sum": cost})
    if module["parents_pay_extra"]:
        parts.append(gettext("parents pay the difference"))
    return ", ".join(parts)


def _of_photo(photo: Photo) -> dict[str, Any]:
    size = {"width": photo.width, "height": photo.height}
    return {"alt": photo.alt, "digest": photo.digest, **size}


def _photo_words(number: int, photo: dict[str, Any]) -> str:
    return f"{number}. {photo['alt']} ({photo['width']} × {photo['height']})"


def _of_group(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "starts_on": f"{group.starts_on:%d.%m.%Y}",
        "ends_on": f"{group.ends_on:%d.%m.%Y}",
        "capacity": group.capacity,
        "venue": str(group.venue or ""),
        "room": group.room,
        "slots": [
            [slot.weekday, f"{slot.starts_at:%H:%M}", f"{slot.ends_at:%H:%M}"]
            for slot in group.slots.all()
        ],
    }


def _group_words(group: dict[str, Any]) -> str:
    places = ngettext("%(n)s place", "%(n)s places", group["capacity"]) % {"n": group["capacity"]}
    times = [f"{Slot.Weekday(day).label} {start}–{end}" for day, start, end in group["slots"]]
    where = ", ".join(part for part in (group["venue"], group["room"]) if part)
    parts = [f"{group['starts_on']} – {group['ends_on']}", places, *times, where]
    return f"{group['name']}: " + ", ".join(part for part in parts if part)
