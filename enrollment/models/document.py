from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from providers.models import Provider
from reference.models import FundingPlan, Municipality
from reference.stamps import PortalNow
from users.models import User


class DocumentQuerySet(models.QuerySet["Document"]):
    def living(self) -> DocumentQuerySet:
        """Documents that stand: not deleted by the provider, not returned by the payer."""
        return self.exclude(status__in=Document.VOID)


class Document(models.Model):
    """What a provider asks a payer to pay for one month: an advance or an invoice (R7.01).

    There is one of each for a month (R7.09).

    Sums are kopecks; `total` is the sum of the lines of the month, `corrected` that of the lines
    that correct paid documents (R7.19). Neither changes once written.
    """

    class Kind(models.TextChoices):
        ADVANCE = "advance", _("application for an advance")
        INVOICE = "invoice", _("invoice")
        CORRECTION = "correction", _("invoice of corrections")

    class Status(models.TextChoices):
        NOT_VIEWED = "not_viewed", _("not viewed")
        IN_WORK = "in_work", _("in work")
        PAID = "paid", pgettext_lazy("document", "paid")
        RETURNED = "returned", pgettext_lazy("document", "returned")
        DELETED = "removed", pgettext_lazy("document", "removed")

    class Refusal(models.TextChoices):
        """Why a payer returns a document (R7.18)."""

        CONTRACT = "contract", _("a contract is not in the register or did not act in the month")
        AGREEMENT = "agreement", _("the agreement is not in force")
        MAXIMUM = "maximum", _("the maximum of the agreement is exceeded")
        SUM = "sum", _("the sum is above the payment reserved for the month")
        MONTH = "month", _("wrong month")
        SHARE = "share", _("the share is not confirmed by the journal")
        ARITHMETIC = "arithmetic", _("arithmetic error")
        OTHER = "other", _("other reason")

    VOID = (Status.RETURNED, Status.DELETED)

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="documents")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="documents"
    )
    plan = models.ForeignKey(FundingPlan, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=10, choices=Kind)
    month = models.DateField()
    status = models.CharField(max_length=12, choices=Status, default=Status.NOT_VIEWED)
    percent = models.PositiveSmallIntegerField(default=100)
    total = models.BigIntegerField()
    corrected = models.BigIntegerField(default=0)
    advanced = models.BigIntegerField(default=0)
    carried_in = models.BigIntegerField(default=0)
    carried_out = models.BigIntegerField(default=0)
    to_pay = models.BigIntegerField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_on = models.DateField()
    created_at = models.DateTimeField(db_default=PortalNow())
    paid_on = models.DateField(null=True, blank=True)
    payment_order = models.CharField(_("payment order"), max_length=40, blank=True)
    refusal = models.CharField(max_length=12, choices=Refusal, blank=True)
    reason = models.TextField(_("comment"), blank=True)

    objects = DocumentQuerySet.as_manager()
    personal_fields = ()

    class Meta:
        verbose_name = _("document for payment")
        verbose_name_plural = _("documents for payment")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("provider", "plan", "kind", "month"),
                condition=~Q(status__in=("returned", "removed")) & ~Q(kind="correction"),
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
                condition=Q(
                    to_pay=F("total")
                    + F("corrected")
                    - F("advanced")
                    - F("carried_in")
                    + F("carried_out")
                ),
            ),
            models.CheckConstraint(
                name="document_pays_or_carries_on", condition=Q(to_pay=0) | Q(carried_out=0)
            ),
            models.CheckConstraint(
                name="document_paid_on_a_day",
                condition=Q(status="paid", paid_on__isnull=False)
                | (~Q(status="paid") & Q(paid_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="document_returned_with_a_reason",
                condition=~Q(status="returned") | ~Q(refusal=""),
            ),
            models.CheckConstraint(
                name="document_other_reason_in_words", condition=~Q(refusal="other") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.month:%m.%Y}"

    def get_absolute_url(self) -> str:
        return reverse("enrollment:document", args=(self.pk,))
