"""A provider comes into the register, stops for a while, or leaves it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from providers import notifications, requisites
from providers.models import Provider, ProviderMember
from reference.errors import RuleBroken, refusing
from reference.latin import free_slug
from reference.models import Municipality
from users import audit
from users.models import Role, RoleAssignment, User
from users.notifications import email_to_confirm
from users.registering import EMAIL_CONSTRAINTS, TERMS_VERSION, PersonFields, email_token

Status = Provider.Status

# From where to where a provider may go (R4.06).
TRANSITIONS: dict[Status, tuple[Status, ...]] = {
    Status.NEW: (Status.ACTIVE, Status.REFUSED),
    Status.REFUSED: (Status.NEW,),
    Status.ACTIVE: (Status.SUSPENDED, Status.EXCLUDED),
    Status.SUSPENDED: (Status.ACTIVE, Status.EXCLUDED),
    Status.EXCLUDED: (),
}

# What a provider is: after the operator's check these stand, a change is a new application.
IDENTITY = (
    "municipality",
    "kind",
    "department",
    "ownership",
    "full_name",
    "short_name",
    "inn",
    "kpp",
    "ogrn",
)
# What a provider keeps up to date by itself.
DETAILS = (
    "licence_number",
    "licence_on",
    "licence_issuer",
    "bank",
    "bik",
    "account",
    "address",
    "phone",
    "email",
    "site",
    "head_name",
    "head_position",
    "head_basis",
    "parent_payment_mode",
)


def open_account(
    person: PersonFields, *, email: str, password: str, municipality: Municipality
) -> User:
    """Make the account of a provider's representative who has accepted the terms.

    They may sign in at once. Raises RuleBroken `email_taken`, `phone`.
    """
    taken = RuleBroken(
        "email_taken",
        _("This e-mail is already used on the portal. Sign in and apply from your account."),
        field="email",
    )
    fields = person.tidy()
    with transaction.atomic():
        with refusing(dict.fromkeys(EMAIL_CONSTRAINTS, taken)), transaction.atomic():
            user = User.objects.create_user(email, password, municipality=municipality, **fields)
        audit.record(user, "user.registered", user, terms=TERMS_VERSION)
        email_to_confirm(user, email_token(user))
    return user


@transaction.atomic
def apply(fields: Mapping[str, Any], *, by: User, on: date) -> Provider:
    """Ask for a place in the register; the person becomes responsible for the provider.

    Raises RuleBroken `inn_taken` and those of `requisites.check`, each with its field.
    """
    provider = Provider(**requisites.tidy(fields), status=Status.NEW)
    requisites.check(provider, on=on)
    provider.slug = free_slug(
        provider.short_name,
        longest=80,
        is_taken=lambda slug: Provider.objects.filter(slug=slug).exists(),
    )
    with refusing({"provider_inn_unique_among_living": _inn_taken()}), transaction.atomic():
        provider.save()
    ProviderMember.objects.create(
        provider=provider, user=by, position=ProviderMember.Position.RESPONSIBLE
    )
    RoleAssignment.objects.get_or_create(user=by, role=Role.PROVIDER, municipality=None)
    audit.record(by, "provider.applied", provider)
    notifications.provider_applied(provider)
    return provider


@transaction.atomic
def apply_again(provider: Provider, *, by: User, on: date) -> Provider:
    """Hand in a refused application once more, after mending it.

    Raises RuleBroken `wrong_status`, `inn_taken` and those of `requisites.check`.
    """
    provider = lock(provider)
    requisites.check(provider, on=on)
    with refusing({"provider_inn_unique_among_living": _inn_taken()}), transaction.atomic():
        _move(provider, Status.NEW, "", by=by, action="provider.applied_again")
    notifications.provider_applied(provider)
    return provider


@transaction.atomic
def include(provider: Provider, *, by: User, on: date) -> Provider:
    """Take the provider into the register. Raises RuleBroken `wrong_status` and of the checks."""
    provider = lock(provider)
    requisites.check(provider, on=on)
    _move(provider, Status.ACTIVE, "", by=by, action="provider.included", was=Status.NEW)
    notifications.provider_included(provider)
    return provider


@transaction.atomic
def refuse(provider: Provider, reason: str, *, by: User, on: date) -> Provider:
    """Refuse the application; the applicant may mend it and hand it in again.

    Raises RuleBroken `wrong_status`, `reason_missing`.
    """
    provider = lock(provider)
    _move(provider, Status.REFUSED, _said(reason), by=by, action="provider.refused")
    notifications.provider_refused(provider)
    return provider


@transaction.atomic
def suspend(provider: Provider, reason: str, *, by: User, on: date) -> Provider:
    """Stop new applications to the provider for a while; who studies goes on studying (R1.08).

    Raises RuleBroken `wrong_status`, `reason_missing`.
    """
    provider = lock(provider)
    _move(provider, Status.SUSPENDED, _said(reason), by=by, action="provider.suspended")
    notifications.provider_suspended(provider)
    return provider


@transaction.atomic
def resume(provider: Provider, *, by: User, on: date) -> Provider:
    """Let a suspended provider go on. Raises RuleBroken `wrong_status`."""
    provider = lock(provider)
    _move(provider, Status.ACTIVE, "", by=by, action="provider.resumed", was=Status.SUSPENDED)
    notifications.provider_resumed(provider)
    return provider


@transaction.atomic
def exclude(provider: Provider, reason: str, *, by: User, on: date) -> Provider:
    """Strike the provider off the register (R4.11).

    Raises RuleBroken `wrong_status`, `reason_missing`.
    """
    provider = lock(provider)
    _move(provider, Status.EXCLUDED, _said(reason), by=by, action="provider.excluded")
    notifications.provider_excluded(provider)
    return provider


@transaction.atomic
def set_executor(provider: Provider, is_executor: bool, *, by: User, on: date) -> Provider:
    """Take the provider into the register of executors of the social order, or out of it (R6.62).

    Contracts that act go on; asked twice, nothing changes. Raises RuleBroken `wrong_status` where
    the provider does not work in the register of providers.
    """
    provider = lock(provider)
    if is_executor and provider.status != Status.ACTIVE:
        raise RuleBroken(
            "wrong_status", _("First the organisation has to work in the register of providers.")
        )
    if provider.is_executor != is_executor:
        provider.is_executor = is_executor
        provider.save(update_fields=("is_executor",))
        action = "provider.executor_included" if is_executor else "provider.executor_excluded"
        audit.record(by, action, provider)
    return provider


@transaction.atomic
def revise(provider: Provider, fields: Mapping[str, Any], *, by: User, on: date) -> Provider:
    """Change the card: before the decision all of it, later what is not checked by the operator.

    Raises RuleBroken `identity_is_fixed`, `inn_taken` and those of `requisites.check`.
    """
    provider = lock(provider)
    fields = requisites.tidy(fields)
    changed = [name for name, value in fields.items() if getattr(provider, name) != value]
    if not can_change_identity(provider) and set(changed) & set(IDENTITY):
        raise RuleBroken(
            "identity_is_fixed",
            _(
                "The names and numbers are checked already. Ask the regional model centre to "
                "change them."
            ),
        )
    for name in changed:
        setattr(provider, name, fields[name])
    requisites.check(provider, on=on)
    if changed:
        with refusing({"provider_inn_unique_among_living": _inn_taken()}), transaction.atomic():
            provider.save(update_fields=changed)
        audit.record(by, "provider.revised", provider, fields=changed)
    return provider


def can_change_identity(provider: Provider) -> bool:
    """Whether the names and numbers are still the applicant's to mend."""
    return provider.status in (Status.NEW, Status.REFUSED)


def lock(provider: Provider) -> Provider:
    """Lock the provider's row and read it fresh."""
    return (
        Provider.objects.select_for_update(of=("self",), no_key=True)
        .select_related("municipality__region")
        .get(pk=provider.pk)
    )


def _move(
    provider: Provider,
    to: Status,
    reason: str,
    *,
    by: User,
    action: str,
    was: Status | None = None,
) -> None:
    here = Status(provider.status)
    if to not in TRANSITIONS[here] or (was is not None and here != was):
        raise RuleBroken(
            "wrong_status",
            _("This is not possible now: the provider is “%(status)s”. Open the page again.")
            % {"status": here.label},
        )
    provider.status = to
    provider.status_reason = reason
    provider.save(update_fields=("status", "status_reason"))
    audit.record(
        by,
        action,
        provider,
        before=here.value,
        after=to.value,
        **({"reason": reason} if reason else {}),
    )


def _said(reason: str) -> str:
    if not reason.strip():
        raise RuleBroken("reason_missing", _("Say why: the provider will read it"), field="reason")
    return reason.strip()


def _inn_taken() -> RuleBroken:
    return RuleBroken(
        "inn_taken",
        _("An organisation with this INN is in the register or waits for a decision already"),
        field="inn",
    )
