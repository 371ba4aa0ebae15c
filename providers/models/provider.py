from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reference.models import Municipality
from reference.points import EAST, NORTH, SOUTH, WEST, Point
from users.models import User


class ProviderQuerySet(models.QuerySet["Provider"]):
    def active(self) -> ProviderQuerySet:
        """Organisations in the register that may enrol children."""
        return self.filter(status=Provider.Status.ACTIVE)


class Provider(models.Model):
    """An organisation or entrepreneur that teaches (R1.04, R4.04)."""

    class Kind(models.TextChoices):
        EDUCATIONAL = "educational", _("educational organisation")
        TRAINING = "training", _("organisation that provides training")
        EMPLOYER = "employer", _("entrepreneur with staff")
        SOLE = "sole", _("entrepreneur without staff")

    class Department(models.TextChoices):
        EDUCATION = "education", _("education")
        CULTURE = "culture", _("culture")
        SPORT = "sport", _("sport")
        SOCIAL = "social", _("social sphere")
        YOUTH = "youth", _("youth policy")
        OTHER = "other", _("other")

    class Ownership(models.TextChoices):
        MUNICIPAL = "municipal", _("municipal")
        REGIONAL = "regional", _("regional")
        FEDERAL = "federal", _("federal")
        PRIVATE = "private", _("private")

    class Status(models.TextChoices):
        NEW = "new", _("new")
        ACTIVE = "active", _("active")
        REFUSED = "refused", _("refused")
        SUSPENDED = "suspended", _("suspended")
        EXCLUDED = "excluded", _("excluded")

    class ParentPayment(models.IntegerChoices):
        """How the parent's part of a month is counted (R6.36)."""

        WHOLE_MONTH = 1, _("for the whole month")
        BY_ATTENDANCE = 2, _("for attended lessons")

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="providers"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    status_reason = models.TextField(_("reason"), blank=True)

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.EDUCATIONAL)
    department = models.CharField(
        _("department"), max_length=10, choices=Department, default=Department.EDUCATION
    )
    ownership = models.CharField(
        _("ownership"), max_length=10, choices=Ownership, default=Ownership.MUNICIPAL
    )
    full_name = models.CharField(_("full name"), max_length=400)
    short_name = models.CharField(_("short name"), max_length=160)
    slug = models.SlugField(max_length=80, unique=True)

    inn = models.CharField(_("INN"), max_length=12)
    kpp = models.CharField(_("KPP"), max_length=9, blank=True)
    ogrn = models.CharField(_("OGRN"), max_length=15, blank=True)
    licence_number = models.CharField(_("licence number"), max_length=60, blank=True)
    licence_on = models.DateField(_("licence date"), null=True, blank=True)
    licence_issuer = models.CharField(_("licence issued by"), max_length=255, blank=True)
    bank = models.CharField(_("bank"), max_length=255, blank=True)
    bik = models.CharField(_("BIK"), max_length=9, blank=True)
    account = models.CharField(_("account"), max_length=20, blank=True)

    address = models.CharField(_("address"), max_length=255)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    site = models.URLField(_("site"), blank=True)

    parent_payment_mode = models.PositiveSmallIntegerField(
        _("parents pay"), choices=ParentPayment, default=ParentPayment.WHOLE_MONTH
    )

    is_executor = models.BooleanField(
        _("in the register of executors of the social order"), default=False
    )

    head_name = models.CharField(_("who signs contracts"), max_length=200, blank=True)
    head_position = models.CharField(_("position"), max_length=120, blank=True)
    head_basis = models.CharField(_("acts on the basis of"), max_length=200, blank=True)

    objects = ProviderQuerySet.as_manager()
    personal_fields = ("head_name",)

    class Meta:
        verbose_name = _("provider")
        verbose_name_plural = _("providers")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("inn",),
                condition=~Q(status="refused"),
                name="provider_inn_unique_among_living",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return reverse("providers:provider", args=(self.slug,))

    @property
    def is_active(self) -> bool:
        return self.status == self.Status.ACTIVE


class ProviderMember(models.Model):
    """Someone who works in a provider: its responsible person or a teacher."""

    class Position(models.TextChoices):
        RESPONSIBLE = "responsible", _("responsible for the Navigator")
        TEACHER = "teacher", _("teacher")

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="provider_memberships")
    position = models.CharField(max_length=12, choices=Position)
    qualification = models.CharField(_("qualification"), max_length=200, blank=True)
    is_active = models.BooleanField(default=True)

    personal_fields = ("qualification",)

    class Meta:
        verbose_name = _("member of a provider")
        verbose_name_plural = _("members of providers")
        constraints = [
            models.UniqueConstraint(
                fields=("provider", "user", "position"), name="provider_member_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.provider}"


class Venue(models.Model):
    """A place where a provider teaches."""

    class Settlement(models.TextChoices):
        URBAN = "urban", _("town")
        RURAL = "rural", _("village")

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="venues")
    name = models.CharField(_("name"), max_length=120)
    settlement = models.CharField(_("settlement"), max_length=120)
    settlement_kind = models.CharField(max_length=6, choices=Settlement, default=Settlement.URBAN)
    address = models.CharField(_("address"), max_length=255)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    personal_fields = ()

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ("provider", "name")
        constraints = [
            models.CheckConstraint(
                name="venue_point_is_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(SOUTH, NORTH),
                    longitude__range=(WEST, EAST),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.settlement}, {self.address}"

    @property
    def point(self) -> Point | None:
        """Where it stands, if the organisation has said it."""
        if self.latitude is None or self.longitude is None:
            return None
        return Point(self.latitude, self.longitude)
