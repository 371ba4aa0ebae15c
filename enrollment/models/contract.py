from __future__ import annotations

from datetime import date
from typing import ClassVar, TypeAlias

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certificates.models import Account, Certificate, Guardianship
from enrollment.models.refusal import Refusal as ReasonOfRefusal
from programs.models import Group
from providers.models import Provider
from reference.models import Direction, FundingPlan
from reference.stamps import PortalNow
from users.models import User


class ContractQuerySet(models.QuerySet["Contract"]):
    def living(self) -> ContractQuerySet:
        """Contracts that hold a place: requested, accepted, active or terminating."""
        return self.filter(status__in=Contract.LIVING)

    def studying(self) -> ContractQuerySet:
        """Contracts under which a child is taught."""
        return self.filter(status__in=(Contract.Status.ACTIVE, Contract.Status.TERMINATING))

    def counted(self) -> ContractQuerySet:
        """Contracts that count against limits of direction, program and provider (R3.15)."""
        return self.filter(status__in=Contract.COUNTED)

    def seen_by(self, user: User) -> ContractQuerySet:
        """Contracts of the children this person looks after (R11.05)."""
        return self.filter(certificate__child__guardianships__user=user)

    def acted_on_by(self, user: User) -> ContractQuerySet:
        """Contracts of the children for whom this person has full rights (R11.05)."""
        guardianships = Guardianship.objects.filter(user=user, rights=Guardianship.Rights.FULL)
        return self.filter(certificate__child__in=guardianships.values("child"))


class Contract(models.Model):
    """A place paid from a certificate: from the application to the last lesson (section 6.4)."""

    class Status(models.TextChoices):
        """Where a contract stands, in the words of every screen (R6.33a)."""

        REQUESTED = "requested", _("new application")
        ACCEPTED = "accepted", _("accepted, waits for signing")
        ACTIVE = "active", _("studies")
        TERMINATING = "terminating", _("is ending")
        CLOSED = "closed", _("ended")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DELETED = "deleted", _("deleted as erroneous")

    LIVING = (Status.REQUESTED, Status.ACCEPTED, Status.ACTIVE, Status.TERMINATING)
    COUNTED = (Status.REQUESTED, Status.ACCEPTED, Status.ACTIVE)
    GONE = (Status.REFUSED, Status.WITHDRAWN, Status.DELETED)

    Refusal: TypeAlias = ReasonOfRefusal

    class Ground(models.TextChoices):
        """For what a provider may end a contract (R6.46), overdue payments among it (R6.38)."""

        ADMISSION = "admission", _("the child was admitted unlawfully, by the pupil's fault")
        PARENT_PAYMENT = "parent_payment", _("the parent's payment is overdue")
        PAYER_PAYMENT = "payer_payment", _("the authorised organisation's payment is overdue")
        CONDUCT = (
            "conduct",
            _("teaching is impossible because of what the pupil does or does not do"),
        )
        PENALTY = "penalty", _("expulsion as a penalty of a pupil over 15")
        CERTIFICATE = "certificate", _("the certificate is suspended")  # (R2.30)
        DIRECTION = "direction", _("a direction of the authorised organisation")
        CIRCUMSTANCES = "circumstances", _("circumstances that the organisation cannot change")
        OTHER = "other", _("another ground of the law")

    class Result(models.TextChoices):
        """What the learning came to (R6.52)."""

        MASTERED = "mastered", _("the program is mastered")
        NOT_MASTERED = "not_mastered", _("the program is not mastered")
        DOCUMENT = "document", _("the program is mastered, a document is issued")

    class Party(models.TextChoices):
        """Who ends a contract (R6.45)."""

        PARENT = "parent", _("the parent")
        PROVIDER = "provider", _("the provider")
        PAYER = "payer", _("the payer's direction")
        AGREEMENT = "agreement", _("agreement of the parties")
        TIME = "time", _("the last day came")

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="contracts")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="contracts")
    # keys have no index of their own where another one begins with them
    plan = models.ForeignKey(
        FundingPlan, on_delete=models.PROTECT, related_name="contracts", db_index=False
    )
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, related_name="contracts", db_index=False
    )
    # copied from the group: lists and limits ask for them without four joins
    module_id = models.BigIntegerField()
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="contracts", db_index=False
    )
    direction = models.ForeignKey(
        Direction, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    status = models.CharField(max_length=12, choices=Status, default=Status.REQUESTED)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_on = models.DateField()
    created_at = models.DateTimeField(db_default=PortalNow())
    accepted_on = models.DateField(null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()

    total = models.BigIntegerField()
    certificate_part = models.BigIntegerField()
    parent_part = models.BigIntegerField()
    parent_payment_mode = models.PositiveSmallIntegerField(default=1)

    # the contract of the same child that this one goes on from (R6.55)
    continues = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="continued_by"
    )

    refusal = models.CharField(max_length=16, choices=ReasonOfRefusal, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    ended_by = models.CharField(max_length=10, choices=Party, blank=True)
    ground = models.CharField(_("ground"), max_length=16, choices=Ground, blank=True)
    satisfaction = models.PositiveSmallIntegerField(_("mark of the parent"), null=True, blank=True)
    notice_on = models.DateField(null=True, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    # the same to the moment, of what was refused or withdrawn (R2.17)
    decided_at = models.DateTimeField(null=True, blank=True)
    medical_seen_on = models.DateField(null=True, blank=True)
    result = models.CharField(_("result"), max_length=12, choices=Result, blank=True)
    result_document = models.CharField(_("document of learning"), max_length=120, blank=True)

    kind: ClassVar[str] = "contract"  # as addresses of pages name it

    objects = ContractQuerySet.as_manager()
    personal_fields = ("comment", "satisfaction", "result_document")

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=("plan", "status"), name="contracts_of_a_plan"),
            models.Index(fields=("group", "status"), name="contracts_of_a_group"),
            models.Index(fields=("provider", "status", "-id"), name="contracts_of_a_provider"),
            models.Index(fields=("plan", "direction", "status"), name="contracts_by_direction"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("certificate", "module_id"),
                condition=Q(
                    status__in=("requested", "accepted", "active", "terminating"),
                    continues__isnull=True,
                ),
                name="contract_one_living_per_module",
            ),
            models.UniqueConstraint(
                fields=("certificate", "module_id"),
                # while the child still studies by the one before, which may go on from another
                condition=Q(status__in=("requested", "accepted"), continues__isnull=False),
                name="contract_one_open_continuation_per_module",
            ),
            models.UniqueConstraint(
                fields=("continues",),
                condition=~Q(status__in=("refused", "withdrawn", "deleted")),
                name="contract_continued_once",
            ),
            models.CheckConstraint(
                name="contract_parts_add_up",
                condition=Q(total=F("certificate_part") + F("parent_part")),
            ),
            models.CheckConstraint(
                name="contract_parts_not_negative",
                condition=Q(certificate_part__gte=0, parent_part__gte=0),
            ),
            models.CheckConstraint(
                name="contract_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="contract_refused_with_a_reason",
                condition=~Q(status="refused") | ~Q(refusal=""),
            ),
            models.CheckConstraint(
                name="contract_satisfaction_from_one_to_five",
                condition=Q(satisfaction__range=(1, 5)),
            ),
            models.CheckConstraint(
                name="contract_signed_when_it_acts",
                condition=~Q(status__in=("active", "terminating", "closed"))
                | Q(signed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("enrollment:contract", args=(self.pk,))

    @property
    def number(self) -> str:
        """Year and ordinal: unique in the portal, hence per provider and year (R6.26).

        It is the row's own key, so a popular provider has no counter to queue for.
        """
        return f"{self.requested_on.year}-{self.pk:06d}"

    @property
    def concluded_on(self) -> date | None:
        """The date of the contract: never later than its first day (R6.17)."""
        return self.signed_on and min(self.signed_on, self.starts_on)

    @property
    def is_living(self) -> bool:
        return self.status in self.LIVING


class Instalment(models.Model):
    """What one month of a contract costs the certificate and the parent, in kopecks (R6.18)."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        DEBITED = "debited", _("debited")
        RELEASED = "released", _("returned")

    contract = models.ForeignKey(
        Contract, on_delete=models.CASCADE, related_name="instalments", db_index=False
    )
    month = models.DateField()
    certificate_amount = models.BigIntegerField()
    parent_amount = models.BigIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)

    personal_fields = ()

    class Meta:
        verbose_name = _("monthly part")
        verbose_name_plural = _("monthly parts")
        ordering = ("contract", "month")
        indexes = [
            models.Index(
                fields=("month", "contract"),
                name="instalments_planned",
                condition=Q(status="planned"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("contract", "month"), name="instalment_once_in_a_month"
            ),
            models.CheckConstraint(
                name="instalment_month_is_its_first_day", condition=Q(month__day=1)
            ),
            models.CheckConstraint(
                name="instalment_amounts_not_negative",
                condition=Q(certificate_amount__gte=0, parent_amount__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m.%Y}"
