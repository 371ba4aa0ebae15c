"""“This was not me” on pages of certificates and letters, which know no cases themselves."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import Resolver404, resolve, reverse

from certificates.models import Certificate
from enrollment import access
from enrollment.models import Dispute
from users.models import Notification

register = template.Library()

CONTRACT_PAGE = "enrollment:contract"
# Letters about money that was set aside or spent: whoever did not do it says so here.
OF_MOVEMENTS = {
    "enrollment.contract_requested",
    "enrollment.contract_accepted",
    "enrollment.contract_signed",
    "enrollment.contract_withdrawn",
    "enrollment.prolongation_offered",
}


@register.simple_tag
def open_case(certificate: Certificate) -> Dispute | None:
    """The case that keeps the certificate from paying for anything new."""
    case: Dispute | None = certificate.disputes.open().first()
    return case


@register.simple_tag
def not_me_address(letter: Notification) -> str:
    """Where a family says of the letter's contract that it was not its doing, else nothing."""
    if letter.kind not in OF_MOVEMENTS:
        return ""
    try:
        page = resolve(letter.url)
    except Resolver404:
        return ""
    if page.view_name != CONTRACT_PAGE:
        return ""
    key, reader = page.kwargs["pk"], letter.recipient
    if reader is None or not access.contracts_acted_on(reader).filter(pk=key).exists():
        return ""
    return reverse("enrollment:dispute_contract", args=(key,))


@register.filter
def may_be_disputed(entry: Any) -> bool:
    """Whether a family would say of the movement “this was not me”: money set aside or spent."""
    return entry.kind in (entry.Kind.RESERVE, entry.Kind.DEBIT) and entry.contract_id is not None
