"""Letters about the register of providers and the paying agreements."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from providers.models import Agreement, Provider, ProviderMember
from reference.models import Municipality
from users.models import Role, User
from users.notifying import notify


def provider_applied(provider: Provider) -> None:
    """The operator has an application to check."""
    with _language_of_letters():
        notify(
            User.objects.filter(is_active=True, role_assignments__role=Role.OPERATOR).distinct(),
            "providers.applied",
            subject=_("A provider asks for a place in the register"),
            body=_("“%(provider)s”, %(municipality)s, waits for your check and decision.")
            % {"provider": provider, "municipality": provider.municipality},
            url=reverse("providers:decision", args=(provider.pk,)),
        )


def provider_included(provider: Provider) -> None:
    """The provider is in the register."""
    with _language_of_letters():
        _tell(
            provider,
            "included",
            _("The organisation is in the register"),
            _(
                "“%(provider)s” is in the register of providers now. Write your programs, and ask "
                "the authorised organisation for a paying agreement."
            )
            % {"provider": provider},
        )


def provider_refused(provider: Provider) -> None:
    """The application is refused, and may be mended."""
    with _language_of_letters():
        _tell(
            provider,
            "refused",
            _("The application to the register is refused"),
            _("Reason: %(reason)s\n\nMend the application on your page and hand it in again.")
            % {"reason": provider.status_reason},
        )


def provider_suspended(provider: Provider) -> None:
    """Nobody can apply to the provider for a while."""
    with _language_of_letters():
        _tell(
            provider,
            "suspended",
            _("The work of the organisation on the portal is suspended"),
            _("New applications are not taken. Reason: %(reason)s")
            % {"reason": provider.status_reason},
        )


def provider_resumed(provider: Provider) -> None:
    """Families can apply again."""
    with _language_of_letters():
        _tell(
            provider,
            "resumed",
            _("The organisation works on the portal again"),
            _("Families can apply to “%(provider)s” again.") % {"provider": provider},
        )


def provider_excluded(provider: Provider) -> None:
    """The provider is struck off the register."""
    with _language_of_letters():
        _tell(
            provider,
            "excluded",
            _("The organisation is excluded from the register"),
            _("Reason: %(reason)s") % {"reason": provider.status_reason},
        )


def agreement_requested(agreement: Agreement) -> None:
    """The payer has a request to answer."""
    with _language_of_letters():
        notify(
            _payers(agreement.plan.municipality),
            "providers.agreement_requested",
            subject=_("A provider asks for a paying agreement"),
            body=_("“%(provider)s” asks for an agreement for the period %(since)s – %(until)s.")
            % {"provider": agreement.provider, **_period(agreement)},
            url=reverse("providers:agreement", args=(agreement.pk,)),
        )


def agreement_activated(agreement: Agreement) -> None:
    """Certificates of this payer are paid now."""
    with _language_of_letters():
        _tell(
            agreement.provider,
            "agreement_activated",
            _("The paying agreement is in force"),
            _(
                "Agreement № %(number)s of %(day)s with %(payer)s for the period %(since)s – "
                "%(until)s: families of this municipality can apply with certificates."
            )
            % {
                "number": agreement.number,
                "day": f"{agreement.signed_on:%d.%m.%Y}",
                "payer": agreement.plan.municipality.payer_name,
                **_period(agreement),
            },
            page="providers:own_agreements",
        )


def agreement_rejected(agreement: Agreement) -> None:
    """The payer said no."""
    with _language_of_letters():
        _tell(
            agreement.provider,
            "agreement_rejected",
            _("The paying agreement is rejected"),
            _("%(payer)s has rejected the agreement. Reason: %(reason)s")
            % {"payer": agreement.plan.municipality.payer_name, "reason": agreement.reason},
            page="providers:own_agreements",
        )


def agreement_closed(agreement: Agreement) -> None:
    """The agreement is out of force: nobody can apply with these certificates any more."""
    with _language_of_letters():
        _tell(
            agreement.provider,
            "agreement_closed",
            _("The paying agreement is taken out of force"),
            _("%(payer)s has taken agreement № %(number)s out of force. Reason: %(reason)s")
            % {
                "payer": agreement.plan.municipality.payer_name,
                "number": agreement.number,
                "reason": agreement.reason,
            },
            page="providers:own_agreements",
        )


def agreement_appealed(agreement: Agreement) -> None:
    """The payer has to decide once more."""
    with _language_of_letters():
        notify(
            _payers(agreement.plan.municipality),
            "providers.agreement_appealed",
            subject=_("A provider appeals against the rejection of an agreement"),
            body=_("“%(provider)s” does not agree with the rejection: %(appeal)s")
            % {"provider": agreement.provider, "appeal": agreement.appeal},
            url=reverse("providers:agreement", args=(agreement.pk,)),
        )


def responsible_of(provider: Provider) -> Iterable[User]:
    """The people who act for the provider on the portal."""
    return User.objects.filter(
        is_active=True,
        provider_memberships__provider=provider,
        provider_memberships__position=ProviderMember.Position.RESPONSIBLE,
        provider_memberships__is_active=True,
    ).distinct()


def _payers(municipality: Municipality) -> Iterable[User]:
    return User.objects.filter(
        is_active=True,
        role_assignments__role=Role.PAYER,
        role_assignments__municipality=municipality,
    ).distinct()


def _period(agreement: Agreement) -> dict[str, str]:
    plan = agreement.plan
    return {"since": f"{plan.starts_on:%d.%m.%Y}", "until": f"{plan.ends_on:%d.%m.%Y}"}


def _tell(
    provider: Provider, kind: str, subject: str, body: str, page: str = "providers:own_card"
) -> None:
    notify(
        responsible_of(provider),
        f"providers.{kind}",
        subject=subject,
        body=body,
        url=reverse(page),
    )


def _language_of_letters() -> translation.override:
    return translation.override(settings.LANGUAGE_CODE)
