from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from enrollment.models.refusal import Refusal
from programs.models import Group
from reference.stamps import PortalNow
from users.models import User


class BudgetPlaceQuerySet(models.QuerySet["BudgetPlace"]):
    def living(self) -> BudgetPlaceQuerySet:
        """Places still held in a group."""
        return self.filter(status__in=BudgetPlace.LIVING)

    def studying(self) -> BudgetPlaceQuerySet:
        return self.filter(status=BudgetPlace.Status.ACTIVE)


class BudgetPlace(models.Model):
    """A place without certificate money: municipal assignment, or paid by parents (6.6)."""

    class Status(models.TextChoices):
        NEW = "new", _("new application")
        ACTIVE = "active", _("studies")
        LEFT = "left", _("left")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    LIVING = (Status.NEW, Status.ACTIVE)

    certificate = models.ForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="budget_places"
    )
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="budget_places")
    program_id = models.BigIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.NEW)
    is_paid = models.BooleanField(_("paid by the parents"), default=False)
    # what it takes of the child's week by the timetable of the day it was asked for (R6.60)
    weekly_minutes = models.PositiveSmallIntegerField(default=0)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_on = models.DateField()
    created_at = models.DateTimeField(db_default=PortalNow())
    starts_on = models.DateField()
    order_number = models.CharField(_("order of enrollment"), max_length=40, blank=True)
    refusal = models.CharField(max_length=16, choices=Refusal, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)

    kind: ClassVar[str] = "place"  # as addresses of pages name it

    objects = BudgetPlaceQuerySet.as_manager()
    personal_fields = ("comment",)

    class Meta:
        verbose_name = _("budget place")
        verbose_name_plural = _("budget places")
        ordering = ("-id",)
        indexes = [models.Index(fields=("group", "status"), name="budget_places_of_a_group")]
        constraints = [
            models.UniqueConstraint(
                fields=("certificate", "program_id"),
                condition=Q(status__in=("new", "active")),
                name="budget_place_once_in_a_program",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}"
