from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

two_digits = RegexValidator(r"^\d{2}$", _("Enter two digits"))


class Region(models.Model):
    """The region the portal serves, with the settings of its level (section 13 of the rules)."""

    name = models.CharField(_("name"), max_length=200)
    code = models.CharField(_("code"), max_length=2, unique=True, validators=[two_digits])
    model_centre = models.CharField(_("regional model centre"), max_length=255)
    settings = models.JSONField(default=dict, blank=True)

    personal_fields = ()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A municipality and its payer: it finances the certificates of its own children (R1.03)."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="municipalities")
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(unique=True)
    payer_code = models.CharField(_("payer code"), max_length=2, validators=[two_digits])
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Moscow")

    certificates_issued = models.PositiveIntegerField(default=0, editable=False)

    payer_name = models.CharField(_("authorised organisation"), max_length=255)
    payer_inn = models.CharField(_("INN"), max_length=12, blank=True)
    payer_kpp = models.CharField(_("KPP"), max_length=9, blank=True)
    payer_account = models.CharField(_("account"), max_length=20, blank=True)
    payer_bank = models.CharField(_("bank"), max_length=255, blank=True)
    payer_bik = models.CharField(_("BIK"), max_length=9, blank=True)
    payer_head = models.CharField(
        _("head of the authorised organisation"), max_length=200, blank=True
    )

    support_centre = models.CharField(_("municipal support centre"), max_length=255, blank=True)
    support_address = models.CharField(_("address"), max_length=255, blank=True)
    support_phone = models.CharField(_("phone"), max_length=40, blank=True)
    support_hours = models.CharField(_("opening hours"), max_length=120, blank=True)

    personal_fields = ()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(
                fields=("region", "payer_code"), name="municipality_payer_code_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number_prefix(self) -> str:
        """The first four digits of its certificates: region and payer (R2.06)."""
        return self.region.code + self.payer_code

    @property
    def settings(self) -> dict[str, Any]:
        """Its region's settings; a plan of its own may override them."""
        settings: dict[str, Any] = self.region.settings
        return settings
