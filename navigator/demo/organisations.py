"""The organisations of the demo district: their papers, places and staff. Pure.

Numbers belong to region 00, which does not exist; their check digits are right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdnum.ru import inn as inn_number

from navigator.demo import names
from navigator.demo.allocation import Class
from navigator.demo.sheets import ProviderSheet

TEACHERS = 61
GROUPS_IN_A_ROOM = 4

LEGAL_FORMS = {
    "МБУ ДО": "Муниципальное бюджетное учреждение дополнительного образования",
    "МБОУ": "Муниципальное бюджетное общеобразовательное учреждение",
    "МБДОУ": "Муниципальное бюджетное дошкольное образовательное учреждение",
    "ОГБПОУ": "Областное государственное бюджетное профессиональное образовательное учреждение",
    "АНО ДО": "Автономная некоммерческая организация дополнительного образования",
    "ИП": "Индивидуальный предприниматель",
}
ENTREPRENEUR = "O18"
DEPARTMENTS = {"O02": "sport", "O03": "culture", "O17": "other", "O18": "other"}
OWNERSHIP = {"O16": "regional", "O17": "private", "O18": "private"}

STREETS = {
    "O01": "ул. Речная, д. 5",
    "O02": "ул. Стадионная, д. 2",
    "O03": "пл. Соборная, д. 7",
    "O04": "ул. Заводская, д. 14",
    "O05": "ул. Школьная, д. 11",
    "O06": "пр. Мира, д. 28",
    "O07": "ул. Центральная, д. 3",
    "O08": "ул. Родниковая, д. 1",
    "O09": "ул. Полевая, д. 6",
    "O10": "ул. Молодёжная, д. 9",
    "O11": "ул. Садовая, д. 4",
    "O12": "ул. Лесная, д. 2",
    "O13": "ул. Мостовая, д. 8",
    "O14": "ул. Солнечная, д. 17",
    "O15": "пер. Тихий, д. 3",
    "O16": "ул. Технологов, д. 21",
    "O17": "пр. Мира, д. 40, пом. 2",
    "O18": "ул. Речная, д. 12, пом. 5",
}

# Where the houses stand, latitude and longitude: fictional, like the district itself. The town lies
# on both banks within three kilometres, the villages up to twenty-five kilometres around.
POINTS = {
    "O01": (59.1214, 36.0548),
    "O02": (59.1279, 36.0403),
    "O03": (59.1187, 36.0601),
    "O04": (59.1118, 36.0717),
    "O05": (59.1233, 36.0674),
    "O06": (59.1161, 36.0489),
    "O07": (59.2012, 35.9257),
    "O08": (59.0587, 36.1669),
    "O09": (59.1746, 36.2210),
    "O10": (59.0290, 35.9518),
    "O11": (59.2435, 36.1122),
    "O12": (58.9861, 36.0704),
    "O13": (59.1528, 35.8516),
    "O14": (59.1098, 36.0411),
    "O15": (59.1301, 36.0582),
    "O16": (59.1072, 36.0824),
    "O17": (59.1148, 36.0455),
    "O18": (59.1221, 36.0569),
}

# What the second place of a large organisation is, and who teaches there.
SECOND_VENUES = {
    "O01": ("Флигель прикладного творчества", "ул. Речная, д. 7", {"X11", "X12", "X10", "X14"}),
    "O02": ("Стадион и лыжная база", "ул. Стадионная, д. 4", {"F01", "F04", "F05", "K04"}),
}

ROOMS = {
    "sport": "зал",
    "arts": "класс",
    "technical": "мастерская",
    "natural_science": "лаборатория",
    "tourism": "каб.",
    "social": "каб.",
}


@dataclass(frozen=True)
class Place:
    """A venue before it is written down."""

    name: str
    address: str
    latitude: float
    longitude: float


def fields_of(sheet: ProviderSheet, head: tuple[str, str, str], founded: date) -> dict[str, Any]:
    """What the organisation writes about itself when it applies to the register.

    `head` is the surname, first name and patronymic of who signs contracts.
    """
    ordinal = int(sheet.code[1:])
    form = next(form for form in LEGAL_FORMS if sheet.name.startswith(form))
    is_entrepreneur = sheet.code == ENTREPRENEUR
    licence = {
        "licence_number": f"Л035-00000-00/{ordinal:08d}",
        "licence_on": founded,
        "licence_issuer": "Департамент образования и науки области",
    }
    return {
        "kind": "sole" if is_entrepreneur else "educational",
        "department": DEPARTMENTS.get(sheet.code, "education"),
        "ownership": OWNERSHIP.get(sheet.code, "municipal"),
        "full_name": sheet.name.replace(form, LEGAL_FORMS[form], 1),
        "short_name": sheet.name,
        **_numbers(ordinal, is_entrepreneur),
        **({} if is_entrepreneur else licence),
        "bank": "Отделение банка в г. Приднепровске",
        "bik": "000000001",
        "account": f"{'40802' if is_entrepreneur else '03234'}{ordinal:015d}",
        "address": f"{sheet.settlement}, {STREETS[sheet.code]}",
        "phone": names.phone(9_000_000 + ordinal),
        "email": f"{sheet.code.lower()}@example.org",
        "site": f"https://{sheet.code.lower()}.example.org/",
        "head_name": " ".join(head),
        "head_position": "индивидуальный предприниматель" if is_entrepreneur else _chief(sheet),
        "head_basis": (
            "листа записи ЕГРИП о государственной регистрации" if is_entrepreneur else "Устава"
        ),
    }


def _chief(sheet: ProviderSheet) -> str:
    return "заведующий" if sheet.name.startswith("МБДОУ") else "директор"


def _numbers(ordinal: int, is_entrepreneur: bool) -> dict[str, str]:
    if is_entrepreneur:
        base = f"00{ordinal:08d}"
        ogrn = f"30000000000{ordinal:03d}"
        return {
            "inn": base + inn_number.calc_personal_check_digits(base),
            "ogrn": ogrn + str(int(ogrn) % 13 % 10),
        }
    base = f"0001{ordinal:05d}"
    ogrn = f"10200{ordinal:07d}"
    return {
        "inn": base + inn_number.calc_company_check_digit(base),
        "kpp": "000101001",
        "ogrn": ogrn + str(int(ogrn) % 11 % 10),
    }


def places_of(sheet: ProviderSheet) -> list[Place]:
    """Where the organisation teaches: the main place first."""
    latitude, longitude = POINTS[sheet.code]
    places = [Place("Основное здание", STREETS[sheet.code], latitude, longitude)]
    if sheet.code in SECOND_VENUES:
        name, address, _codes = SECOND_VENUES[sheet.code]
        places.append(Place(name, address, latitude + 0.0009, longitude + 0.0016))
    return places


def place_of(each: Class) -> int:
    """Which of the organisation's places the group is taught at."""
    _name, _address, codes = SECOND_VENUES.get(each.offer.provider.code, ("", "", set()))
    return int(each.offer.program.code in codes)


def rooms_for(classes: Sequence[Class]) -> dict[str, list[str]]:
    """The rooms of each sort that these groups of one organisation need, by direction."""
    wanted = Counter(each.offer.program.direction for each in classes)
    rooms: dict[str, list[str]] = {}
    for direction, number in wanted.items():
        word = ROOMS[direction]
        taken = sum(len(known) for known in rooms.values())
        rooms[direction] = [
            f"{word} {taken + n}" for n in range(1, 1 + -(-number // GROUPS_IN_A_ROOM))
        ]
    return rooms


def teachers_of(classes: Sequence[Class]) -> dict[str, int]:
    """How many teachers each organisation has: one at least, the others by its groups."""
    groups = Counter(each.offer.provider.code for each in classes)
    teachers = dict.fromkeys(groups, 1)
    while sum(teachers.values()) < TEACHERS:
        busiest = max(
            (code for code in groups if code != ENTREPRENEUR),
            key=lambda code: groups[code] / teachers[code],
        )
        teachers[busiest] += 1
    return teachers
