from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reference.models import Municipality
from reference.stamps import PortalNow
from users.models import User


class Population(models.Model):
    """How many children live in a municipality: entered by hand from Rosstat's figures (I01)."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="populations"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    age_from = models.PositiveSmallIntegerField(_("age from"), default=5)
    age_to = models.PositiveSmallIntegerField(_("age to"), default=17)
    children = models.PositiveIntegerField(_("children"))
    source = models.CharField(_("source of the figure"), max_length=255)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(db_default=PortalNow())

    personal_fields = ()

    class Meta:
        verbose_name = _("population")
        verbose_name_plural = _("populations")
        ordering = ("municipality", "-year")
        constraints = [
            models.UniqueConstraint(
                fields=("municipality", "year", "age_from", "age_to"),
                name="population_once_a_year",
            ),
            models.CheckConstraint(
                name="population_ages_in_order", condition=Q(age_to__gte=F("age_from"))
            ),
            models.CheckConstraint(name="population_positive", condition=Q(children__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}, {self.year}: {self.children}"


class ReportRun(models.Model):
    """One order of a report: what was asked, the frozen figures with the lists behind them, the file."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("in the queue")
        BUILDING = "building", _("being built")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    kind = models.CharField(max_length=40)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="report_runs"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    snapshot_on = models.DateField()
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(db_default=PortalNow())
    finished_at = models.DateTimeField(null=True, blank=True)
    figures = models.JSONField(null=True, blank=True)
    lists = models.JSONField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    file = models.FileField(upload_to="reports/", blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    personal_fields = ()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                name="report_quarter_is_one_of_four", condition=Q(quarter__range=(1, 4))
            ),
            models.CheckConstraint(
                name="report_ready_has_figures_and_file",
                condition=~Q(status="ready")
                | (Q(figures__isnull=False, lists__isnull=False) & ~Q(file="")),
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:report", args=(self.pk,))
