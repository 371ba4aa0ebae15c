from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from reference.stamps import PortalNow
from users.models.user import User


class DeskCode(models.Model):
    """Six digits that the desk gives instead of a letter; only a fingerprint of them is kept."""

    ATTEMPTS = 5

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="desk_code")
    fingerprint = models.CharField(max_length=64)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(db_default=PortalNow())
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)

    personal_fields = ()

    class Meta:
        verbose_name = _("desk code")
        verbose_name_plural = _("desk codes")
        constraints = [
            models.CheckConstraint(
                name="desk_code_is_tried_few_times", condition=models.Q(attempts__lte=5)
            ),
            models.CheckConstraint(
                name="desk_code_is_of_another", condition=~models.Q(given_by=models.F("user"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.expires_at:%d.%m.%Y %H:%M}"
