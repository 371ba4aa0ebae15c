from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from reference.stamps import PortalNow
from users.models import User


class WeekAddress(models.Model):
    """The private address at which the calendar of somebody's phone reads the family's week."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="week_address")
    token = models.CharField(max_length=43, unique=True)
    renewed_at = models.DateTimeField(db_default=PortalNow())

    personal_fields = ("token",)

    class Meta:
        verbose_name = _("address of a family’s week")
        verbose_name_plural = _("addresses of families’ weeks")

    def __str__(self) -> str:
        return f"№ {self.pk}"
