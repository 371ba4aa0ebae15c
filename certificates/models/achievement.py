from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.models.child import Child
from users.models import User


class Achievement(models.Model):
    """What a child has taken part in or won, as its family tells it; nobody else reads it."""

    class Level(models.TextChoices):
        SCHOOL = "school", pgettext_lazy("achievement", "of the school or club")
        MUNICIPAL = "municipal", pgettext_lazy("achievement", "municipal")
        REGIONAL = "regional", pgettext_lazy("achievement", "regional")
        NATIONAL = "national", pgettext_lazy("achievement", "all-Russian")
        WORLD = "world", pgettext_lazy("achievement", "international")

    class Result(models.TextChoices):
        TOOK_PART = "took_part", pgettext_lazy("achievement", "took part")
        PRIZE = "prize", pgettext_lazy("achievement", "prize-winner")
        WON = "won", pgettext_lazy("achievement", "winner")

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="achievements")
    day = models.DateField(_("day"))
    name = models.CharField(_("contest, festival, exam"), max_length=200)
    level = models.CharField(_("level of the event"), max_length=10, choices=Level)
    result = models.CharField(_("result"), max_length=10, choices=Result)
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    personal_fields = ("day", "name", "level", "result")

    class Meta:
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")
        ordering = ("-day", "-id")
        constraints = [
            models.UniqueConstraint(fields=("child", "day", "name"), name="achievement_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
