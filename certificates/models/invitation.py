from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.models.child import Child, Guardianship
from users.models import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> InvitationQuerySet:
        """Neither accepted nor taken back; their term may be over."""
        return self.filter(accepted_on=None, taken_back_on=None)

    def pending(self, on: date) -> InvitationQuerySet:
        """Those that can be accepted on that day."""
        return self.unanswered().filter(valid_until__gte=on)


class Invitation(models.Model):
    """A person is asked by e-mail to look after a child in the portal (R11.05)."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail"))
    relation = models.CharField(_("relation"), max_length=10, choices=Guardianship.Relation)
    rights = models.CharField(_("rights"), max_length=10, choices=Guardianship.Rights)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_on = models.DateField()
    valid_until = models.DateField()
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    accepted_on = models.DateField(null=True, blank=True)
    taken_back_on = models.DateField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()
    personal_fields = ("email", "relation")

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=("child", "email"),
                condition=Q(accepted_on__isnull=True, taken_back_on__isnull=True),
                name="invitation_open_once",
            ),
            models.CheckConstraint(
                name="invitation_accepted_by_someone",
                condition=Q(accepted_on__isnull=True, accepted_by__isnull=True)
                | Q(accepted_on__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_ends_one_way",
                condition=Q(accepted_on__isnull=True) | Q(taken_back_on__isnull=True),
            ),
            models.CheckConstraint(
                name="invitation_has_a_term", condition=Q(valid_until__gte=models.F("invited_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"

    @property
    def is_for_the_child(self) -> bool:
        """Whether the child is asked to have an account of their own."""
        return self.relation == Guardianship.Relation.SELF
