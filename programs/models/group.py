from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programs.models.program import Module, Program
from providers.models import ProviderMember, Venue


class GroupQuerySet(models.QuerySet["Group"]):
    def open(self) -> GroupQuerySet:
        """Groups that are not archived."""
        return self.filter(status=Group.Status.OPEN)

    def with_free_seats(self) -> GroupQuerySet:
        return self.filter(seats_taken__lt=F("capacity"))

    def taught(self, on: date) -> GroupQuerySet:
        """Groups that are taught or will be."""
        return self.open().filter(ends_on__gte=on)

    def to_join(self, on: date) -> GroupQuerySet:
        """Groups that somebody can join: enrollment is open and a place is free."""
        return self.taught(on).with_free_seats().filter(module__is_open=True)


class Group(models.Model):
    """Children taught together by one provider, on one timetable."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        ARCHIVED = "archived", _("archived")

    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="groups")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="groups")
    name = models.CharField(_("name"), max_length=120)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    venue = models.ForeignKey(
        Venue,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="groups",
        verbose_name=_("venue"),
    )
    room = models.CharField(_("room"), max_length=60, blank=True)
    teachers = models.ManyToManyField(
        ProviderMember, blank=True, related_name="groups", verbose_name=_("teachers")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    capacity = models.PositiveSmallIntegerField(
        _("places"), validators=(MinValueValidator(1), MaxValueValidator(100))
    )
    seats_taken = models.PositiveSmallIntegerField(default=0)
    kept_until = models.DateField(
        _("places only for pupils who go on, until"), null=True, blank=True
    )

    objects = GroupQuerySet.as_manager()
    personal_fields = ()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ("module", "name", "id")
        constraints = [
            models.CheckConstraint(
                name="group_seats_within_capacity", condition=Q(seats_taken__lte=F("capacity"))
            ),
            models.CheckConstraint(
                name="group_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('programs:program', args=(self.program.slug,))}#group-{self.pk}"

    @property
    def free_seats(self) -> int:
        return self.capacity - self.seats_taken

    @property
    def is_full(self) -> bool:
        return self.seats_taken >= self.capacity


class Slot(models.Model):
    """A line of a group's weekly timetable."""

    class Weekday(models.IntegerChoices):
        MONDAY = 1, _("Monday")
        TUESDAY = 2, _("Tuesday")
        WEDNESDAY = 3, _("Wednesday")
        THURSDAY = 4, _("Thursday")
        FRIDAY = 5, _("Friday")
        SATURDAY = 6, _("Saturday")
        SUNDAY = 7, _("Sunday")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="slots")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("to"))

    personal_fields = ()

    class Meta:
        verbose_name = _("line of the timetable")
        verbose_name_plural = _("lines of the timetable")
        ordering = ("group", "weekday", "starts_at")
        constraints = [
            models.CheckConstraint(
                name="slot_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.UniqueConstraint(
                fields=("group", "weekday", "starts_at"), name="slot_once_in_a_group"
            ),
        ]

    def __str__(self) -> str:
        day = Slot.Weekday(self.weekday).label
        return f"{day} {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"
