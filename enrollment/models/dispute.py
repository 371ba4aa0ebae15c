from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate, Entry
from enrollment.models.contract import Contract
from reference.stamps import PortalNow
from users.models import User


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def open(self) -> DisputeQuerySet:
        """Cases nobody has decided: their certificates reserve nothing new."""
        return self.filter(status=Dispute.Status.RAISED)


class Dispute(models.Model):
    """A family says of a movement of its money “this was not me”, and the municipality looks."""

    class Status(models.TextChoices):
        RAISED = "raised", _("is being looked into")
        UPHELD = "upheld", _("confirmed: somebody else did it")
        EXPLAINED = "explained", _("explained")
        WITHDRAWN = "withdrawn", _("taken back by the family")

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="disputes")
    # what it is about; neither where the family writes of the certificate as a whole
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="disputes"
    )
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.TextField(_("what happened"))
    status = models.CharField(max_length=10, choices=Status, default=Status.RAISED)
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField()
    raised_at = models.DateTimeField(db_default=PortalNow())
    answer = models.TextField(_("answer"), blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField(null=True, blank=True)

    objects = DisputeQuerySet.as_manager()
    personal_fields = ("words", "answer")

    class Meta:
        verbose_name = _("disputed movement")
        verbose_name_plural = _("disputed movements")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("certificate",),
                condition=Q(status="raised"),
                name="dispute_one_open_per_certificate",
            ),
            models.CheckConstraint(
                name="dispute_decided_by_someone",
                condition=Q(status="raised", decided_by=None, decided_on=None)
                | (~Q(status="raised") & Q(decided_by__isnull=False, decided_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="dispute_decided_with_an_answer",
                condition=~Q(status__in=("upheld", "explained")) | ~Q(answer=""),
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("enrollment:dispute", args=(self.pk,))

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.RAISED
