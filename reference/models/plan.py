from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from reference import configuration
from reference.models.direction import Direction
from reference.models.municipality import Municipality


class FundingPlanQuerySet(models.QuerySet["FundingPlan"]):
    def approved(self) -> FundingPlanQuerySet:
        """Plans that people can draw on or have drawn on."""
        return self.exclude(status=FundingPlan.Status.DRAFT)

    def holding(self, day: date) -> FundingPlanQuerySet:
        """Plans whose period has this day in it."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class FundingPlan(models.Model):
    """A municipality's parameters of personalised funding for one period (R3.02).

    Approved periods of a municipality lie side by side and never overlap (R3.03).
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        CLOSING = "closing", _("closing")
        CLOSED = "closed", _("closed")

    class Regime(models.TextChoices):
        MONEY = "pf_money", _("personalised funding")
        SOCIAL_ORDER = "social_order", _("social order")

    class BalanceUnit(models.TextChoices):
        """What a certificate is counted in (R6.61)."""

        RUBLES = "rubles", _("rubles")
        HOURS = "hours", _("hours a week")

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="funding_plans"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    regime = models.CharField(max_length=12, choices=Regime, default=Regime.MONEY)
    balance_unit = models.CharField(max_length=6, choices=BalanceUnit, default=BalanceUnit.RUBLES)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    volume = models.BigIntegerField(_("total volume of support, kopecks"), null=True, blank=True)
    act = models.CharField(_("approving act"), max_length=255, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = FundingPlanQuerySet.as_manager()
    personal_fields = ()

    class Meta:
        verbose_name = _("funding plan")
        verbose_name_plural = _("funding plans")
        ordering = ("municipality", "starts_on")
        constraints = [
            models.CheckConstraint(
                name="plan_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="plan_volume_not_negative", condition=Q(volume__gte=0)),
            models.CheckConstraint(
                name="plan_counts_hours_in_social_order",
                condition=Q(balance_unit="rubles") | Q(regime="social_order"),
            ),
            models.CheckConstraint(
                name="plan_closed_has_a_day",
                condition=Q(status="closed", closed_on__isnull=False)
                | (~Q(status="closed") & Q(closed_on__isnull=True)),
            ),
            # btree_gist is not at hand, so the municipality stands here as a range of one number
            ExclusionConstraint(
                name="plan_periods_do_not_overlap",
                expressions=[
                    (
                        Func(
                            F("municipality_id"),
                            F("municipality_id"),
                            Value("[]"),
                            function="int8range",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(status="draft"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}, {self.starts_on:%d.%m.%Y} – {self.ends_on:%d.%m.%Y}"

    @property
    def is_social_order(self) -> bool:
        """Whether each contract is a social certificate of its own (R6.57)."""
        return self.regime == self.Regime.SOCIAL_ORDER

    @property
    def counts_hours(self) -> bool:
        """Whether a certificate is bounded by weekly hours, not by a sum (R6.60, R6.61)."""
        return self.balance_unit == self.BalanceUnit.HOURS

    def holds(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def setting(self, name: str) -> Any:
        """The value of a setting: the plan's own, else the region's, else the default."""
        return configuration.value_of(name, self.settings, self.municipality.settings)


class Category(models.Model):
    """A group of children who get the same nominal (R2.21). It outlives the periods.

    All children; those with health limitations; gifted; in a difficult situation: the municipality
    names its own (R2.22).
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="categories"
    )
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    personal_fields = ()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ("municipality", "position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("municipality", "name"), name="category_name_unique_in_municipality"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CategoryTerms(models.Model):
    """What a category gets in one plan: nominal and limits, in kopecks and certificates (R3.06).

    In a plan of hours the nominal gives way to minutes a week: the norm of a child, what programs
    of the significant register may add to it, and the load up to which a social certificate is
    formed (R3.21).
    """

    plan = models.ForeignKey(FundingPlan, on_delete=models.PROTECT, related_name="category_terms")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="terms")
    nominal = models.BigIntegerField(_("nominal, kopecks"))
    number_limit = models.PositiveIntegerField(_("limit of number"), null=True, blank=True)
    sum_limit = models.BigIntegerField(_("limit of the sum, kopecks"), null=True, blank=True)
    weekly_norm = models.PositiveSmallIntegerField(
        _("norm of a week, minutes"), null=True, blank=True
    )
    weekly_extra = models.PositiveSmallIntegerField(
        _("extra for significant programs, minutes"), null=True, blank=True
    )
    weekly_threshold = models.PositiveSmallIntegerField(
        _("load up to which a social certificate is formed, minutes"), null=True, blank=True
    )

    personal_fields = ()

    class Meta:
        verbose_name = _("terms of a category")
        verbose_name_plural = _("terms of categories")
        ordering = ("plan", "category__position", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "category"), name="category_terms_once_in_a_plan"
            ),
            models.CheckConstraint(
                name="category_nominal_not_negative", condition=Q(nominal__gte=0)
            ),
            models.CheckConstraint(
                name="category_sum_limit_not_negative", condition=Q(sum_limit__gte=0)
            ),
            models.CheckConstraint(
                name="category_weekly_hours_stand_together",
                condition=Q(
                    weekly_norm__isnull=True,
                    weekly_extra__isnull=True,
                    weekly_threshold__isnull=True,
                )
                | Q(
                    weekly_norm__isnull=False,
                    weekly_extra__isnull=False,
                    weekly_threshold__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="category_weekly_threshold_within_norm",
                condition=Q(weekly_threshold__lte=F("weekly_norm")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} ({self.plan})"


class DirectionLimit(models.Model):
    """How many contracts of a direction a plan pays at the same time; no row, no limit (R3.15).

    `taken` is changed together with the contracts; the row exists only where a limit is set, so
    an unlimited direction costs nobody a lock.
    """

    plan = models.ForeignKey(FundingPlan, on_delete=models.PROTECT, related_name="direction_limits")
    direction = models.ForeignKey(Direction, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("limit of contracts"))
    taken = models.PositiveIntegerField(default=0)

    personal_fields = ()

    class Meta:
        verbose_name = _("limit of a direction")
        verbose_name_plural = _("limits of directions")
        constraints = [
            models.UniqueConstraint(
                fields=("plan", "direction"), name="direction_limit_once_in_a_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction}: {self.taken} / {self.number}"
