from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.models import Certificate
from enrollment.models.contract import Contract
from programs.models import Group


class Delivery(models.Model):
    """What was taught under a contract in a month: lessons planned, held, attended (R7.11, R6.36).

    Without a row the month was taught in full. It is read for the delivered share and the parent's
    part, and an absence never lessens what the certificate pays (R7.21).
    """

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="deliveries")
    month = models.DateField()
    planned = models.PositiveSmallIntegerField(_("lessons planned"))
    held = models.PositiveSmallIntegerField(_("lessons held"))
    attended = models.PositiveSmallIntegerField(_("lessons attended"), null=True, blank=True)

    personal_fields = ("attended",)

    class Meta:
        verbose_name = _("lessons of a month")
        verbose_name_plural = _("lessons of months")
        constraints = [
            models.UniqueConstraint(fields=("contract", "month"), name="delivery_once_in_a_month"),
            models.CheckConstraint(
                name="delivery_month_is_its_first_day", condition=Q(month__day=1)
            ),
            models.CheckConstraint(
                name="delivery_held_of_those_planned",
                condition=Q(planned__gt=0, held__lte=F("planned")),
            ),
            models.CheckConstraint(
                name="delivery_attended_of_those_held",
                condition=Q(attended__isnull=True) | Q(attended__lte=F("held")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m.%Y}: {self.held} / {self.planned}"


class Lesson(models.Model):
    """A lesson of a group on a day: planned, held, or cancelled and perhaps made up (R7.21)."""

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("lesson", "planned")
        HELD = "held", pgettext_lazy("lesson", "held")
        CANCELLED = "cancelled", pgettext_lazy("lesson", "cancelled")

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="lessons")
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("from"))
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    made_up_on = models.DateField(_("made up on"), null=True, blank=True)

    personal_fields = ()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ("group", "day", "starts_at")
        constraints = [
            models.UniqueConstraint(
                fields=("group", "day", "starts_at"), name="lesson_once_at_a_time"
            ),
            models.CheckConstraint(
                name="lesson_made_up_when_cancelled",
                condition=Q(made_up_on__isnull=True)
                | Q(status="cancelled", made_up_on__gt=F("day")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.day:%d.%m.%Y} {self.starts_at:%H:%M}"

    @property
    def took_place_on(self) -> date | None:
        """The day on which it was given, or is to be; None when it was cancelled for good."""
        return self.made_up_on if self.status == self.Status.CANCELLED else self.day


class Mark(models.Model):
    """Whether a child came to a lesson; never a ground to cut the certificate part (R7.21)."""

    class Kind(models.TextChoices):
        PRESENT = "present", pgettext_lazy("mark", "was there")
        EXCUSED = "excused", pgettext_lazy("mark", "absent for a valid reason")
        ABSENT = "absent", pgettext_lazy("mark", "absent")

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="marks")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=8, choices=Kind)

    personal_fields = ("kind",)

    class Meta:
        verbose_name = _("mark of a lesson")
        verbose_name_plural = _("marks of lessons")
        constraints = [
            models.UniqueConstraint(
                fields=("lesson", "certificate"), name="mark_once_for_a_child_in_a_lesson"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
