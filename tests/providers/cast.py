"""What the tests of providers say of an organisation that applies."""

from datetime import date

from providers import requisites
from providers.models import Provider


def right_ogrn(digits: str) -> str:
    return next(f"{digits}{end}" for end in range(10) if requisites._is_ogrn(f"{digits}{end}"))


def application(municipality, **changes):
    """The fields of a right application."""
    return {
        "municipality": municipality,
        "kind": Provider.Kind.EDUCATIONAL,
        "department": Provider.Department.CULTURE,
        "ownership": Provider.Ownership.PRIVATE,
        "full_name": "Автономная некоммерческая организация «Весёлые краски»",
        "short_name": "АНО «Весёлые краски»",
        "inn": "0000000018",
        "kpp": "000101001",
        "ogrn": right_ogrn("100000000001"),
        "licence_number": "Л035-00000-00/00000077",
        "licence_on": date(2024, 2, 2),
        "address": "г. Приднепровск, ул. Лесная, 4",
        "phone": "+7 (000) 000-00-55",
        **changes,
    }
