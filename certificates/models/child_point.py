from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.models.child import Child
from reference.points import EAST, NORTH, SOUTH, WEST, Point


class ChildPoint(models.Model):
    """Where a child lives or goes to school, told by the parent to find what is near.

    No finer than about a hundred metres: the columns hold no more.
    """

    class Kind(models.TextChoices):
        HOME = "home", _("home")
        SCHOOL = "school", _("school")

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="points")
    kind = models.CharField(max_length=6, choices=Kind)
    latitude = models.DecimalField(max_digits=5, decimal_places=3)
    longitude = models.DecimalField(max_digits=6, decimal_places=3)

    personal_fields = ("latitude", "longitude")

    class Meta:
        verbose_name = _("place of a child")
        verbose_name_plural = _("places of a child")
        constraints = [
            models.UniqueConstraint(fields=("child", "kind"), name="child_point_once_of_a_kind"),
            models.CheckConstraint(
                name="child_point_in_the_country",
                condition=models.Q(
                    latitude__range=(SOUTH, NORTH),
                    longitude__range=(WEST, EAST),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.child_id}"

    @property
    def point(self) -> Point:
        return Point(float(self.latitude), float(self.longitude))
