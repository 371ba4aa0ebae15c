from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from programs.models import Group
from reference.stamps import PortalNow
from users.models import User


class ConsentCode(models.Model):
    """Six digits a family tells the organisation that applies for it; a fingerprint is kept."""

    ATTEMPTS = 5

    certificate = models.ForeignKey(
        Certificate, on_delete=models.CASCADE, related_name="consent_codes"
    )
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="consent_codes")
    fingerprint = models.CharField(max_length=64)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=PortalNow())
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)

    personal_fields = ()

    class Meta:
        verbose_name = _("consent code")
        verbose_name_plural = _("consent codes")
        constraints = [
            models.UniqueConstraint(
                fields=("certificate", "group"), name="consent_code_once_for_a_place"
            ),
            models.CheckConstraint(
                name="consent_code_is_tried_few_times", condition=Q(attempts__lte=5)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.expires_at:%d.%m.%Y %H:%M}"
