from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reference.models import Category, FundingPlan


class ClosingProtocol(models.Model):
    """What a closed period came to in one category, in kopecks; it balances or is not written.

    volume = never issued + issued, issued = debited + lapsed; both rests go back to the budget.
    """

    plan = models.ForeignKey(FundingPlan, on_delete=models.PROTECT, related_name="closing_protocol")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    certificates = models.PositiveIntegerField()
    volume = models.BigIntegerField()
    issued = models.BigIntegerField()
    never_issued = models.BigIntegerField()
    debited = models.BigIntegerField()
    lapsed = models.BigIntegerField()

    personal_fields = ()

    class Meta:
        verbose_name = _("closing protocol")
        verbose_name_plural = _("closing protocols")
        ordering = ("plan", "category__position")
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "category"), name="closing_protocol_once_for_a_category"
            ),
            models.CheckConstraint(
                name="closing_volume_balances",
                condition=Q(volume=F("never_issued") + F("issued")),
            ),
            models.CheckConstraint(
                name="closing_issued_balances", condition=Q(issued=F("debited") + F("lapsed"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.category}"

    @property
    def returned_to_budget(self) -> int:
        """What goes back to the municipal budget: unspent and never issued, in kopecks."""
        return self.lapsed + self.never_issued
