"""The lists that everything points at, kept by the administrator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reference import configuration
from reference.models import Activity, Category, Direction, Municipality, Region


class RegionForm(forms.ModelForm[Region]):
    """A region with the settings of its level."""

    class Meta:
        model = Region
        fields = ("name", "code", "model_centre", "settings")
        labels = {"settings": _("Settings")}

    def clean_settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = self.cleaned_data["settings"] or {}
        try:
            configuration.check(settings)
        except ValueError as odd:
            raise ValidationError(_("Check the settings: %(odd)s"), params={"odd": odd}) from odd
        return settings


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin[Region]):
    form = RegionForm
    list_display = ("name", "code", "model_centre")


PLACE = ("region", "name", "slug", "time_zone")
PAYER = (
    "payer_code",
    "payer_name",
    "payer_head",
    "payer_inn",
    "payer_kpp",
    "payer_account",
    "payer_bank",
    "payer_bik",
)
SUPPORT = ("support_centre", "support_address", "support_phone", "support_hours")


class MunicipalityForm(forms.ModelForm[Municipality]):
    """A municipality, its payer and its support centre."""

    class Meta:
        model = Municipality
        fields = PLACE + PAYER + SUPPORT
        labels = {"region": _("Region"), "slug": _("Part of the address")}


@admin.register(Municipality)
class MunicipalityAdmin(admin.ModelAdmin[Municipality]):
    form = MunicipalityForm
    list_display = ("name", "payer_code", "payer_name", "support_phone")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": PLACE}),
        (_("Authorised organisation"), {"fields": PAYER}),
        (_("Municipal support centre"), {"fields": SUPPORT}),
    )


@admin.register(Direction)
class DirectionAdmin(admin.ModelAdmin[Direction]):
    list_display = ("name", "position")


@admin.register(Activity)
class ActivityAdmin(admin.ModelAdmin[Activity]):
    list_display = ("name", "direction")
    list_filter = ("direction",)
    search_fields = ("name",)


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin[Category]):
    list_display = ("name", "municipality", "position")
    list_filter = ("municipality",)
