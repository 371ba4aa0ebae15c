from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from programs.models import Group
from reference.stamps import PortalNow
from users.models import User


class Confirmation(models.Model):
    """What a family says of a month: whether the lessons are really held."""

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="confirmations", db_index=False
    )
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="confirmations")
    month = models.DateField(_("month"))
    is_held = models.BooleanField(_("lessons are held"))
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(db_default=PortalNow())

    personal_fields = ()

    class Meta:
        verbose_name = _("confirmation of lessons")
        verbose_name_plural = _("confirmations of lessons")
        ordering = ("month", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("certificate", "group", "month"), name="confirmation_once_in_a_month"
            ),
            models.CheckConstraint(
                name="confirmation_month_is_its_first_day", condition=Q(month__day=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.month:%m.%Y}"
