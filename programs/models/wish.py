from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from reference.stamps import PortalNow
from users.models import User


class WishQuerySet(models.QuerySet["Wish"]):
    def living(self) -> WishQuerySet:
        """Wishes that wait to be told of."""
        return self.filter(told_on__isnull=True, ended_on__isnull=True)


class Wish(models.Model):
    """“Tell me when there is something”: what a family looked for in the catalogue in vain."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="wishes")
    # what the address of the catalogue said: filters and keys, never a child's name
    asked = models.CharField(max_length=1000)
    created_at = models.DateTimeField(db_default=PortalNow())
    told_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = WishQuerySet.as_manager()
    personal_fields = ("asked",)

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("user", "asked"),
                condition=Q(told_on__isnull=True, ended_on__isnull=True),
                name="wish_once_while_it_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("programs:wish", args=(self.pk,))

    @property
    def is_living(self) -> bool:
        return self.told_on is None and self.ended_on is None
