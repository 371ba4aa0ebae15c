from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from providers.models import Venue
from reference.models import Municipality
from reference.stamps import PortalNow
from users.models import User


class CostParameters(models.Model):
    """A municipality's coefficients of the normative cost, of towns or of villages (R5.10, R5.11).

    The municipality asks, the operator approves; the latest approved set counts. `values` are
    decimal numbers as text, sums in rubles, by the names of `programs.costing.Parameters`.
    """

    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("waits for the decision")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="cost_parameters"
    )
    settlement_kind = models.CharField(max_length=6, choices=Venue.Settlement)
    status = models.CharField(max_length=10, choices=Status, default=Status.SUBMITTED)
    values = models.JSONField()
    act = models.CharField(_("supporting act"), max_length=255)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(db_default=PortalNow())
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField(null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    personal_fields = ()

    class Meta:
        verbose_name = _("parameters of the normative cost")
        verbose_name_plural = _("parameters of the normative cost")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("municipality", "settlement_kind"),
                condition=Q(status="submitted"),
                name="cost_parameters_one_waits",
            ),
            models.CheckConstraint(
                name="cost_parameters_decided_on_a_day",
                condition=Q(status="submitted") | Q(decided_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}, {self.get_settlement_kind_display()}"
