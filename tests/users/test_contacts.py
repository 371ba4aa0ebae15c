"""E-mails and phones as people type them."""

import pytest

from reference.errors import RuleBroken
from users.contacts import likely_email, normal_email, normal_phone, tidy_email


def test_an_email_is_kept_in_lower_case_without_spaces():
    assert normal_email("  Anna.Petrova@Mail.RU ") == "anna.petrova@mail.ru"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("anna@gmial.com", "anna@gmail.com"),
        ("anna@gmail.con", "anna@gmail.com"),
        ("anna@gmail.co", "anna@gmail.com"),
        ("anna@gmail.ru", "anna@gmail.com"),
        ("anna@mai.ru", "anna@mail.ru"),
        ("anna@mial.ru", "anna@mail.ru"),
        ("anna@mail.rru", "anna@mail.ru"),
        ("anna@yandx.ru", "anna@yandex.ru"),
        ("ANNA@YANDEKS.RU", "anna@yandex.ru"),
        ("anna@mali.ru", "anna@mail.ru"),
        # «anna@ьфшд.кг», as browsers send it
        ("anna@xn--d1a5amo.xn--c1an", "anna@mail.ru"),
        ("anna@yandex.ri", "anna@yandex.ru"),
    ],
)
def test_a_slip_in_a_frequent_domain_is_noticed(typed, meant):
    assert likely_email(typed) == meant


@pytest.mark.parametrize(
    "right",
    [
        "anna@mail.ru",
        "anna@mail.com",
        "anna@ya.ru",
        "anna@bk.ru",
        "anna@yandex.kz",
        "a@example.org",
    ],
)
def test_a_real_domain_is_left_in_peace(right):
    assert likely_email(right) is None


@pytest.mark.parametrize(
    "typed",
    ["+7 (900) 123-45-67", "8 900 123 45 67", "89001234567", "900 123-45-67", "+7.900.123.45.67"],
)
def test_a_phone_is_kept_in_one_way(typed):
    assert normal_phone(typed) == "+7 (900) 123-45-67"


@pytest.mark.parametrize(
    "typed",
    ["", "123", "+1 900 123 45 67", "+7 900 123 45 6", "+7 900 123 45 67 доб. 5", "телефон"],
)
def test_something_else_is_not_a_phone(typed):
    with pytest.raises(RuleBroken) as refusal:
        normal_phone(typed)

    assert refusal.value.code == "phone"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("аnnа@mail.ru", "anna@mail.ru"),
        ('фттф"ьфшдюкг', "anna@mail.ru"),
        ("фттф@ьфшдюкг", "anna@mail.ru"),
        ("anna @mail.ru", "anna@mail.ru"),
        ("anna@mail,ru", "anna@mail.ru"),
        ("anna@@mail.ru", "anna@mail.ru"),
        ("anna@mail..ru", "anna@mail.ru"),
        ("anna@mail.ru.", "anna@mail.ru"),
        ("<anna@mail.ru>", "anna@mail.ru"),
        ("mailto:anna@mail.ru", "anna@mail.ru"),
        ("anna@mailru", "anna@mail.ru"),
        ("anna", "anna"),
        ("", ""),
        ("@", "@"),
    ],
)
def test_what_no_letter_can_reach_is_put_right_where_one_knows_how(typed, meant):
    assert tidy_email(typed) == meant
