from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.budget_place import BudgetPlace
from enrollment.models.contract import Contract
from users.models import User


class EntranceTest(models.Model):
    """An organisation asks to see a child before it answers an application: when and where."""

    contract = models.OneToOneField(
        Contract,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="entrance_test",
    )
    place = models.OneToOneField(
        BudgetPlace,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="entrance_test",
    )
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("time"))
    where = models.CharField(_("where"), max_length=200)
    words = models.TextField(_("what to bring and to know"), blank=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    personal_fields = ("words",)

    class Meta:
        verbose_name = _("entrance test")
        verbose_name_plural = _("entrance tests")
        constraints = [
            models.CheckConstraint(
                name="entrance_test_of_one_application",
                condition=Q(contract__isnull=True, place__isnull=False)
                | Q(contract__isnull=False, place__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
