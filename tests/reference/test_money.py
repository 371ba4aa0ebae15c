from fractions import Fraction

import pytest

from reference import money


@pytest.mark.parametrize(
    ("text", "kopecks"),
    [
        ("9600.00", 960_000),
        ("9 600,5", 960_050),
        ("9\u00a0600", 960_000),
        ("0.01", 1),
        ("-12.30", -1_230),
        (7, 700),
    ],
)
def test_sums_are_read_as_people_write_them(text, kopecks):
    assert money.parse(text) == kopecks


@pytest.mark.parametrize(
    "text", ["", "abc", "1.001", "1,2,3", "NaN", "Infinity", "1e-9", "9e999999"]
)
def test_a_sum_finer_than_a_kopeck_or_odd_is_refused(text):
    with pytest.raises(ValueError, match="not a"):
        money.parse(text)


def test_rounding_goes_the_way_its_name_says():
    half = Fraction(5, 2)

    assert (money.up(half), money.down(half), money.half_up(half)) == (3, 2, 3)
    assert money.half_up(Fraction(249, 100)) == 2
    assert money.half_up_to_ruble(Fraction(719_349)) == 719_300
    assert money.half_up_to_ruble(Fraction(1_378_750)) == 1_378_800


def test_money_is_shown_with_a_comma_and_spaces_that_do_not_break():
    assert money.rubles(123_456_789) == "1\u00a0234\u00a0567,89\u00a0₽"
    assert money.rubles(-5) == "−0,05\u00a0₽"


def test_plain_sums_are_read_back_as_they_were_written():
    assert money.plain(152_112) == "1521.12"
    assert money.parse(money.plain(-7)) == -7
