from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class DemoClock(models.Model):
    """How far the portal's clock is ahead of the real one. One row, only in the demo."""

    id = models.BooleanField(primary_key=True, default=True)
    ahead = models.DurationField(default=timedelta)

    personal_fields = ()

    class Meta:
        verbose_name = _("demo clock")
        verbose_name_plural = _("demo clocks")
        constraints = [
            models.CheckConstraint(name="demo_clock_is_one_row", condition=models.Q(id=True)),
        ]

    def __str__(self) -> str:
        return f"{self.ahead} ahead"

    @classmethod
    def shift(cls) -> timedelta:
        """How far ahead the portal's clock is."""
        return cls.objects.values_list("ahead", flat=True).first() or timedelta(0)
