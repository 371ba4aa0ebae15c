"""Numbers of organisations and entrepreneurs: their length and their check digits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from stdnum.ru import inn as inn_number
from stdnum.ru import ogrn as ogrn_number

from providers.models import Provider
from reference.errors import RuleBroken

ENTREPRENEURS = (Provider.Kind.EMPLOYER, Provider.Kind.SOLE)
_LENGTHS = {
    "kpp": (9, _("Enter the nine digits of the KPP")),
    "bik": (9, _("Enter the nine digits of the BIK")),
    "account": (20, _("Enter the twenty digits of the account")),
}


def tidy(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with their numbers free of spaces."""
    numbers = ("inn", "kpp", "ogrn", "bik", "account")
    return {
        name: re.sub(r"\s", "", value) if name in numbers else value
        for name, value in fields.items()
    }


def check(provider: Provider, *, on: date) -> None:
    """Refuse wrong numbers and a missing licence (R4.04, R4.05).

    Raises RuleBroken `inn`, `ogrn`, `kpp`, `bik`, `account`, `licence_missing`,
    `licence_not_yet`, each with its field.
    """
    is_entrepreneur = provider.kind in ENTREPRENEURS
    _check_inn(provider.inn, is_entrepreneur)
    _check_ogrn(provider.ogrn, is_entrepreneur)
    if not is_entrepreneur and not provider.kpp:
        raise RuleBroken("kpp", _("Enter the KPP: every organisation has one"), field="kpp")
    for field, (length, message) in _LENGTHS.items():
        value = getattr(provider, field)
        if value and not re.fullmatch(rf"[0-9]{{{length}}}", value):
            raise RuleBroken(field, message, field=field)
    _check_licence(provider, on)


def _check_inn(inn: str, is_entrepreneur: bool) -> None:
    if len(inn) != (12 if is_entrepreneur else 10):
        message = (
            _("Enter the twelve digits of the entrepreneur's INN")
            if is_entrepreneur
            else _("Enter the ten digits of the organisation's INN")
        )
        raise RuleBroken("inn", message, field="inn")
    if not inn_number.is_valid(inn):
        raise RuleBroken("inn", _("Such an INN does not exist: check its digits"), field="inn")


def _check_ogrn(ogrn: str, is_entrepreneur: bool) -> None:
    if len(ogrn) != (15 if is_entrepreneur else 13):
        message = (
            _("Enter the fifteen digits of the OGRNIP")
            if is_entrepreneur
            else _("Enter the thirteen digits of the OGRN")
        )
        raise RuleBroken("ogrn", message, field="ogrn")
    if not _is_ogrn(ogrn):
        raise RuleBroken("ogrn", _("Such an OGRN does not exist: check its digits"), field="ogrn")


def _is_ogrn(ogrn: str) -> bool:
    if len(ogrn) == 15:
        # the library forgets that a remainder of 10, 11 or 12 leaves its last digit
        return bool(re.fullmatch(r"[34][0-9]{14}", ogrn)) and (
            int(ogrn[:14]) % 13 % 10 == int(ogrn[14])
        )
    return bool(ogrn_number.is_valid(ogrn))


def _check_licence(provider: Provider, on: date) -> None:
    if provider.kind == Provider.Kind.SOLE:
        return
    if not (provider.licence_number and provider.licence_on):
        raise RuleBroken(
            "licence_missing",
            _(
                "Enter the number and the date of the licence: only an entrepreneur who works "
                "alone needs none"
            ),
            field="licence_on" if provider.licence_number else "licence_number",
        )
    if provider.licence_on > on:
        raise RuleBroken(
            "licence_not_yet", _("The date of the licence is in the future"), field="licence_on"
        )
