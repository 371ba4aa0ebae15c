from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.contract import Contract
from reference.stamps import PortalNow
from users.models import User


class ParentPayment(models.Model):
    """Money a provider has got from a parent, in kopecks: noted, not taken here (R6.37)."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="payments")
    amount = models.BigIntegerField(_("sum"))
    paid_on = models.DateField(_("day of payment"))
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=PortalNow())
    cancelled_on = models.DateField(null=True, blank=True)

    personal_fields = ()

    class Meta:
        verbose_name = _("payment of a parent")
        verbose_name_plural = _("payments of parents")
        ordering = ("-paid_on", "-id")
        constraints = [
            models.CheckConstraint(name="parent_payment_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.contract}, {self.paid_on:%d.%m.%Y}"
