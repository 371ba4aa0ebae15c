from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from programs.models.program import Program


class SearchEntry(models.Model):
    """What the catalogue searches: one narrow row per program that everyone may find.

    Ranking thousands of wide rows is what makes a catalogue slow; this table holds only the
    vector and the filters. Triggers of the database keep it, so no verb can forget to. Places
    are not here: a seat is taken far more often than a program is mended, and taking it must
    not touch this row.
    """

    program = models.OneToOneField(
        Program, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    municipality_id = models.BigIntegerField(db_index=True)
    provider_id = models.BigIntegerField(db_index=True)
    direction_id = models.CharField(max_length=50)
    register = models.CharField(max_length=16)
    level = models.CharField(max_length=10)
    age_from = models.PositiveSmallIntegerField()
    age_to = models.PositiveSmallIntegerField()
    takes_certificates = models.BooleanField()
    published_on = models.DateField()
    # the short name as Russian order wants it: lower case, ё as е, no quotes
    name_key = models.CharField(max_length=120)
    vector = SearchVectorField()

    personal_fields = ()

    class Meta:
        indexes = [
            GinIndex(fields=("vector",), name="search_entry_vector"),
            models.Index(fields=("-published_on", "-program"), name="search_entry_newest"),
        ]

    def __str__(self) -> str:
        return self.name_key
