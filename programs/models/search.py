from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from programs.models.program import Program


class SearchEntry(models.Model):
    """What the catalogue searches: one narrow row per published program, kept by triggers.

    Ranking thousands of wide rows is what makes a catalogue slow; this table holds only the
    vector and the filters (see docs/decisions).
    """

    program = models.OneToOneField(
        Program, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    municipality_id = models.BigIntegerField(db_index=True)
    provider_id = models.BigIntegerField()
    direction_id = models.CharField(max_length=50)
    register = models.CharField(max_length=16)
    level = models.CharField(max_length=10)
    age_from = models.PositiveSmallIntegerField()
    age_to = models.PositiveSmallIntegerField()
    takes_certificates = models.BooleanField()
    vector = SearchVectorField()

    personal_fields = ()

    class Meta:
        indexes = [GinIndex(fields=("vector",), name="search_entry_vector")]

    def __str__(self) -> str:
        return f"{self.program_id}"
