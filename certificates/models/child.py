from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reference.days import full_years
from reference.health import HealthCondition
from reference.models import Municipality
from reference.stamps import PortalNow
from users.models import User


class Child(models.Model):
    """A child of the register. One child, one certificate (R2.02)."""

    class Sex(models.TextChoices):
        BOY = "m", _("boy")
        GIRL = "f", _("girl")

    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name=_("municipality"),
    )
    last_name = models.CharField(_("surname"), max_length=60)
    first_name = models.CharField(_("first name"), max_length=60)
    patronymic = models.CharField(_("patronymic"), max_length=60, blank=True)
    name_key = models.CharField(max_length=190, editable=False)
    birth_date = models.DateField(_("date of birth"))
    sex = models.CharField(_("sex"), max_length=1, choices=Sex)
    snils = models.CharField(_("SNILS"), max_length=11, null=True, blank=True)
    settlement = models.CharField(_("settlement"), max_length=120, blank=True)
    school = models.CharField(_("school or kindergarten"), max_length=160, blank=True)
    # told by the parent, who may take it back; empty: nothing is told
    health_condition = models.CharField(
        _("health limitation"), max_length=12, choices=HealthCondition, blank=True
    )
    documents_seen_on = models.DateField(null=True, blank=True)
    documents_seen_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=PortalNow())

    personal_fields = (
        "last_name",
        "first_name",
        "patronymic",
        "name_key",
        "birth_date",
        "sex",
        "snils",
        "settlement",
        "school",
        "health_condition",
    )

    class Meta:
        verbose_name = _("child")
        verbose_name_plural = _("children")
        ordering = ("name_key", "id")
        indexes = [models.Index(fields=("name_key", "birth_date"), name="child_likeness")]
        constraints = [
            models.UniqueConstraint(fields=("snils",), name="child_snils_unique"),
            models.CheckConstraint(
                name="child_snils_is_eleven_digits", condition=Q(snils__regex=r"^\d{11}$")
            ),
            models.CheckConstraint(
                name="child_documents_seen_by_someone",
                condition=Q(documents_seen_on__isnull=True, documents_seen_by__isnull=True)
                | Q(documents_seen_on__isnull=False, documents_seen_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.last_name} {self.first_name}"

    @property
    def full_name(self) -> str:
        """Surname, first name and patronymic in one line."""
        return " ".join(part for part in (self.last_name, self.first_name, self.patronymic) if part)

    def age(self, on: date) -> int:
        """Full years on that day."""
        return full_years(self.birth_date, on)


class Guardianship(models.Model):
    """Who looks after a child in the portal, and whether they act or only look (R11.05).

    A parent, another representative, or from the 14th birthday the child with an own account.
    """

    class Relation(models.TextChoices):
        MOTHER = "mother", _("mother")
        FATHER = "father", _("father")
        GUARDIAN = "guardian", _("guardian")
        OTHER = "other", _("other representative")
        # no legal representative: signs and agrees to nothing, so may only look
        RELATIVE = "relative", _("relative")
        SELF = "self", _("the child, with an account of their own")

    class Rights(models.TextChoices):
        """Full: everything. Limited: to look; no money, applications, signatures or data."""

        FULL = "full", _("full rights")
        LIMITED = "limited", _("may only look")

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="guardianships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="guardianships")
    relation = models.CharField(_("who you are to the child"), max_length=10, choices=Relation)
    rights = models.CharField(
        _("rights"), max_length=10, choices=Rights, default=Rights.FULL, db_default=Rights.FULL
    )
    # the desk has seen the papers of this person: only the desk changes or removes them
    documents_seen_on = models.DateField(null=True, blank=True)
    documents_seen_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    personal_fields = ("relation",)

    class Meta:
        verbose_name = _("guardianship")
        verbose_name_plural = _("guardianships")
        constraints = [
            models.UniqueConstraint(fields=("child", "user"), name="guardianship_once"),
            models.UniqueConstraint(
                fields=("child",), condition=Q(relation="self"), name="guardianship_one_own_account"
            ),
            models.UniqueConstraint(
                fields=("user",), condition=Q(relation="self"), name="guardianship_of_one_self"
            ),
            models.CheckConstraint(
                name="guardianship_relative_only_looks",
                condition=~Q(relation="relative") | Q(rights="limited"),
            ),
            models.CheckConstraint(
                name="guardianship_documents_seen_by_someone",
                condition=Q(documents_seen_on__isnull=True, documents_seen_by__isnull=True)
                | Q(documents_seen_on__isnull=False, documents_seen_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.child}"

    @property
    def is_full(self) -> bool:
        """Whether this person acts for the child, not only looks."""
        return self.rights == self.Rights.FULL

    @property
    def is_self(self) -> bool:
        """Whether this is the child with an account of their own."""
        return self.relation == self.Relation.SELF

    @property
    def is_relative(self) -> bool:
        """Whether this person represents the child by no law, and so may only look."""
        return self.relation == self.Relation.RELATIVE

    @property
    def is_confirmed(self) -> bool:
        """Whether the desk has seen this person's documents."""
        return self.documents_seen_on is not None


# Who may represent a child by law.
REPRESENTATIVES = [
    (relation.value, relation.label)
    for relation in Guardianship.Relation
    if relation not in (Guardianship.Relation.RELATIVE, Guardianship.Relation.SELF)
]
# Who a grown-up may be to a child.
ADULTS = [
    *REPRESENTATIVES,
    (Guardianship.Relation.RELATIVE.value, _("relative, for example a grandmother: may only look")),
]


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self) -> ConsentQuerySet:
        """Consents that nobody has taken back."""
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """Consent to the processing of a child's data, to a text (R11.01): whose, when, how (R11.03).

    Withdrawn, it counts no more (R11.04).
    """

    class Channel(models.TextChoices):
        CABINET = "cabinet", _("in the cabinet")
        PAPER = "paper", _("on paper")

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="consents")
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text_version = models.CharField(max_length=20)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.CABINET)
    given_at = models.DateTimeField(db_default=PortalNow())
    # who of the desk took the paper; nobody where the person pressed the button
    noted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_channel = models.CharField(max_length=10, choices=Channel, blank=True)
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ConsentQuerySet.as_manager()
    personal_fields = ()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=("child", "given_by", "text_version"),
                condition=Q(withdrawn_at__isnull=True),
                name="consent_once_to_a_version",
            ),
            models.CheckConstraint(
                name="consent_withdrawn_somehow",
                condition=Q(withdrawn_at__isnull=True, withdrawn_channel="", withdrawn_by=None)
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawn_channel="")
                ),
            ),
            models.CheckConstraint(
                name="consent_on_paper_noted_by_the_desk",
                condition=Q(channel="paper") | Q(noted_by__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text_version}, {self.given_by}"
