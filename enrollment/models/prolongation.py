from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from enrollment.models.contract import Contract
from programs.models import Group
from providers.models import Provider
from reference.stamps import PortalNow
from users.models import User


class Prolongation(models.Model):
    """Offers to go on, made at once to the pupils of a group whose contracts end (R6.55)."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="prolongations")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="prolongations")
    target = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_on = models.DateField()
    created_at = models.DateTimeField(db_default=PortalNow())

    personal_fields = ()

    class Meta:
        verbose_name = _("prolongation")
        verbose_name_plural = _("prolongations")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.group} → {self.target}"

    def get_absolute_url(self) -> str:
        return reverse("enrollment:prolongation", args=(self.pk,))


class ProlongationLine(models.Model):
    """One contract of a prolongation: the offer made for it, or why there is none.

    The family answers until the end of the day `answer_until`; `silence_agrees` says what no
    answer means, as it was set when the offer was made.
    """

    prolongation = models.ForeignKey(Prolongation, on_delete=models.CASCADE, related_name="lines")
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="prolongation_lines"
    )
    offered = models.OneToOneField(
        Contract,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="prolongation_line",
    )
    answer_until = models.DateField(null=True, blank=True)
    silence_agrees = models.BooleanField(default=False)
    code = models.CharField(max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=255, blank=True)

    personal_fields = ()

    class Meta:
        verbose_name = _("line of a prolongation")
        verbose_name_plural = _("lines of prolongations")
        ordering = ("prolongation", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("prolongation", "contract"), name="prolongation_line_one_per_contract"
            ),
            models.CheckConstraint(
                name="prolongation_line_offers_or_says_why",
                condition=Q(offered__isnull=False, answer_until__isnull=False, code="")
                | (Q(offered__isnull=True, answer_until__isnull=True) & ~Q(code="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract}"
