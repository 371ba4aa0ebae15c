from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from programs.models import Group
from reference.stamps import PortalNow
from users.models import User


class WaitingPlaceQuerySet(models.QuerySet["WaitingPlace"]):
    def waiting(self) -> WaitingPlaceQuerySet:
        """Places whose child still waits, with an offer or without one."""
        return self.filter(left_on__isnull=True)

    def in_line(self) -> WaitingPlaceQuerySet:
        """Places that have no offer yet, the first one first."""
        return self.waiting().filter(offered_until__isnull=True).order_by("group_id", "id")

    def offered(self) -> WaitingPlaceQuerySet:
        """Places for which a seat is held: the family is asked whether it takes it."""
        return self.waiting().filter(offered_until__isnull=False)

    def in_time(self) -> WaitingPlaceQuerySet:
        """Offers that may still be taken. The moment is the one the database stamps rows with."""
        return self.offered().filter(offered_until__gt=PortalNow())


class WaitingPlace(models.Model):
    """A child waits for a seat of a group, in order of time; no money is held (R6.31).

    When a seat comes free it is held for the first in line until the moment `offered_until`.
    """

    class Ending(models.TextChoices):
        """How the waiting ended."""

        SEATED = "seated", _("got the place")
        LEFT = "left", _("left the line")
        DECLINED = "declined", _("declined the place")
        LAPSED = "lapsed", _("did not answer in time")
        GROUP_OVER = "group_over", _("the group is over")

    certificate = models.ForeignKey(
        Certificate, on_delete=models.CASCADE, related_name="waiting_places"
    )
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="waiting_places")
    joined_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    joined_on = models.DateField()
    joined_at = models.DateTimeField(db_default=PortalNow())
    offered_at = models.DateTimeField(null=True, blank=True)
    offered_until = models.DateTimeField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)

    kind: ClassVar[str] = "waiting"  # as addresses of pages name it

    objects = WaitingPlaceQuerySet.as_manager()
    personal_fields = ()

    class Meta:
        verbose_name = _("waiting place")
        verbose_name_plural = _("waiting places")
        ordering = ("id",)
        indexes = [
            models.Index(
                fields=("group", "id"),
                name="waiting_places_of_a_group",
                condition=Q(left_on__isnull=True),
            ),
            models.Index(
                fields=("offered_until",),
                name="waiting_places_offered",
                condition=Q(left_on__isnull=True, offered_until__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("certificate", "group"),
                condition=Q(left_on__isnull=True),
                name="waiting_place_once_in_a_group",
            ),
            models.CheckConstraint(
                name="waiting_place_offered_for_a_term",
                condition=Q(offered_at__isnull=True, offered_until__isnull=True)
                | Q(
                    offered_at__isnull=False,
                    offered_until__isnull=False,
                    offered_until__gt=F("offered_at"),
                ),
            ),
            models.CheckConstraint(
                name="waiting_place_ends_somehow",
                condition=Q(left_on__isnull=True, ending="")
                | (Q(left_on__isnull=False) & ~Q(ending="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}"

    @property
    def is_waiting(self) -> bool:
        return self.left_on is None

    @property
    def is_offered(self) -> bool:
        """Whether a seat is held for the child."""
        return self.is_waiting and self.offered_until is not None

    @property
    def was_offered(self) -> bool:
        """Whether a seat is held for the child, or was until its term passed."""
        return self.offered_until is not None and self.ending in ("", self.Ending.LAPSED)

    @property
    def kept_until(self) -> datetime | None:
        """When the offer ends, by the clocks of the child's municipality."""
        if self.offered_until is None:
            return None
        zone = ZoneInfo(self.certificate.municipality.time_zone)
        return self.offered_until.astimezone(zone).replace(tzinfo=None)

    def may_be_taken(self, at: datetime) -> bool:
        """Whether the family may still take the offered seat at that moment."""
        return self.left_on is None and self.offered_until is not None and at < self.offered_until
