from __future__ import annotations

from django.db import models

from reference.stamps import PortalNow
from users.models.user import User


class Command(models.Model):
    """One pressed button: its key travels in the form, so a double click is the same command."""

    key = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=60)
    input_hash = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(db_default=PortalNow())

    personal_fields = ()

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
