"""Groups of a module with their weekly timetable: opened, revised, archived (section 5.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from programs import lifecycle, scheduling
from programs.models import Group, Module, Program, Slot
from providers.models import ProviderMember, Venue
from reference.errors import RuleBroken
from users import audit
from users.models import User


@dataclass(frozen=True)
class SlotFields:
    """One weekly meeting: Monday is 1."""

    weekday: int
    starts_at: time
    ends_at: time


@dataclass(frozen=True)
class GroupFields:
    """What a provider says of a group."""

    name: str
    starts_on: date
    ends_on: date
    capacity: int
    venue: Venue | None = None
    room: str = ""
    kept_until: date | None = None


@transaction.atomic
def open_group(
    module: Module,
    fields: GroupFields,
    slots: Sequence[SlotFields] = (),
    teachers: Iterable[ProviderMember] = (),
    *,
    by: User,
    on: date,
) -> Group:
    """Open a group of the module with its timetable.

    Raises RuleBroken `card_locked`, `dates`, `capacity_above_module`, `not_of_the_provider`,
    `slot_times`, `slots_overlap`, and `no_timetable` where the enrollment is open already.
    """
    program = lifecycle.lock(module.program)
    _check_program(program)
    module = program.modules.select_for_update(of=("self",), no_key=True).get(pk=module.pk)
    group = Group(module=module, program=program)
    return _write(group, fields, slots, list(teachers), "group.opened", by)


@transaction.atomic
def revise_group(
    group: Group,
    fields: GroupFields,
    slots: Sequence[SlotFields] = (),
    teachers: Iterable[ProviderMember] = (),
    *,
    by: User,
    on: date,
) -> Group:
    """Write the group and its whole timetable anew.

    Dates stay as they are while children have places: the price of a contract was worked out
    from them (R6.18). Raises what `open_group` raises, `seats_taken`, `capacity_below_taken` and
    `group_archived`.
    """
    program = lifecycle.lock(group.program)
    _check_program(program)
    module = program.modules.select_for_update(of=("self",), no_key=True).get(pk=group.module_id)
    group = scheduling.lock(group)
    group.module, group.program = module, program
    if group.status == Group.Status.ARCHIVED:
        raise RuleBroken("group_archived", _("The group is in the archive."))
    if fields.capacity < group.seats_taken:
        raise RuleBroken(
            "capacity_below_taken",
            _("%(taken)s children already have places in the group.")
            % {"taken": group.seats_taken},
            field="capacity",
        )
    for name in ("starts_on", "ends_on"):
        if group.seats_taken and getattr(fields, name) != getattr(group, name):
            raise RuleBroken(
                "seats_taken",
                _("Children have places in the group, so its dates cannot change."),
                field=name,
            )
    group = _write(group, fields, slots, list(teachers), "group.revised", by)
    scheduling.tell_of_free_seats([group.pk], on=on)
    return group


@transaction.atomic
def archive_group(group: Group, *, by: User, on: date) -> Group:
    """Put an empty group into the archive. Raises RuleBroken `seats_taken`."""
    group = scheduling.lock(group)
    if group.seats_taken:
        raise RuleBroken(
            "seats_taken", _("Children have places in the group, so it cannot be archived.")
        )
    if group.status == Group.Status.OPEN:
        group.status = Group.Status.ARCHIVED
        group.save(update_fields=("status",))
        audit.record(by, "group.archived", group)
    return group


def check_timetable(slots: Sequence[SlotFields]) -> None:
    """Refuse a meeting that ends before it starts, and two at the same time.

    Raises RuleBroken `slot_times` or `slots_overlap`.
    """
    for slot in slots:
        if slot.ends_at <= slot.starts_at:
            raise RuleBroken("slot_times", _("A lesson must end later than it starts."))
    ordered = sorted(slots, key=lambda slot: (slot.weekday, slot.starts_at))
    for earlier, later in pairwise(ordered):
        if earlier.weekday == later.weekday and later.starts_at < earlier.ends_at:
            raise RuleBroken(
                "slots_overlap",
                _("Two lines of the timetable overlap on %(day)s.")
                % {"day": Slot.Weekday(later.weekday).label},
            )


def _write(
    group: Group,
    fields: GroupFields,
    slots: Sequence[SlotFields],
    teachers: list[ProviderMember],
    action: str,
    by: User,
) -> Group:
    """Check and save a group whose program and module are locked."""
    _check(group, fields, teachers)
    check_timetable(slots)
    if group.module.is_open and not slots:
        raise RuleBroken(
            "no_timetable",
            _("The enrollment of the module is open, so the group needs a timetable."),
        )
    for name, value in vars(fields).items():
        setattr(group, name, value)
    group.save()
    group.slots.all().delete()
    Slot.objects.bulk_create(Slot(group=group, **vars(slot)) for slot in slots)
    group.teachers.set(teachers)
    audit.record(by, action, group, capacity=group.capacity)
    return group


def _check_program(program: Program) -> None:
    """A published program opens new groups without another check; one being checked is locked."""
    if program.status != Program.Status.PUBLISHED:
        lifecycle.check_editable(program)


def _check(group: Group, fields: GroupFields, teachers: list[ProviderMember]) -> None:
    if fields.ends_on <= fields.starts_on:
        raise RuleBroken("dates", _("The last day must be later than the first."), field="ends_on")
    most = group.module.max_children
    if fields.capacity > most:
        raise RuleBroken(
            "capacity_above_module",
            _("A group of this module has at most %(most)s places.") % {"most": most},
            field="capacity",
        )
    provider = group.program.provider_id
    if fields.venue and fields.venue.provider_id != provider:
        raise RuleBroken(
            "not_of_the_provider", _("Choose a venue of your own organisation."), field="venue"
        )
    if any(teacher.provider_id != provider for teacher in teachers):
        raise RuleBroken(
            "not_of_the_provider", _("Choose teachers of your own organisation."), field="teachers"
        )


@transaction.atomic
def archive_ended(*, on: date) -> int:
    """Archive the empty groups whose last day has passed. Returns how many; again finds none."""
    ended = (
        Group.objects.open()
        .filter(ends_on__lt=on, seats_taken=0)
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    archived = 0
    for group in ended:
        group.status = Group.Status.ARCHIVED
        group.save(update_fields=("status",))
        audit.record(None, "group.archived", group, job="close_finished_groups")
        archived += 1
    return archived
