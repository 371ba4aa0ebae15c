"""What people type, read as they mean it."""

from datetime import date

import pytest
from django import forms

from certificates.fields import DayField, MoneyField, SnilsField


@pytest.mark.parametrize(
    ("typed", "kopecks"),
    [
        ("9600", 960_000),
        ("9 600,00", 960_000),
        ("9\xa0600.5 ₽", 960_050),
        ("0", 0),
    ],
)
def test_rubles_are_read_as_people_write_them(typed, kopecks):
    assert MoneyField().clean(typed) == kopecks


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("-1", "negative"),
        ("1,001", "shape"),
        ("1e9", "shape"),
        ("1e999999999", "shape"),
        ("Infinity", "shape"),
        ("9" * 25, "enormous"),
    ],
)
def test_a_sum_that_cannot_be_is_refused_by_its_own_name(typed, code):
    with pytest.raises(forms.ValidationError) as refusal:
        MoneyField().clean(typed)

    assert refusal.value.code == code


def test_a_sum_is_shown_again_as_it_is_typed():
    assert MoneyField().prepare_value(960_000) == "9\xa0600,00"
    assert MoneyField().prepare_value("9 6OO") == "9 6OO"
    assert MoneyField(required=False).clean("") is None


@pytest.mark.parametrize(
    "typed",
    [
        *("01.09.2015", "1.9.2015", "1/9/2015", "2015-09-01", "1 9 2015 "),
        *("01092015", "01,09,2015", "1 сентября 2015", "1 Сентября 2015 г."),
    ],
)
def test_a_day_is_read_in_every_usual_way(typed):
    assert DayField().clean(typed) == date(2015, 9, 1)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("01.09.15", "shape"),
        ("вчера", "shape"),
        ("1 мартобря 2015", "shape"),
        ("1092015", "shape"),
        ("29.02.2015", "no_such_day"),
        ("01.09.0026", "no_such_year"),
        ("", "required"),
    ],
)
def test_a_day_that_cannot_be_is_refused_by_its_own_name(typed, code):
    with pytest.raises(forms.ValidationError) as refusal:
        DayField().clean(typed)

    assert refusal.value.code == code


def test_snils_loses_its_dashes_and_gets_them_back():
    assert SnilsField().clean("112-233-445 95") == "11223344595"
    assert SnilsField().prepare_value("11223344595") == "112-233-445 95"
    with pytest.raises(forms.ValidationError):
        SnilsField().clean("112-233-445 9")
