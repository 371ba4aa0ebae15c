from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from certificates.models.child import Child, Guardianship
from users.models import Notification, User

LETTER_KEY = "certificates.invited:"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> InvitationQuerySet:
        """Neither accepted, declined nor taken back; their term may be over."""
        return self.filter(accepted_on=None, declined_on=None, taken_back_on=None)

    def pending(self, on: date) -> InvitationQuerySet:
        """Those that can be accepted on that day."""
        return self.unanswered().filter(valid_until__gte=on)

    def with_returned_at(self) -> InvitationQuerySet:
        """Each with when its letter came back undelivered, if it did: `returned_at`."""
        return self.annotate(returned_at=Subquery(_letter_of_row().values("returned_at")))

    def returned(self) -> InvitationQuerySet:
        """Those whose letters came back undelivered."""
        return self.filter(Exists(_letter_of_row().filter(returned_at__isnull=False)))


def _letter_of_row() -> models.QuerySet[Notification]:
    key = Concat(Value(LETTER_KEY), Cast(OuterRef("pk"), models.CharField()))
    return Notification.objects.filter(key=key)


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
    declined_on = models.DateField(null=True, blank=True)
    taken_back_on = models.DateField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()
    personal_fields = ("email", "relation")

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=("child", "email"),
                condition=Q(
                    accepted_on__isnull=True, declined_on__isnull=True, taken_back_on__isnull=True
                ),
                name="invitation_open_once",
            ),
            models.CheckConstraint(
                name="invitation_accepted_by_someone",
                condition=Q(accepted_on__isnull=True, accepted_by__isnull=True)
                | Q(accepted_on__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_ends_one_way",
                condition=Q(accepted_on=None, declined_on=None)
                | Q(accepted_on=None, taken_back_on=None)
                | Q(declined_on=None, taken_back_on=None),
            ),
            models.CheckConstraint(
                name="invitation_has_a_term", condition=Q(valid_until__gte=models.F("invited_on"))
            ),
            models.CheckConstraint(
                name="invitation_relative_only_looks",
                condition=~Q(relation="relative") | Q(rights="limited"),
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.pk}"

    @property
    def letter_key(self) -> str:
        """By which its letter is found."""
        return f"{LETTER_KEY}{self.pk}"

    @property
    def is_for_the_child(self) -> bool:
        """Whether the child is asked to have an account of their own."""
        return self.relation == Guardianship.Relation.SELF
