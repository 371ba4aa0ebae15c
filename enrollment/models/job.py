from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.models import Account
from enrollment.models.turn import MonthTurn
from reference.models import Municipality
from reference.stamps import PortalNow
from users.models import User


class JobRun(models.Model):
    """One run of a job of the calendar: what it is at, what it has done, who started it.

    What is done stands in the records the job works on, so a run that was killed goes on by
    itself. Which worker has it now is told by a lock of the database, never by this row.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("waits for the worker")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    UNFINISHED = (Status.QUEUED, Status.RUNNING)

    name = models.CharField(max_length=30)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="job_runs"
    )
    day = models.DateField()
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    step = models.CharField(max_length=30, blank=True)
    changed = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=255, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(db_default=PortalNow())
    moved_at = models.DateTimeField(db_default=PortalNow())
    finished_at = models.DateTimeField(null=True, blank=True)

    personal_fields = ()

    class Meta:
        verbose_name = _("run of a job")
        verbose_name_plural = _("runs of jobs")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=("municipality", "day", "name"), name="job_runs_of_a_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("name", "municipality"),
                condition=Q(status__in=("queued", "running")),
                nulls_distinct=False,
                name="job_runs_once_at_a_time",
            ),
            models.CheckConstraint(
                name="job_finished_has_a_moment",
                condition=Q(status__in=("done", "failed"), finished_at__isnull=False)
                | Q(status__in=("queued", "running"), finished_at__isnull=True),
            ),
            models.CheckConstraint(
                name="job_failed_says_why",
                condition=Q(status="failed") & ~Q(error="") | ~Q(status="failed") & Q(error=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.day:%d.%m.%Y}"

    @property
    def is_unfinished(self) -> bool:
        return self.status in self.UNFINISHED

    @property
    def step_words(self) -> str:
        """At which step of the work of the 1st it is; other jobs have no steps."""
        return str(MonthTurn.Step(self.step).label) if self.step in MonthTurn.Step else ""


class Finding(models.Model):
    """What the nightly check found wrong, from the night it was first seen to the night it went.

    Nothing is repaired by the portal: people look at it.
    """

    kind = models.CharField(max_length=120)
    key = models.CharField(max_length=60)
    found = models.TextField()
    first_seen_at = models.DateTimeField(db_default=PortalNow())
    last_seen_at = models.DateTimeField(db_default=PortalNow())
    gone_at = models.DateTimeField(null=True, blank=True)

    personal_fields = ()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("kind", "key"),
                condition=Q(gone_at__isnull=True),
                name="finding_once_while_it_lasts",
            ),
            models.CheckConstraint(
                name="finding_seen_last_after_first",
                condition=Q(last_seen_at__gte=F("first_seen_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.key}"


class Reminder(models.Model):
    """A family was told that the money of a certificate will lapse: once for each step of days."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    told_on = models.DateField()

    personal_fields = ()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(fields=("account", "days"), name="reminder_once_for_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}, {self.days}"
