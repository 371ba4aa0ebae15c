from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from enrollment.models.contract import Contract


class SocialCertificate(models.Model):
    """The document of one service paid by the social order: one certificate, one contract (R6.57).

    It says how many minutes of the child's week it takes, whatever the timetable becomes later;
    its life is the life of its contract.
    """

    contract = models.OneToOneField(
        Contract, on_delete=models.PROTECT, related_name="social_certificate"
    )
    formed_on = models.DateField()
    weekly_minutes = models.PositiveSmallIntegerField()

    personal_fields = ()

    class Meta:
        verbose_name = _("social certificate")
        verbose_name_plural = _("social certificates")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"№ {self.number}"

    @property
    def number(self) -> str:
        """Year and ordinal of its own, unique in the portal (R6.59); no counter to queue for."""
        return f"СС-{self.formed_on.year}-{self.pk:06d}"
