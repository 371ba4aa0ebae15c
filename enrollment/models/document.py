from __future__ import annotations

from fractions import Fraction

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enrollment.models.contract import Contract
from providers.models import Provider
from reference.models import Municipality
from reference.stamps import PortalNow
from users.models import User


class Delivery(models.Model):
    """What was taught under a contract in a month: lessons planned, held, attended (R7.11, R6.36).

    Without a row the month was taught in full.
    """

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="deliveries")
    month = models.DateField()
    planned = models.PositiveSmallIntegerField(_("lessons planned"))
    held = models.PositiveSmallIntegerField(_("lessons held"))
    attended = models.PositiveSmallIntegerField(_("lessons attended"), null=True, blank=True)

    personal_fields = ("attended",)

    class Meta:
        verbose_name = _("lessons of a month")
        verbose_name_plural = _("lessons of months")
        constraints = [
            models.UniqueConstraint(fields=("contract", "month"), name="delivery_once_in_a_month"),
            models.CheckConstraint(
                name="delivery_month_is_its_first_day", condition=Q(month__day=1)
            ),
            models.CheckConstraint(
                name="delivery_held_of_those_planned",
                condition=Q(planned__gt=0, held__lte=F("planned")),
            ),
            models.CheckConstraint(
                name="delivery_attended_of_those_held",
                condition=Q(attended__isnull=True) | Q(attended__lte=F("held")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m.%Y}: {self.held} / {self.planned}"


class DocumentQuerySet(models.QuerySet["Document"]):
    def living(self) -> DocumentQuerySet:
        """Documents that stand: not deleted by the provider, not returned by the payer."""
        return self.exclude(status__in=Document.VOID)


class Document(models.Model):
    """What a provider asks a payer to pay for one month: an advance or an invoice (R7.01).

    Sums are kopecks; `total` is the sum of the lines, and never changes once written (R7.19).
    """

    class Kind(models.TextChoices):
        ADVANCE = "advance", _("application for an advance")
        INVOICE = "invoice", _("invoice")

    class Status(models.TextChoices):
        NOT_VIEWED = "not_viewed", _("not viewed")
        IN_WORK = "in_work", _("in work")
        PAID = "paid", pgettext_lazy("document", "paid")
        RETURNED = "returned", pgettext_lazy("document", "returned")
        DELETED = "removed", pgettext_lazy("document", "removed")

    VOID = (Status.RETURNED, Status.DELETED)

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="documents")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="documents"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    month = models.DateField()
    status = models.CharField(max_length=12, choices=Status, default=Status.NOT_VIEWED)
    percent = models.PositiveSmallIntegerField(default=100)
    total = models.BigIntegerField()
    advanced = models.BigIntegerField(default=0)
    carried_in = models.BigIntegerField(default=0)
    carried_out = models.BigIntegerField(default=0)
    to_pay = models.BigIntegerField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_on = models.DateField()
    created_at = models.DateTimeField(db_default=PortalNow())
    paid_on = models.DateField(null=True, blank=True)
    payment_order = models.CharField(_("payment order"), max_length=40, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = DocumentQuerySet.as_manager()
    personal_fields = ()

    class Meta:
        verbose_name = _("document for payment")
        verbose_name_plural = _("documents for payment")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("provider", "municipality", "kind", "month"),
                condition=~Q(status__in=("returned", "removed")),
                name="document_one_of_a_kind_in_a_month",
            ),
            models.CheckConstraint(
                name="document_month_is_its_first_day", condition=Q(month__day=1)
            ),
            models.CheckConstraint(
                name="document_percent_within_a_hundred", condition=Q(percent__range=(1, 100))
            ),
            models.CheckConstraint(
                name="document_sums_not_negative",
                condition=Q(
                    total__gte=0,
                    advanced__gte=0,
                    carried_in__gte=0,
                    carried_out__gte=0,
                    to_pay__gte=0,
                ),
            ),
            models.CheckConstraint(
                name="document_balances",
                condition=Q(to_pay=F("total") - F("advanced") - F("carried_in") + F("carried_out")),
            ),
            models.CheckConstraint(
                name="document_paid_on_a_day",
                condition=Q(status="paid", paid_on__isnull=False)
                | (~Q(status="paid") & Q(paid_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="document_returned_with_a_reason",
                condition=~Q(status="returned") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.month:%m.%Y}"

    def get_absolute_url(self) -> str:
        return reverse("enrollment:document", args=(self.pk,))


class DocumentLine(models.Model):
    """One contract in a document: the month's instalment and what is asked of it, in kopecks."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="lines")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="lines")
    instalment = models.BigIntegerField()
    held = models.PositiveSmallIntegerField(default=1)
    planned = models.PositiveSmallIntegerField(default=1)
    amount = models.BigIntegerField()

    personal_fields = ()

    class Meta:
        verbose_name = _("line of a document")
        verbose_name_plural = _("lines of documents")
        ordering = ("document", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("document", "contract"), name="line_one_per_contract_in_a_document"
            ),
            models.CheckConstraint(
                name="line_within_its_instalment",
                condition=Q(amount__gte=0, amount__lte=F("instalment")),
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
