"""How many contracts a program or a provider may have at the same time."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.models import Program
from providers.models import Provider


class PlaceLimit(models.Model):
    """An approved number and how many contracts stand against it; no row, no limit.

    `taken` is changed together with the contracts, so an unlimited program costs nobody a lock.
    """

    number = models.PositiveIntegerField(_("limit of contracts"))
    taken = models.PositiveIntegerField(default=0)

    personal_fields = ()

    class Meta:
        abstract = True

    @property
    def is_reached(self) -> bool:
        return self.taken >= self.number


class ProgramLimit(PlaceLimit):
    """The limit of places of a program (R5.22)."""

    program = models.OneToOneField(Program, on_delete=models.CASCADE, related_name="place_limit")

    class Meta:
        verbose_name = _("limit of a program")
        verbose_name_plural = _("limits of programs")

    def __str__(self) -> str:
        return f"{self.program}: {self.taken} / {self.number}"


class ProviderLimit(PlaceLimit):
    """The limit of places of a provider (R4.10)."""

    provider = models.OneToOneField(Provider, on_delete=models.CASCADE, related_name="place_limit")

    class Meta:
        verbose_name = _("limit of a provider")
        verbose_name_plural = _("limits of providers")

    def __str__(self) -> str:
        return f"{self.provider}: {self.taken} / {self.number}"
