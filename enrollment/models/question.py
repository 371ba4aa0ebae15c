from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from enrollment.models.budget_place import BudgetPlace
from enrollment.models.contract import Contract
from programs.models import Program
from reference.models import Municipality
from reference.stamps import PortalNow
from users.models import User


class QuestionQuerySet(models.QuerySet["Question"]):
    def waiting(self) -> QuestionQuerySet:
        """What nobody has answered yet."""
        return self.filter(answered_on__isnull=True)


class Question(models.Model):
    """A family asks an organisation about a program, or complains to the support centre."""

    # a question is about a program; a complaint about a certificate, and what was done with it
    program = models.ForeignKey(
        Program, on_delete=models.PROTECT, null=True, blank=True, related_name="questions"
    )
    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, null=True, blank=True, related_name="complaints"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.ForeignKey(
        BudgetPlace, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="questions")
    words = models.TextField(_("text"))
    asked_on = models.DateField()
    asked_at = models.DateTimeField(db_default=PortalNow())
    answer_until = models.DateField()
    # whoever has to answer was told that the term is over
    hurried_on = models.DateField(null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_on = models.DateField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()
    personal_fields = ("words", "answer")

    class Meta:
        verbose_name = _("question of a family")
        verbose_name_plural = _("questions of families")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                name="question_to_the_organisation_or_the_centre",
                condition=Q(program__isnull=False, certificate=None, contract=None, place=None)
                | Q(program=None, certificate__isnull=False),
            ),
            models.CheckConstraint(
                name="question_about_one_thing", condition=Q(contract=None) | Q(place=None)
            ),
            models.CheckConstraint(
                name="question_answered_by_someone",
                condition=Q(answer="", answered_by=None, answered_on=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="question_answered_within_a_term",
                condition=Q(answer_until__gte=models.F("asked_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("enrollment:question", args=(self.pk,))

    @property
    def is_complaint(self) -> bool:
        """Whether the support centre answers it, not the organisation."""
        return self.program_id is None

    @property
    def is_answered(self) -> bool:
        return self.answered_on is not None

    @property
    def about(self) -> Contract | BudgetPlace | None:
        """The contract or the place a complaint is about."""
        return self.contract or self.place

    @property
    def municipality(self) -> Municipality:
        """Where it is answered, and by whose day."""
        if self.program is not None:
            return self.program.provider.municipality
        assert self.certificate is not None, "a constraint sees to it"
        return self.certificate.municipality
