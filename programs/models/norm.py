from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reference.models import Direction, FundingPlan


class Norm(models.Model):
    """What one hour of one child is worth in a plan, by direction (R5.08)."""

    plan = models.ForeignKey(FundingPlan, on_delete=models.PROTECT, related_name="norms")
    direction = models.ForeignKey(Direction, on_delete=models.PROTECT, related_name="+")
    hour = models.BigIntegerField(_("person-hour, kopecks"))

    personal_fields = ()

    class Meta:
        verbose_name = _("norm")
        verbose_name_plural = _("norms")
        constraints = [
            models.UniqueConstraint(fields=("plan", "direction"), name="norm_once_for_a_direction"),
            models.CheckConstraint(name="norm_hour_positive", condition=Q(hour__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.direction}, {self.plan}"
