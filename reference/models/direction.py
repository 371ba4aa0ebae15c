from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.Model):
    """One of the six fields of supplementary education."""

    code = models.SlugField(primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(unique=True)

    personal_fields = ()

    class Meta:
        verbose_name = _("direction")
        verbose_name_plural = _("directions")
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name


class Activity(models.Model):
    """A kind of activity inside a direction: robotics, choir, chess."""

    direction = models.ForeignKey(Direction, on_delete=models.PROTECT, related_name="activities")
    name = models.CharField(_("name"), max_length=120)

    personal_fields = ()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ("direction", "name")
        constraints = [
            models.UniqueConstraint(
                fields=("direction", "name"), name="activity_unique_in_direction"
            ),
        ]

    def __str__(self) -> str:
        return self.name
