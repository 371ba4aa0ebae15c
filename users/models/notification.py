from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from reference.stamps import PortalNow
from users.models.user import User

CONFIRM_EMAIL = "users.confirm_email"
RECOVERY = "users.recovery"
# Their links show that somebody reads the mailbox, so in the portal they stand without them.
LINK_BY_MAIL_ALONE = (CONFIRM_EMAIL, RECOVERY)


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Letters, as a person reads them."""

    def unread(self) -> NotificationQuerySet:
        """Those nobody opened that are worth it here: not a link that only the mailbox has."""
        return self.filter(read_at=None).exclude(kind__in=LINK_BY_MAIL_ALONE)


class Notification(models.Model):
    """A letter: stored with the change it tells of, sent by e-mail after the commit."""

    recipient = models.ForeignKey(
        User,
        on_delete=models.CASCADE,
        null=True,  # nobody yet: somebody invited, known by an address alone
        blank=True,
        related_name="notifications",
        db_index=False,
    )
    kind = models.CharField(max_length=60)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    url = models.CharField(max_length=200, blank=True)
    # Where it goes, if not to the recipient's own e-mail: to the one they had before; or of
    # somebody who has no account yet.
    address = models.EmailField(blank=True, default="", db_default="")
    # Whether it is sent by e-mail as well; in the portal it stands in any case.
    by_mail = models.BooleanField(default=True, db_default=True)
    key = models.CharField(max_length=120, unique=True, null=True, blank=True)
    created_at = models.DateTimeField(db_default=PortalNow())
    read_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    # the mail server has told that this letter will not arrive
    returned_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()
    personal_fields = ("subject", "body", "address")

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                name="letter_goes_somewhere",
                condition=models.Q(recipient__isnull=False) | ~models.Q(address=""),
            ),
        ]
        indexes = [
            models.Index(fields=("recipient", "-id"), name="letters_of_a_person"),
            models.Index(
                fields=("id",), name="letters_unsent", condition=models.Q(sent_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_new(self) -> bool:
        """Whether it waits to be opened in the portal."""
        return self.read_at is None and self.kind not in LINK_BY_MAIL_ALONE

    @property
    def goes_to(self) -> str:
        """The e-mail it is sent to."""
        return self.address or (self.recipient.email if self.recipient else "")
