"""Letters about who looks after a child: to the invited, and to all about every change."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from certificates.models import Child, Guardianship, Invitation
from users.models import Notification, User
from users.notifying import notify, notify_each

FULL = Guardianship.Rights.FULL


def invited(invitation: Invitation, token: str) -> None:
    """The link, for whoever reads that mailbox; neither names nor the child stand in the letter.

    It stands in the portal only for who has shown to read that mailbox: anybody can register with
    another's e-mail and wait there for a link.
    """
    url = reverse("certificates:invitation", args=(token,))
    with _language_of_letters():
        subject = _("You are invited to the Navigator of extra education")
        body = (
            _(
                "A parent invites you to have an account of your own in the Navigator of extra "
                "education: to see your clubs, your week and your certificate. Follow the link by "
                "%(day)s, sign in or register with the e-mail this letter came to, and you see who "
                "invites you. If you do not expect it, there is nothing to do."
            )
            if invitation.is_for_the_child
            else _(
                "A parent who uses the Navigator of extra education invites you to look after a "
                "child there together. Follow the link by %(day)s, sign in or register with the "
                "e-mail this letter came to, and you see who invites you. If you do not expect "
                "it, there is nothing to do."
            )
        ) % {"day": f"{invitation.valid_until:%d.%m.%Y}"}
        known = User.objects.filter(
            email=invitation.email, is_active=True, email_confirmed_at__isnull=False
        ).first()
        letter = Notification(
            recipient=known,
            address="" if known else invitation.email,
            kind="certificates.invited",
            subject=subject,
            body=body,
            url=url,
            key=invitation.letter_key,  # so that who invited is told when it comes back
        )
        notify_each([letter])


def told_of_invitation(invitation: Invitation) -> None:
    """The others with full rights hear that somebody is invited."""
    child = invitation.child
    with _language_of_letters():
        _tell(
            _people(child, full_only=True).exclude(pk=invitation.invited_by_id),
            child,
            "adult_invited",
            _("Somebody is invited to look after a child"),
            _("%(who)s invites another person to look after %(child)s in the portal: %(rights)s.")
            % {
                "who": invitation.invited_by.full_name,
                "child": child.first_name,
                "rights": invitation.get_rights_display(),
            },
        )


def declined(invitation: Invitation) -> None:
    """Who invited hears that the person does not want to."""
    child = invitation.child
    with _language_of_letters():
        _tell(
            [invitation.invited_by],
            child,
            "adult_declined",
            _("The invitation is declined"),
            _(
                "%(email)s declined your invitation to look after %(child)s in the portal. "
                "There is nothing to do; you can invite another person."
            )
            % {"email": invitation.email, "child": child.first_name},
        )


def came(guardianship: Guardianship) -> None:
    """Somebody looks after the child from now on: everybody hears of it, they too."""
    child = guardianship.child
    with _language_of_letters():
        words = {
            "who": guardianship.user.full_name,
            "relation": guardianship.get_relation_display(),
            "child": child.first_name,
            "rights": guardianship.get_rights_display(),
        }
        _tell(
            _people(child).exclude(pk=guardianship.user_id),
            child,
            "adult_came",
            _("The child has an account now")
            if guardianship.is_self
            else _("Your child is looked after together now"),
            (
                _("%(child)s has an account of their own in the portal now: %(rights)s.")
                if guardianship.is_self
                else _(
                    "%(who)s (%(relation)s) looks after %(child)s in the portal now: %(rights)s."
                )
            )
            % words,
        )
        _tell(
            [guardianship.user],
            child,
            "adult_welcome",
            _("Your own account in the Navigator")
            if guardianship.is_self
            else _("You look after a child in the portal"),
            (
                _(
                    "You see your clubs, your week and your certificate in the portal now. Your "
                    "rights: %(rights)s. Your parent can change them."
                )
                if guardianship.is_self
                else _("You look after %(child)s in the portal now: %(rights)s.")
            )
            % words,
        )


def rights_changed(guardianship: Guardianship) -> None:
    """Everybody hears which rights a person has now."""
    child = guardianship.child
    with _language_of_letters():
        _tell(
            _people(child),
            child,
            "adult_rights",
            _("Rights have changed"),
            (
                _("%(child)s has other rights in the own account now: %(rights)s.")
                if guardianship.is_self
                else _(
                    "%(who)s looks after %(child)s in the portal with other rights now: %(rights)s."
                )
            )
            % {
                "who": guardianship.user.full_name,
                "child": child.first_name,
                "rights": guardianship.get_rights_display(),
            },
        )


def gone(guardianship: Guardianship, *, by: User) -> None:
    """Everybody hears that a person looks after the child no more; they too, and what to do."""
    child, person = guardianship.child, guardianship.user
    with _language_of_letters():
        words = {"who": person.full_name, "child": child.first_name, "by": by.full_name}
        _tell(
            _people(child).exclude(pk=person.pk),
            child,
            "adult_gone",
            _("A person looks after a child no more"),
            _("%(who)s does not look after %(child)s in the portal any more.") % words,
        )
        body = (
            _("You do not look after %(child)s in the portal any more, as you wished.")
            if by == person
            else _(
                "You do not look after %(child)s in the portal any more; it was changed by "
                "%(by)s. If it is not right, come to the municipal support centre with the "
                "documents that say who you are to the child."
            )
        )
        notify(
            [person],
            "certificates.adult_removed",
            subject=_("You do not look after a child in the portal any more"),
            body=body % words,
        )


def data_corrected(child: Child) -> None:
    """Everybody hears that what the portal knows of the child was corrected; none stands there."""
    with _language_of_letters():
        _tell(
            _people(child),
            child,
            "child_corrected",
            _("The child’s data are corrected"),
            _("The data of %(child)s were corrected by the support centre. Look at them.")
            % {"child": child.first_name},
        )


def _people(child: Child, *, full_only: bool = False) -> QuerySet[User]:
    found = User.objects.filter(guardianships__child=child, is_active=True)
    if full_only:
        found = User.objects.filter(
            guardianships__in=child.guardianships.filter(rights=FULL), is_active=True
        )
    return found.order_by("pk")


def _tell(people: Iterable[User], child: Child, kind: str, subject: str, body: str) -> None:
    url = reverse("certificates:child", args=(child.pk,))
    notify(people, f"certificates.{kind}", subject=subject, body=body, url=url)


def _language_of_letters() -> translation.override:
    """Letters are stored, so they speak the portal's language, not that of who pressed."""
    return translation.override(settings.LANGUAGE_CODE)
