from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from programs.models import Group
from reference.stamps import PortalNow
from users.models import User


class WaitingPlace(models.Model):
    """A child waits for a seat of a full group, in order of time; no money is held (R6.31)."""

    certificate = models.ForeignKey(
        Certificate, on_delete=models.CASCADE, related_name="waiting_places"
    )
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="waiting_places")
    joined_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    joined_on = models.DateField()
    joined_at = models.DateTimeField(db_default=PortalNow())
    left_on = models.DateField(null=True, blank=True)

    personal_fields = ()

    class Meta:
        verbose_name = _("waiting place")
        verbose_name_plural = _("waiting places")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("certificate", "group"),
                condition=Q(left_on__isnull=True),
                name="waiting_place_once_in_a_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}"
