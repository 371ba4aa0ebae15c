from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.budget_place import BudgetPlace
from enrollment.models.contract import Contract


class AnswerReminder(models.Model):
    """Somebody was reminded that an answer is awaited: once for each step of the ladder."""

    class Step(models.TextChoices):
        """Who was told: the organisation twice, then the support centre; the family to sign."""

        SOON = "soon", _("the organisation was reminded")
        LATE = "late", _("the organisation was told that the term has passed")
        CENTRE = "centre", _("the support centre was told")
        SIGN = "sign", _("the family was reminded to sign")

    contract = models.ForeignKey(
        Contract, on_delete=models.CASCADE, null=True, blank=True, related_name="answer_reminders"
    )
    place = models.ForeignKey(
        BudgetPlace,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="answer_reminders",
    )
    step = models.CharField(max_length=6, choices=Step)
    told_on = models.DateField()

    personal_fields = ()

    class Meta:
        verbose_name = _("reminder of an answer")
        verbose_name_plural = _("reminders of an answer")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("contract", "step"), name="answer_reminder_once_for_a_contract"
            ),
            models.UniqueConstraint(
                fields=("place", "step"), name="answer_reminder_once_for_a_place"
            ),
            models.CheckConstraint(
                name="answer_reminder_is_of_one_application",
                condition=Q(contract__isnull=True, place__isnull=False)
                | Q(contract__isnull=False, place__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract or self.place}, {self.step}"
