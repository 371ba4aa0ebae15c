from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.budget_place import BudgetPlace
from enrollment.models.contract import Contract
from programs.models import Program
from reference.stamps import PortalNow
from users.models import User

MARK_LIMITS = (MaxValueValidator(100),)


class Checked(models.Model):
    """Words for everyone to read, which the support centre reads first."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waits for a check")
        PUBLISHED = "published", _("published")
        RETURNED = "returned", _("returned for mending")
        HIDDEN = "hidden", _("hidden")
        WITHDRAWN = "withdrawn", _("withdrawn")

    text = models.TextField(_("text"), blank=True)
    # counts the changes of the text: what was read is what is decided on
    version = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=PortalNow())
    written_on = models.DateField()
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField(null=True, blank=True)

    personal_fields: tuple[str, ...] = ("text", "reason")

    class Meta:
        abstract = True


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def counted(self) -> OpinionQuerySet:
        """Opinions whose marks count: all but those that were hidden or taken back."""
        return self.exclude(status__in=(Opinion.Status.HIDDEN, Opinion.Status.WITHDRAWN))

    def told(self) -> OpinionQuerySet:
        """Opinions whose words everyone reads."""
        return self.filter(status=Opinion.Status.PUBLISHED).exclude(text="")


class Opinion(Checked):
    """What a family says of a program their child studied in: four marks and words (R5.23)."""

    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, related_name="opinions", db_index=False
    )
    # by what the child studied: one of the two
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions"
    )
    place = models.ForeignKey(
        BudgetPlace, on_delete=models.PROTECT, null=True, blank=True, related_name="opinions"
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="opinions")
    results = models.PositiveSmallIntegerField(_("the child's results"), validators=MARK_LIMITS)
    staff = models.PositiveSmallIntegerField(_("teachers"), validators=MARK_LIMITS)
    equipment = models.PositiveSmallIntegerField(_("rooms and equipment"), validators=MARK_LIMITS)
    overall = models.PositiveSmallIntegerField(_("on the whole"), validators=MARK_LIMITS)
    # what is told of the child beside the words, where many are like it (R11.09)
    age = models.PositiveSmallIntegerField(null=True, blank=True)
    since = models.DateField(null=True, blank=True)

    objects = OpinionQuerySet.as_manager()
    personal_fields = ("text", "reason", "age", "since")

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ("-written_on", "-id")
        indexes = [models.Index(fields=("program", "status"), name="opinions_of_a_program")]
        constraints = [
            models.UniqueConstraint(fields=("contract",), name="opinion_one_of_a_contract"),
            models.UniqueConstraint(fields=("place",), name="opinion_one_of_a_place"),
            models.CheckConstraint(
                name="opinion_of_a_contract_or_a_place",
                condition=Q(contract__isnull=False, place__isnull=True)
                | Q(contract__isnull=True, place__isnull=False),
            ),
            models.CheckConstraint(
                name="opinion_marks_within_a_hundred",
                condition=Q(
                    results__range=(0, 100),
                    staff__range=(0, 100),
                    equipment__range=(0, 100),
                    overall__range=(0, 100),
                ),
            ),
            models.CheckConstraint(
                name="opinion_said_no_with_a_reason",
                condition=~Q(status__in=("returned", "hidden")) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"

    @property
    def learning(self) -> Contract | BudgetPlace:
        """The contract or the place by which the child studied."""
        learning = self.contract or self.place
        assert learning is not None, "a constraint sees to it"
        return learning


class Answer(Checked):
    """What the organisation says to an opinion, once, for everyone to read."""

    opinion = models.OneToOneField(Opinion, on_delete=models.CASCADE, related_name="answer")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("answer to an opinion")
        verbose_name_plural = _("answers to opinions")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                name="answer_said_no_with_a_reason",
                condition=~Q(status__in=("returned", "hidden")) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"

    @property
    def program(self) -> Program:
        """What the opinion is about."""
        return self.opinion.program
