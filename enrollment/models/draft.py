from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from programs.models import Group
from users.models import User


class Draft(models.Model):
    """A place somebody thinks of and has not applied for; it holds neither money nor seat."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    certificate = models.ForeignKey(
        Certificate, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    kept_until = models.DateField()

    personal_fields = ()

    class Meta:
        verbose_name = _("draft of an application")
        verbose_name_plural = _("drafts of applications")
        ordering = ("id",)
        indexes = [models.Index(fields=("certificate", "kept_until"), name="drafts_to_drop")]
        constraints = [
            models.UniqueConstraint(
                fields=("user", "certificate", "group"), name="draft_once_of_a_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
