from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.models.group import Group
from programs.models.program import Program


class SearchEntry(models.Model):
    """What the catalogue searches: one narrow row per program that everyone may find.

    Ranking thousands of wide rows is what makes a catalogue slow; this table holds only the
    filters, the vector and the words it is made of, and the latter two lie out of line. Triggers
    of the database keep it, so no verb can forget to. Places are not here: a seat is taken far
    more often than a program is mended, and taking it must not touch this row.
    """

    program = models.OneToOneField(
        Program, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    municipality_id = models.BigIntegerField(db_index=True)
    provider_id = models.BigIntegerField(db_index=True)
    direction_id = models.CharField(max_length=50)
    activity_id = models.BigIntegerField(null=True)
    register = models.CharField(max_length=16)
    level = models.CharField(max_length=10)
    form = models.CharField(max_length=10)
    # a bit for each of the health conditions, in the order of their list
    health = models.SmallIntegerField()
    age_from = models.PositiveSmallIntegerField()
    age_to = models.PositiveSmallIntegerField()
    takes_certificates = models.BooleanField()
    needs_medical_certificate = models.BooleanField()
    # the least that parents pay for a month, in whole kopecks upwards: beside a certificate that
    # has enough money, and without one; nothing where no price is set
    own_part = models.BigIntegerField(null=True)
    month_price = models.BigIntegerField(null=True)
    published_on = models.DateField()
    # the short name as Russian order wants it: lower case, ё as е, no quotes
    name_key = models.CharField(max_length=120)
    words = models.TextField()
    vector = SearchVectorField()

    personal_fields = ()

    class Meta:
        indexes = [
            GinIndex(fields=("vector",), name="search_entry_vector"),
            models.Index(fields=("-published_on", "-program"), name="search_entry_newest"),
        ]

    def __str__(self) -> str:
        return self.name_key


class SearchGroup(models.Model):
    """What the catalogue asks of a group: when it meets, and whether somebody can join.

    Kept by triggers too. Whoever takes the last seat of a group writes its row here while the
    group is locked, so nobody waits who would not wait for the group itself.
    """

    group = models.OneToOneField(
        Group,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        primary_key=True,
        related_name="search_group",
    )
    program_id = models.BigIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    # enrollment is open and a place is free
    has_place = models.BooleanField()
    # a bit for each weekday, Monday first; minutes of the day at which lessons begin and end
    weekdays = models.SmallIntegerField()
    opens = models.SmallIntegerField(null=True)
    closes = models.SmallIntegerField(null=True)
    # where it is taught; nothing where the organisation has not said it
    venue_id = models.BigIntegerField(null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    personal_fields = ()

    class Meta:
        indexes = [
            models.Index(fields=("venue_id",), name="search_group_of_venue"),
            models.Index(
                fields=("latitude", "longitude"),
                include=("program_id",),
                condition=models.Q(latitude__isnull=False),
                name="search_group_point",
            ),
            models.Index(
                fields=("program_id",),
                include=("has_place", "ends_on", "starts_on", "weekdays", "opens", "closes"),
                name="search_group_of_program",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}"


class SearchWord(models.Model):
    """A word of the catalogue and how many programs have it: what a mistyped one is compared to."""

    word = models.CharField(max_length=60, primary_key=True)
    programs = models.PositiveIntegerField()

    personal_fields = ()

    def __str__(self) -> str:
        return self.word


class Synonym(models.Model):
    """What families call a thing, and the words the catalogue has for it: kept by staff."""

    word = models.CharField(_("what people type"), max_length=60, unique=True)
    meaning = models.CharField(
        _("what the catalogue calls it"),
        max_length=200,
        help_text=_("Several ones, with commas: each is searched for."),
    )

    personal_fields = ()

    class Meta:
        verbose_name = _("synonym of the search")
        verbose_name_plural = _("synonyms of the search")
        ordering = ("word",)

    def __str__(self) -> str:
        return f"{self.word} → {self.meaning}"
