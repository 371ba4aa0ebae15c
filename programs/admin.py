"""Norms of a plan, kept by the administrator (R5.08)."""

from django.contrib import admin

from programs.models import Norm


@admin.register(Norm)
class NormAdmin(admin.ModelAdmin[Norm]):
    list_display = ("plan", "direction", "hour")
    list_filter = ("plan",)
