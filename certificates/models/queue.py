from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.models.certificate import Certificate
from reference.models import Category
from reference.stamps import PortalNow


class QueuePlaceQuerySet(models.QuerySet["QueuePlace"]):
    def waiting(self) -> QueuePlaceQuerySet:
        """Places still held, first come first (R3.12)."""
        return self.filter(left_on__isnull=True).order_by("id")


class QueuePlace(models.Model):
    """A place in the live queue for a funded certificate (R3.12)."""

    certificate = models.ForeignKey(
        Certificate, on_delete=models.CASCADE, related_name="queue_places"
    )
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="queue_places")
    joined_on = models.DateField()
    joined_at = models.DateTimeField(db_default=PortalNow())
    left_on = models.DateField(null=True, blank=True)
    is_promoted = models.BooleanField(default=False)

    objects = QueuePlaceQuerySet.as_manager()
    personal_fields = ()

    class Meta:
        verbose_name = _("place in the queue for funding")
        verbose_name_plural = _("places in the queue for funding")
        ordering = ("id",)
        indexes = [
            models.Index(
                fields=("category", "id"),
                name="queue_of_a_category",
                condition=Q(left_on__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("certificate",),
                condition=Q(left_on__isnull=True),
                name="queue_place_one_per_certificate",
            ),
            models.CheckConstraint(
                name="queue_promotion_ends_the_place",
                condition=Q(is_promoted=False) | Q(left_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}, {self.joined_on:%d.%m.%Y}"
