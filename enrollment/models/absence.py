from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from programs.models import Group
from reference.stamps import PortalNow
from users.models import User


class Absence(models.Model):
    """A family has told beforehand that its child does not come on a day; why is not asked."""

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="absences", db_index=False
    )
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="absences")
    day = models.DateField(_("day"))
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(db_default=PortalNow())

    personal_fields = ()

    class Meta:
        verbose_name = _("absence told beforehand")
        verbose_name_plural = _("absences told beforehand")
        ordering = ("day", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("certificate", "group", "day"), name="absence_told_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.day:%d.%m.%Y}"
