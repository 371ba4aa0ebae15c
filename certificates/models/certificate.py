from __future__ import annotations

from datetime import date, timedelta

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certificates.models.child import Child
from reference import configuration
from reference.models import Category, Municipality
from reference.stamps import PortalNow
from users.models import User


class Application(models.Model):
    """A parent asks for a certificate; the documents are seen, then it is issued (2.4)."""

    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("submitted")
        CONFIRMED = "confirmed", _("confirmed")
        REJECTED = "rejected", _("rejected")
        EXPIRED = "expired", _("expired")

    class Reason(models.TextChoices):
        AGE = "age", _("the age does not fit")
        MUNICIPALITY = "municipality", _("the child lives in another municipality")
        EXISTS = "exists", _("the child has a certificate already")
        DOCUMENTS = "documents", _("documents are missing or do not agree")

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="applications")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="certificate_applications"
    )
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.SUBMITTED)
    submitted_on = models.DateField()
    submitted_at = models.DateTimeField(db_default=PortalNow())
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=14, choices=Reason, blank=True)
    comment = models.TextField(_("comment"), blank=True)

    personal_fields = ("comment",)

    class Meta:
        verbose_name = _("application for a certificate")
        verbose_name_plural = _("applications for certificates")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("child",),
                condition=Q(status="submitted"),
                name="application_one_open_per_child",
            ),
            models.CheckConstraint(
                name="application_rejected_with_a_reason",
                condition=~Q(status="rejected") | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"

    @property
    def documents_until(self) -> date:
        """The last day on which the documents are awaited (2.4)."""
        days = configuration.value_of("document_confirm_days", self.municipality.settings)
        return self.submitted_on + timedelta(days=days)


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def living(self) -> CertificateQuerySet:
        """Certificates that were issued and not closed (I03)."""
        return self.exclude(status=Certificate.Status.CLOSED)

    def active(self) -> CertificateQuerySet:
        return self.filter(status=Certificate.Status.ACTIVE)

    def funded(self) -> CertificateQuerySet:
        return self.filter(type=Certificate.Type.FUNDED)

    def seen_by(self, user: User) -> CertificateQuerySet:
        """Certificates of the children this person looks after (R11.05)."""
        return self.filter(child__guardianships__user=user)


class Certificate(models.Model):
    """A child's numbered record in the register: electronic, one per child (R2.01).

    An accounting certificate has no money (R2.11); a funded one has a nominal, for certified
    programs alone (R2.12). Its number stays the same whatever changes (R2.07), and it is of this
    child for ever: it cannot be given to another (R2.10).
    """

    class Type(models.TextChoices):
        ACCOUNTING = "accounting", _("accounting certificate")
        FUNDED = "funded", _("funded certificate")

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")
        CLOSED = "closed", _("closed")

    class Ground(models.TextChoices):
        """For what a certificate ends by a decision (R2.31); at eighteen it ends by itself."""

        FAMILY = "family", _("the family has given the certificate up")
        MOVED = "moved", _("the child has moved and has a certificate there")
        DEATH = "death", _("the child has died")
        ERROR = "error", _("the certificate was issued in error or twice")
        FALSE = "false", _("the data given were false")

    number = models.CharField(_("number"), max_length=10, unique=True)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="certificates")
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="certificates"
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("category")
    )
    type = models.CharField(max_length=10, choices=Type, default=Type.ACCOUNTING)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    issued_on = models.DateField()
    type_changed_on = models.DateField()
    # the same to the moment: a nominal nobody uses is given back after so many full days (R2.19)
    type_changed_at = models.DateTimeField(db_default=PortalNow())
    suspended_on = models.DateField(null=True, blank=True)
    available_when_suspended = models.BigIntegerField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=255, blank=True)
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CertificateQuerySet.as_manager()
    personal_fields = ("number",)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ("id",)
        indexes = [
            models.Index(
                fields=("municipality", "type", "status"), name="certificates_of_municipality"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="certificate_number_is_ten_digits", condition=Q(number__regex=r"^\d{10}$")
            ),
            models.UniqueConstraint(
                fields=("child",),
                condition=~Q(status="closed"),
                name="certificate_one_living_per_child",
            ),
            models.CheckConstraint(
                name="certificate_suspended_since_a_day",
                condition=Q(status="suspended", suspended_on__isnull=False)
                | (~Q(status="suspended") & Q(suspended_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="certificate_closed_on_a_day",
                condition=Q(status="closed", closed_on__isnull=False)
                | (~Q(status="closed") & Q(closed_on__isnull=True)),
            ),
        ]

        triggers = [
            pgtrigger.ReadOnly(
                name="certificate_keeps_number_and_child", fields=["number", "child"]
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("certificates:certificate", args=(self.pk,))

    @property
    def is_active(self) -> bool:
        return self.status == self.Status.ACTIVE

    @property
    def is_funded(self) -> bool:
        return self.type == self.Type.FUNDED

    @property
    def masked_number(self) -> str:
        """For lists that strangers to the family may see over a shoulder."""
        return f"{self.number[:4]} •••• {self.number[-2:]}"
