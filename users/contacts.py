"""Addresses and phones as people type them, and as the portal keeps them."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from reference.errors import RuleBroken

# Where letters of the district's parents usually go; a domain one slip away is likely a typo.
FREQUENT_DOMAINS = (
    "gmail.com",
    "mail.ru",
    "yandex.ru",
    "rambler.ru",
    "inbox.ru",
    "list.ru",
    "icloud.com",
    "outlook.com",
    "hotmail.com",
)
# Real ones that are one slip away from a frequent one.
REAL_DOMAINS = frozenset(
    {*FREQUENT_DOMAINS, "mail.com", "email.ru", "gmx.com", "yandex.ua", "yandex.by", "yandex.kz"}
)
# More than one slip away, and typed often all the same.
KNOWN_TYPOS = {
    "gmail.ru": "gmail.com",
    "gmeil.ru": "gmail.com",
    "gmal.ru": "gmail.com",
    "yandeks.ru": "yandex.ru",
    "jandex.ru": "yandex.ru",
    "maill.ry": "mail.ru",
    "icloud.ru": "icloud.com",
}

RUSSIAN_LETTERS = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяё")
_LOOKS_LATIN = str.maketrans("асеорхукмтвнгі", "aceopxykmtbhri")
# The keys of ЙЦУКЕН where QWERTY was meant; Shift and 2 gives a quotation mark there.
_TYPED_IN_RUSSIAN = str.maketrans(
    'йцукенгшщзхъфывапролджэячсмитьбюё"№', "qwertyuiop[]asdfghjkl;'zxcvbnm,.`@@"
)
_WITHOUT_DOT = {domain.replace(".", ""): domain for domain in FREQUENT_DOMAINS}
_NOT_IN_A_PHONE = re.compile(r"[^\d\s()+.\-\u2010-\u2015]")
PHONE_DIGITS = 10


def normal_email(text: str) -> str:
    """The address as it is kept: no spaces around, lower case."""
    return text.strip().lower()


def likely_email(email: str) -> str | None:
    """What the person probably meant, when the domain looks like a slip of a frequent one."""
    name, _at, domain = normal_email(email).rpartition("@")
    if domain in REAL_DOMAINS:
        return None
    if "xn--" in domain:  # a browser's way to send a domain in Russian letters
        russian = tidy_email(f"{name}@{_decoded(domain)}")
        return russian if russian.rpartition("@")[2] in REAL_DOMAINS else None
    meant = KNOWN_TYPOS.get(domain) or next(
        (known for known in FREQUENT_DOMAINS if _is_one_slip(domain, known)), None
    )
    return f"{name}@{meant}" if meant else None


def tidy_email(text: str) -> str:
    """What somebody meant whose address no letter can go to; as it is, if we do not know.

    Typed in the Russian layout, with letters that only look Latin, with spaces or commas in it,
    with the dot of a frequent domain left out.
    """
    email = normal_email(text).removeprefix("mailto:").strip("<>.,;: ")
    if any(letter in RUSSIAN_LETTERS for letter in email):
        looks = email.translate(_LOOKS_LATIN)
        email = looks if looks.isascii() and "@" in looks else email.translate(_TYPED_IN_RUSSIAN)
    email = re.sub(r"@+", "@", re.sub(r"\s+", "", email).replace(",", ".").replace("..", "."))
    name, at, domain = email.rpartition("@")
    return f"{name}{at}{_WITHOUT_DOT.get(domain, domain)}"


def normal_phone(text: str) -> str:
    """A Russian phone as "+7 (900) 123-45-67", from any usual way to write it.

    Raises RuleBroken `phone`.
    """
    digits = re.sub(r"\D", "", text)
    if len(digits) == PHONE_DIGITS + 1 and digits[0] in "78":
        digits = digits[1:]
    elif digits.startswith("7"):  # no code begins so: a digit was lost after +7
        digits = ""
    if len(digits) != PHONE_DIGITS or _NOT_IN_A_PHONE.search(text):
        raise RuleBroken(
            "phone",
            _("Enter the phone with its code, for example +7 (900) 123-45-67."),
            field="phone",
        )
    return f"+7 ({digits[:3]}) {digits[3:6]}-{digits[6:8]}-{digits[8:]}"


def _decoded(domain: str) -> str:
    try:
        return domain.encode().decode("idna")
    except UnicodeError:
        return domain


def _is_one_slip(typed: str, meant: str) -> bool:
    """One letter too many, missing or wrong, or two neighbours swapped."""
    while typed and meant and typed[0] == meant[0]:
        typed, meant = typed[1:], meant[1:]
    while typed and meant and typed[-1] == meant[-1]:
        typed, meant = typed[:-1], meant[:-1]
    return max(len(typed), len(meant)) == 1 or (len(typed) == 2 and typed == meant[::-1])
