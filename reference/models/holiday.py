from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from reference.days import Month

AHEAD = 60  # days in which the terms that are shown end


class Holiday(models.Model):
    """A day off that is no weekend: the terms counted in working days leave it out."""

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=120)

    personal_fields = ()

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}, {self.name}"

    @classmethod
    def of(cls, month: Month) -> set[date]:
        """The holidays of the month."""
        return set(
            cls.objects.filter(day__range=(month.first_day, month.last_day)).values_list(
                "day", flat=True
            )
        )

    @classmethod
    def ahead(cls, on: date) -> set[date]:
        """The holidays of the next weeks, for terms that end in them."""
        last = on + timedelta(days=AHEAD)
        return set(cls.objects.filter(day__range=(on, last)).values_list("day", flat=True))
