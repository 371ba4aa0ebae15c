from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.contract import Contract
from programs.models import Group
from reference.stamps import PortalNow
from users.models import User


class MoveRequestQuerySet(models.QuerySet["MoveRequest"]):
    def open(self) -> MoveRequestQuerySet:
        """Requests that wait for the organisation's answer, of contracts that still act."""
        return self.filter(
            status=MoveRequest.Status.REQUESTED, contract__status=Contract.Status.ACTIVE
        )


class MoveRequest(models.Model):
    """A family asks to move its child to another group of the module (R6.53)."""

    class Status(models.TextChoices):
        REQUESTED = "requested", _("waits for an answer")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="move_requests")
    target = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="move_requests")
    status = models.CharField(max_length=10, choices=Status, default=Status.REQUESTED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    asked_at = models.DateTimeField(db_default=PortalNow())
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    decided_on = models.DateField(null=True, blank=True)

    objects = MoveRequestQuerySet.as_manager()
    personal_fields = ("answer",)

    class Meta:
        verbose_name = _("request to move to another group")
        verbose_name_plural = _("requests to move to another group")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=("contract",),
                condition=Q(status="requested"),
                name="move_request_one_open_per_contract",
            ),
            models.CheckConstraint(
                name="move_request_refused_with_an_answer",
                condition=~Q(status="refused") | ~Q(answer=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} → {self.target}"
