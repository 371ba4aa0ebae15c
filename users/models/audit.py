from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reference.stamps import PortalNow
from users.models.user import User


class AuditEvent(models.Model):
    """Who did what to what, and why (R1.12). Written once, never changed."""

    at = models.DateTimeField(db_default=PortalNow(), db_index=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    job = models.CharField(max_length=60, blank=True)
    action = models.CharField(max_length=60)
    target_kind = models.CharField(max_length=40)
    target_key = models.CharField(max_length=40)
    details = models.JSONField(default=dict)

    personal_fields = ("details",)

    class Meta:
        verbose_name = _("audit line")
        verbose_name_plural = _("audit lines")
        indexes = [
            models.Index(fields=("target_kind", "target_key", "id"), name="audit_of_a_target"),
            models.Index(fields=("by", "id"), name="audit_of_a_person"),
        ]
        constraints = [
            models.CheckConstraint(
                name="audit_has_one_actor",
                condition=Q(by__isnull=False, job="") | (Q(by__isnull=True) & ~Q(job="")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="audit_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target_kind} {self.target_key}"
