"""Letters about documents for payment, to the other side: numbers and sums, no names (R11.07)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from enrollment.models import Document
from enrollment.notifications import language_of_letters, responsible_of
from reference import money
from users.models import Role, User
from users.notifying import notify


def sent(document: Document) -> None:
    """The payer has a document to check; no child is named in it (R11.07)."""
    with language_of_letters():
        _tell(
            document,
            payers_of(document.municipality_id),
            "document_sent",
            _("A document for payment has come"),
            _("%(provider)s has sent: %(document)s for %(month)s, to pay %(sum)s."),
        )


def taken(document: Document) -> None:
    """The payer checks the document."""
    with language_of_letters():
        _tell(
            document,
            responsible_of(document.provider),
            "document_taken",
            _("The payer checks a document"),
            _("%(payer)s has taken into work: %(document)s for %(month)s."),
        )


def returned(document: Document) -> None:
    """The payer returned the document, and why (R7.18)."""
    with language_of_letters():
        reason = ". ".join(
            str(part).rstrip(".")
            for part in (document.get_refusal_display(), document.reason)
            if part
        )
        _tell(
            document,
            responsible_of(document.provider),
            "document_returned",
            _("The payer returned a document"),
            _(
                "%(payer)s has returned: %(document)s for %(month)s. Reason: %(reason)s. "
                "Correct the error and issue the document anew."
            ),
            reason=reason,
        )


def paid(document: Document) -> None:
    """The money is on its way (R7.22)."""
    with language_of_letters():
        order = _("%(payer)s has paid: %(document)s for %(month)s, %(sum)s, order No. %(order)s.")
        accepted = _("%(payer)s has accepted: %(document)s for %(month)s; nothing is to be paid.")
        _tell(
            document,
            responsible_of(document.provider),
            "document_paid",
            _("A document is paid"),
            order if document.to_pay else accepted,
            order=document.payment_order or "–",
        )


def payers_of(municipality_id: int) -> QuerySet[User]:
    """Those who pay for the municipality."""
    return User.objects.filter(
        is_active=True,
        role_assignments__role=Role.PAYER,
        role_assignments__municipality=municipality_id,
    ).distinct()


def _tell(
    document: Document,
    recipients: Iterable[User],
    kind: str,
    subject: str,
    body: str,
    **facts: str,
) -> None:
    notify(
        recipients,
        f"enrollment.{kind}",
        subject=subject,
        body=body
        % {
            "provider": document.provider.short_name,
            "payer": document.municipality.payer_name,
            "document": f"{document.get_kind_display()} № {document.pk}",
            "month": date_format(document.month, "F Y").lower(),
            "sum": money.rubles(document.to_pay),
            **facts,
        },
        url=document.get_absolute_url(),
    )
