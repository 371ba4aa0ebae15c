from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.contract import Contract


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
