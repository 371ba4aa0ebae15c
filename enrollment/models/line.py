from __future__ import annotations

from fractions import Fraction

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.contract import Contract
from enrollment.models.document import Document
from providers.models import Provider
from reference.models import FundingPlan
from reference.stamps import PortalNow
from users.models import User


class Correction(models.Model):
    """A mistake in a paid invoice, put right by a line of a later document (R7.19).

    It names the document and the contract, with the share that was truly delivered; `amount` is
    what that changes, below zero where too much was paid. It waits, stands in a document, and is
    settled when the payer has accepted that document.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="corrections")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="corrections")
    held = models.PositiveSmallIntegerField(_("lessons held"))
    planned = models.PositiveSmallIntegerField(_("lessons planned"))
    amount = models.BigIntegerField()
    reason = models.TextField(_("reason"))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField()
    created_at = models.DateTimeField(db_default=PortalNow())
    withdrawn_on = models.DateField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)

    personal_fields = ()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("document", "contract"),
                condition=Q(withdrawn_on__isnull=True, settled_on__isnull=True),
                name="correction_one_open_for_a_line",
            ),
            models.CheckConstraint(name="correction_changes_the_sum", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="correction_held_of_those_planned",
                condition=Q(planned__gt=0, held__lte=F("planned")),
            ),
            models.CheckConstraint(name="correction_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="correction_settled_or_withdrawn",
                condition=Q(withdrawn_on__isnull=True) | Q(settled_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract}, {self.document}: {self.amount}"


class DocumentLine(models.Model):
    """One contract in a document: a month's instalment and what is asked of it, in kopecks.

    A contract stands in a document once for a month (R7.09).

    The month is that of the document, or that of the paid document which the line corrects.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="lines")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="lines")
    month = models.DateField()
    instalment = models.BigIntegerField()
    held = models.PositiveSmallIntegerField(default=1)
    planned = models.PositiveSmallIntegerField(default=1)
    amount = models.BigIntegerField()
    correction = models.ForeignKey(
        Correction, on_delete=models.PROTECT, null=True, blank=True, related_name="lines"
    )

    personal_fields = ()

    class Meta:
        verbose_name = _("line of a document")
        verbose_name_plural = _("lines of documents")
        ordering = ("document", "id")
        indexes = [models.Index(fields=("contract", "month"), name="lines_of_a_month")]
        constraints = [
            models.UniqueConstraint(
                fields=("document", "contract", "month"),
                name="line_one_per_contract_in_a_document",
            ),
            models.CheckConstraint(name="line_month_is_its_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="line_within_its_instalment",
                condition=Q(amount__lte=F("instalment"))
                & (
                    Q(correction__isnull=True, amount__gte=0)
                    | Q(correction__isnull=False, amount__gte=-F("instalment"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract}: {self.amount}"

    @property
    def volume(self) -> Fraction:
        """The share of the month that is asked for, in per cent (R7.17)."""
        return Fraction(self.held * 100, self.planned)

    @property
    def difference(self) -> int:
        """What returns to the child when the invoice is paid, in kopecks (R7.13)."""
        return self.instalment - self.amount


class Repayment(models.Model):
    """What a provider was paid too much and has returned to the payer, by an order (R7.14)."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="repayments")
    plan = models.ForeignKey(FundingPlan, on_delete=models.PROTECT, related_name="repayments")
    amount = models.BigIntegerField()
    payment_order = models.CharField(_("payment order"), max_length=40)
    paid_on = models.DateField()
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_on = models.DateField()
    created_at = models.DateTimeField(db_default=PortalNow())

    personal_fields = ()

    class Meta:
        verbose_name = _("return of what was overpaid")
        verbose_name_plural = _("returns of what was overpaid")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(name="repayment_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="repayment_has_an_order", condition=~Q(payment_order="")),
        ]

    def __str__(self) -> str:
        return f"№ {self.payment_order}: {self.amount}"
