from __future__ import annotations

from django.db import models
from django.db.models import Q

from programs.models.program import Program
from providers.models import Provider


class Rating(models.Model):
    """What families say of a program in figures, in hundredths of a point of a hundred (R5.23).

    Only `rating.keep` writes it, from what is counted a floor above. Nothing is shown where too
    few have marked: then all figures but the two counts are empty.
    """

    program = models.OneToOneField(
        Program, on_delete=models.CASCADE, primary_key=True, related_name="rating"
    )
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    results = models.PositiveSmallIntegerField(null=True, blank=True)
    staff = models.PositiveSmallIntegerField(null=True, blank=True)
    equipment = models.PositiveSmallIntegerField(null=True, blank=True)
    overall = models.PositiveSmallIntegerField(null=True, blank=True)
    # how many have marked, of how many who study or have studied
    given = models.PositiveIntegerField(default=0)
    studied = models.PositiveIntegerField(default=0)

    personal_fields = ()

    class Meta:
        indexes = [
            models.Index(
                fields=("-points", "program"),
                name="ratings_from_the_best",
                condition=Q(points__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="rating_within_a_hundred", condition=Q(points__range=(0, 10_000))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points}"


class ProviderRating(models.Model):
    """The average of a provider's programs, weighted by how many study in each (R5.23)."""

    provider = models.OneToOneField(
        Provider, on_delete=models.CASCADE, primary_key=True, related_name="rating"
    )
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    programs = models.PositiveIntegerField(default=0)

    personal_fields = ()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="provider_rating_within_a_hundred", condition=Q(points__range=(0, 10_000))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points}"
