from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from programs.models.program import Program
from reference.stamps import PortalNow
from users.models import User


class Review(models.Model):
    """One check of a program by the support centre: opened when taken up, ended by a decision."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("being checked")
        RETURNED = "returned", _("returned for mending")
        PUBLISHED = "published", _("published")
        REFUSED = "refused", _("refused")

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    comment = models.TextField(_("comment"), blank=True)
    # the card as it was checked, so that the next check can show what has changed since
    snapshot = models.JSONField(default=dict, blank=True)
    opened_at = models.DateTimeField(db_default=PortalNow())
    decided_on = models.DateField(null=True, blank=True)

    personal_fields = ()

    class Meta:
        verbose_name = _("check of a program")
        verbose_name_plural = _("checks of programs")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("program",),
                condition=models.Q(outcome="open"),
                name="review_one_open_per_program",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program}: {self.get_outcome_display()}"


class Remark(models.Model):
    """One thing to mend, beside the field it is about."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="remarks")
    field = models.CharField(max_length=60)
    text = models.TextField(_("remark"))
    answer = models.TextField(_("answer"), blank=True, default="")
    is_mended = models.BooleanField(default=False)

    personal_fields = ()

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("review", "field"), name="remark_one_per_field_of_a_review"
            ),
        ]

    def __str__(self) -> str:
        return self.text
