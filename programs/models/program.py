from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from providers.models import Provider
from reference.health import HealthCondition
from reference.models import Activity, Direction
from reference.stamps import PortalNow

AGE_LIMITS = (MinValueValidator(3), MaxValueValidator(18))


# Where a card may send families to look at a video.
VIDEO_HOSTS = frozenset(
    f"{start}{host}"
    for host in ("rutube.ru", "vk.com", "vkvideo.ru", "ok.ru", "dzen.ru")
    for start in ("", "www.", "m.")
)


def known_video(value: str) -> None:
    """Refuse an address that is not of a known place for videos, or not over https."""
    try:
        address = urlsplit(value)
    except ValueError:
        address = urlsplit("")
    if address.scheme != "https" or address.netloc.lower() not in VIDEO_HOSTS:
        raise ValidationError(
            _("Write the https address of a video on RuTube, VK, OK or Dzen"), code="unknown_video"
        )


class ProgramQuerySet(models.QuerySet["Program"]):
    def published(self) -> ProgramQuerySet:
        """Programs that everyone may see."""
        return self.filter(status=Program.Status.PUBLISHED)


class Program(models.Model):
    """What a provider teaches: the card of the catalogue (section 5.3 of the rules)."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("on moderation")
        IN_REVIEW = "in_review", _("being checked")
        NEEDS_EDIT = "needs_edit", _("waits for mending")
        PUBLISHED = "published", _("published")
        REFUSED = "refused", _("refused")
        ARCHIVED = "archived", _("archived")

    class Register(models.TextChoices):
        PREPROFESSIONAL = "preprofessional", _("pre-professional")
        SIGNIFICANT = "significant", _("significant")
        OTHER_BUDGET = "other_budget", _("other budget, general developing")
        CERTIFIED = "certified", _("certified")
        PAID = "paid", _("paid")

    class Kind(models.TextChoices):
        GENERAL = "general", _("general developing")
        PREPROFESSIONAL = "preprofessional", _("pre-professional")
        SPORT = "sport", _("sport training")

    class Level(models.TextChoices):
        STARTER = "starter", _("starter")
        BASIC = "basic", _("basic")
        ADVANCED = "advanced", _("advanced")

    class Form(models.TextChoices):
        FULL_TIME = "full_time", _("full-time")
        MIXED = "mixed", _("mixed")
        EXTRAMURAL = "extramural", _("extramural")

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="programs")
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    register = models.CharField(
        _("register"), max_length=16, choices=Register, default=Register.OTHER_BUDGET
    )
    certified_on = models.DateField(null=True, blank=True)
    certificate_protocol = models.CharField(max_length=120, blank=True)

    short_name = models.CharField(_("short name"), max_length=120)
    full_name = models.CharField(_("full name"), max_length=400)
    slug = models.SlugField(max_length=140, unique=True)
    direction = models.ForeignKey(
        Direction, on_delete=models.PROTECT, related_name="+", verbose_name=_("direction")
    )
    activity = models.ForeignKey(
        Activity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("activity"),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.GENERAL)
    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.STARTER)
    form = models.CharField(_("form of study"), max_length=10, choices=Form, default=Form.FULL_TIME)
    is_network = models.BooleanField(_("in network form"), default=False)
    is_distant = models.BooleanField(_("with distance technology"), default=False)

    annotation = models.CharField(_("announcement"), max_length=300)
    description = models.TextField(_("description"), blank=True)
    goals = models.TextField(_("goals and tasks"), blank=True)
    results = models.TextField(_("expected results"), blank=True)
    content_plan = models.TextField(_("curriculum"), blank=True)
    requirements = models.TextField(_("what is needed to join"), blank=True)
    equipment = models.TextField(_("equipment"), blank=True)
    keywords = models.CharField(_("keywords"), max_length=255, blank=True)
    video = models.URLField(_("video"), blank=True, default="", validators=(known_video,))

    age_from = models.PositiveSmallIntegerField(_("age from"), validators=AGE_LIMITS)
    age_to = models.PositiveSmallIntegerField(_("age to"), validators=AGE_LIMITS)
    years = models.PositiveSmallIntegerField(_("years of study"), default=1)
    lesson_minutes = models.PositiveSmallIntegerField(_("lesson, minutes"), default=40)
    health_conditions = ArrayField(
        models.CharField(max_length=12, choices=HealthCondition),
        verbose_name=_("ready for children with"),
        default=list,
        blank=True,
    )
    needs_medical_certificate = models.BooleanField(_("medical certificate needed"), default=False)

    created_at = models.DateTimeField(db_default=PortalNow())
    submitted_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)

    objects = ProgramQuerySet.as_manager()
    personal_fields = ()

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        ordering = ("short_name", "id")
        constraints = [
            models.CheckConstraint(
                name="program_ages_in_order", condition=Q(age_to__gte=F("age_from"))
            ),
            models.CheckConstraint(
                name="program_certified_only_in_its_register",
                condition=Q(certified_on__isnull=True) | Q(register="certified"),
            ),
            models.CheckConstraint(
                name="program_published_has_a_day",
                condition=~Q(status="published") | Q(published_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return reverse("programs:program", args=(self.slug,))

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    @property
    def takes_certificates(self) -> bool:
        """Whether a funded certificate pays for it: published and certified (R5.03)."""
        return self.is_published and self.certified_on is not None

    @property
    def is_budget(self) -> bool:
        """Whether the municipal assignment pays for it (R5.02)."""
        return self.register in {
            self.Register.PREPROFESSIONAL,
            self.Register.SIGNIFICANT,
            self.Register.OTHER_BUDGET,
        }


class Module(models.Model):
    """The part of a program that is priced and joined: usually a year of study (section 5.4)."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="modules")
    ordinal = models.PositiveSmallIntegerField(_("number"), default=1)
    name = models.CharField(_("name"), max_length=160)
    months = models.PositiveSmallIntegerField(
        _("months"), default=9, validators=(MinValueValidator(1), MaxValueValidator(12))
    )
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=2)
    min_children = models.PositiveSmallIntegerField(_("least children in a group"), default=8)
    max_children = models.PositiveSmallIntegerField(_("most children in a group"), default=15)
    price = models.BigIntegerField(_("price of the whole module, kopecks"), null=True, blank=True)
    normative_cost = models.BigIntegerField(_("normative cost, kopecks"), null=True, blank=True)
    parents_pay_extra = models.BooleanField(
        _("parents pay the difference above the normative cost"), default=False
    )
    above_recommended = models.BooleanField(
        _("the price is above the recommended one"), default=False
    )
    # what the model of 2017 asks besides (R5.10)
    individual_hours = models.DecimalField(
        _("of them alone with the teacher"), max_digits=6, decimal_places=2, default=0
    )
    second_teacher_hours = models.DecimalField(
        _("hours of the second teacher"), max_digits=6, decimal_places=2, default=0
    )
    is_open = models.BooleanField(_("enrollment is open"), default=False)

    personal_fields = ()

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        ordering = ("program", "ordinal")
        constraints = [
            models.UniqueConstraint(
                fields=("program", "ordinal"), name="module_number_unique_in_program"
            ),
            models.CheckConstraint(
                name="module_individual_hours_within_hours",
                condition=Q(individual_hours__gte=0, individual_hours__lte=F("hours")),
            ),
            models.CheckConstraint(
                name="module_second_teacher_hours_not_negative",
                condition=Q(second_teacher_hours__gte=0),
            ),
            models.CheckConstraint(name="module_price_not_negative", condition=Q(price__gte=0)),
            models.CheckConstraint(
                name="module_normative_cost_not_negative", condition=Q(normative_cost__gte=0)
            ),
            models.CheckConstraint(
                name="module_children_in_order", condition=Q(max_children__gte=F("min_children"))
            ),
            models.CheckConstraint(
                name="module_extra_payment_is_agreed",
                condition=Q(parents_pay_extra=True)
                | Q(price__isnull=True)
                | Q(normative_cost__isnull=True)
                | Q(price__lte=F("normative_cost")),
            ),
        ]

    def __str__(self) -> str:
        return self.name
