from __future__ import annotations

from django.db import models

from programs.models.program import Program
from reference.stamps import PortalNow
from users.models import User


class Favourite(models.Model):
    """A program that a family has put aside to come back to."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="favourites", db_index=False
    )
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(db_default=PortalNow())

    personal_fields = ()

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=("user", "program"), name="favourite_once"),
        ]

    def __str__(self) -> str:
        return f"{self.program}"
