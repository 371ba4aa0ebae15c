from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reference.models import Municipality
from reference.stamps import PortalNow


class MonthTurn(models.Model):
    """The work of one 1st of the month in one municipality: where it is, and what it did.

    The cursor moves in the same transaction as the money, so a run killed at any moment goes on
    where it was.
    """

    class Step(models.TextChoices):
        SHIFT = "shift", _("period")
        CLOSE = "close", _("ended contracts")
        PLACES = "places", _("ended places")
        DEBIT = "debit", _("debits of the month")
        REFUSE = "refuse", _("overdue applications")
        DONE = "done", _("done")

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="month_turns"
    )
    month = models.DateField()
    step = models.CharField(max_length=10, choices=Step, default=Step.SHIFT)
    cursor = models.BigIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    debited = models.PositiveIntegerField(default=0)
    debited_sum = models.BigIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(db_default=PortalNow())
    moved_at = models.DateTimeField(db_default=PortalNow())
    finished_at = models.DateTimeField(null=True, blank=True)

    personal_fields = ()

    class Meta:
        verbose_name = _("turn of the month")
        verbose_name_plural = _("turns of the month")
        ordering = ("-month",)
        constraints = [
            models.UniqueConstraint(
                fields=("municipality", "month"), name="month_turned_once_in_a_municipality"
            ),
            models.CheckConstraint(
                name="month_turn_month_is_its_first_day", condition=Q(month__day=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}, {self.month:%m.%Y}"
