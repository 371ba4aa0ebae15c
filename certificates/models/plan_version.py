from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from reference.models import FundingPlan
from users.models import AuditEvent


class PlanVersion(models.Model):
    """A plan's parameters as they stood from a day on, by which act (R3.18). Never changed."""

    plan = models.ForeignKey(FundingPlan, on_delete=models.PROTECT, related_name="versions")
    ordinal = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    act = models.CharField(max_length=255, blank=True)
    parameters = models.JSONField()
    event = models.ForeignKey(AuditEvent, on_delete=models.PROTECT, related_name="+")

    personal_fields = ()

    class Meta:
        verbose_name = _("version of a funding plan")
        verbose_name_plural = _("versions of funding plans")
        ordering = ("plan", "-ordinal")
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "ordinal"), name="plan_version_once_by_its_ordinal"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="plan_version_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}, {self.ordinal}"
