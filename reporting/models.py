from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reference.days import Quarter
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
    """One order of a report: what was asked, the frozen figures with their lists, the file."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("in the queue")
        BUILDING = "building", _("being built")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")

    class Failure(models.TextChoices):
        ERROR = "error", _("The report could not be built: an error has been written to the log.")
        INTERRUPTED = (
            "interrupted",
            _("The report could not be built: the work broke off several times."),
        )

    UNFINISHED = (Status.QUEUED, Status.BUILDING)

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
    failure = models.CharField(max_length=12, choices=Failure, blank=True)

    # the frozen lists hold keys, ages and sums; names are looked up by whoever may see them
    personal_fields = ()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("kind", "municipality", "year", "quarter"),
                condition=Q(status__in=("queued", "building")),
                name="report_one_unfinished_order",
            ),
            models.CheckConstraint(
                name="report_failed_says_why", condition=~Q(status="failed") | ~Q(failure="")
            ),
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

    @property
    def is_ready(self) -> bool:
        return self.status == self.Status.READY

    @property
    def is_unfinished(self) -> bool:
        return self.status in self.UNFINISHED

    @property
    def period(self) -> Quarter:
        return Quarter(self.year, self.quarter)
