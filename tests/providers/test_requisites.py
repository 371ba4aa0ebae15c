"""Numbers of organisations are checked before anybody relies on them."""

from __future__ import annotations

from datetime import date

import pytest
from stdnum.ru import inn

from providers import requisites
from providers.models import Provider
from reference.errors import RuleBroken

ON = date(2026, 9, 5)
ORGANISATION = {
    "kind": Provider.Kind.EDUCATIONAL,
    "inn": "0000000018",
    "kpp": "000101001",
    "ogrn": "1000000000010",
    "licence_number": "Л035-00000-00/00000000",
    "licence_on": date(2020, 1, 15),
}
ENTREPRENEUR = {
    "kind": Provider.Kind.SOLE,
    "inn": "000000000003",
    "kpp": "",
    "ogrn": "300000000000007",
    "licence_number": "",
    "licence_on": None,
}


def with_check_digits(digits: str, kind: str) -> str:
    """A made-up number made right, whichever digits it ends with."""
    ends = range(100) if kind == "inn12" else range(10)
    width = 2 if kind == "inn12" else 1
    candidates = (f"{digits}{end:0{width}d}" for end in ends)
    return next(one for one in candidates if _is_right(one))


def _is_right(number: str) -> bool:
    if len(number) in (10, 12):
        return bool(inn.is_valid(number))
    return requisites._is_ogrn(number)


ORGANISATION["ogrn"] = with_check_digits("100000000001", "ogrn")
ENTREPRENEUR["inn"] = with_check_digits("0000000000", "inn12")
ENTREPRENEUR["ogrn"] = with_check_digits("30000000000001", "ogrnip")


def refusal(**changes) -> str | None:
    base = ENTREPRENEUR if changes.pop("entrepreneur", False) else ORGANISATION
    try:
        requisites.check(Provider(**{**base, **changes}), on=ON)
    except RuleBroken as broken:
        return broken.code
    return None


def test_made_up_numbers_of_the_region_00_with_right_digits_pass():
    assert refusal() is None
    assert refusal(entrepreneur=True) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"inn": "0000000019"}, "inn"),
        ({"inn": "000000000018"}, "inn"),
        ({"inn": "00000000a8"}, "inn"),
        ({"inn": ""}, "inn"),
        ({"ogrn": "1000000000019"}, "ogrn"),
        ({"ogrn": "0000000000000"}, "ogrn"),
        ({"ogrn": "12"}, "ogrn"),
        ({"kpp": ""}, "kpp"),
        ({"kpp": "12345678"}, "kpp"),
        ({"bik": "1"}, "bik"),
        ({"account": "4070281000000000000"}, "account"),
        ({"licence_number": ""}, "licence_missing"),
        ({"licence_on": None}, "licence_missing"),
        ({"licence_on": date(2026, 9, 6)}, "licence_not_yet"),
        ({"kind": Provider.Kind.EMPLOYER}, "inn"),
    ],
)
def test_a_wrong_number_is_refused_beside_its_field(changes, code):
    assert refusal(**changes) == code


def test_a_licence_is_compulsory_for_all_but_an_entrepreneur_who_works_alone():
    assert refusal(entrepreneur=True, kind=Provider.Kind.EMPLOYER) == "licence_missing"
    assert refusal(entrepreneur=True) is None


def test_a_remainder_above_nine_leaves_its_last_digit():
    body = next(f"3{n:013d}" for n in range(100) if int(f"3{n:013d}") % 13 == 12)

    assert refusal(entrepreneur=True, ogrn=f"{body}2") is None
    assert refusal(entrepreneur=True, ogrn=f"{body}1") == "ogrn"


def test_spaces_in_numbers_are_no_mistake():
    tidied = requisites.tidy({"inn": " 0000 000 018", "short_name": "Дом творчества"})

    assert tidied == {"inn": "0000000018", "short_name": "Дом творчества"}
