from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from providers.models.provider import Provider
from reference.models import FundingPlan


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def active(self) -> AgreementQuerySet:
        """Agreements under which certificates are paid now."""
        return self.filter(status=Agreement.Status.ACTIVE)


class Agreement(models.Model):
    """Payer and provider agree that certificates are paid in a plan's period (R4.13)."""

    class Status(models.TextChoices):
        NEW = "new", _("new")
        CONFIRMED = "confirmed", _("confirmed")
        ACTIVE = "active", _("active")
        REJECTED = "rejected", _("rejected")
        APPEALED = "appealed", _("rejection appealed")
        CLOSED = "closed", _("closed")

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="agreements")
    plan = models.ForeignKey(FundingPlan, on_delete=models.PROTECT, related_name="agreements")
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    number = models.CharField(_("number"), max_length=40, blank=True)
    signed_on = models.DateField(_("date"), null=True, blank=True)
    maximum = models.BigIntegerField(_("maximum sum, kopecks"), null=True, blank=True)
    text = models.TextField(_("own text of the agreement"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    appeal = models.TextField(_("appeal"), blank=True)

    objects = AgreementQuerySet.as_manager()
    personal_fields = ()

    class Meta:
        verbose_name = _("paying agreement")
        verbose_name_plural = _("paying agreements")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("provider", "plan"),
                condition=~Q(status__in=("rejected", "closed")),
                name="agreement_once_in_a_plan",
            ),
            models.CheckConstraint(
                name="agreement_active_has_number_and_date",
                condition=~Q(status="active") | (~Q(number="") & Q(signed_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="agreement_maximum_not_negative", condition=Q(maximum__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.number}" if self.number else str(_("agreement without a number"))
