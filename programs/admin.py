"""Norms of a plan (R5.08) and the synonyms of the search, kept by the administrator."""

from django.contrib import admin

from programs.models import Norm, Synonym


@admin.register(Norm)
class NormAdmin(admin.ModelAdmin[Norm]):
    list_display = ("plan", "direction", "hour")
    list_filter = ("plan",)


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin[Synonym]):
    list_display = ("word", "meaning")
    search_fields = ("word", "meaning")
