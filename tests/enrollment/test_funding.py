from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.funding import Quote, Terms, quote
from reference.days import Month

G1 = Terms(date(2022, 1, 10), date(2022, 5, 31), 720_000, 720_000)
PLENTY = 10**12


def of(terms: Terms, *, available: int = PLENTY, starts_on: date | None = None, **more) -> Quote:
    return quote(
        terms,
        available=available,
        starts_on=starts_on or terms.starts_on,
        ends_on=more.pop("ends_on", terms.ends_on),
        **more,
    )


def test_w01_the_whole_group_without_extra_payment():
    result = of(G1)

    assert (result.total, result.certificate_part, result.parent_part) == (720_000, 720_000, 0)
    assert result.first.certificate == 111_552
    assert [part.certificate for part in result.parts[1:]] == [152_112] * 4
    assert result.first.month == Month(2022, 1)


def test_w03_the_last_month_alone_is_one_part():
    result = of(G1, starts_on=date(2022, 5, 16))

    assert result.certificate_part == 81_127
    assert len(result.parts) == 1
    assert result.other is None


def test_w05_the_parent_pays_what_the_norm_does_not_cover():
    result = of(Terms(G1.starts_on, G1.ends_on, 800_000, 720_000))

    assert (result.certificate_part, result.parent_part) == (720_000, 80_000)
    assert (result.first.parent, result.parts[1].parent) == (12_396, 16_901)


def test_w06_the_parent_pays_what_the_certificate_lacks():
    result = of(G1, available=500_000)

    assert (result.certificate_part, result.parent_part) == (500_000, 220_000)
    assert (result.first.certificate, result.parts[1].certificate) == (77_468, 105_633)
    assert (result.first.parent, result.parts[1].parent) == (34_088, 46_478)


def test_w34_the_autumn_part_of_a_calendar_year():
    autumn = Terms(date(2022, 9, 1), date(2022, 12, 31), 488_000, 488_000)

    result = of(autumn)

    assert (result.first.certificate, result.parts[1].certificate) == (120_002, 122_666)


def test_a_continuation_never_makes_the_two_contracts_dearer_than_the_price():
    year = Terms(date(2022, 9, 1), date(2023, 5, 31), 100_001, 100_001)
    autumn = of(year, ends_on=date(2022, 12, 31))

    spring = of(year, starts_on=date(2023, 1, 1), already_paid=autumn.total)

    assert autumn.total + spring.total <= year.price


def test_days_outside_the_group_have_no_price():
    with pytest.raises(ValueError, match="within the days of its group"):
        of(G1, starts_on=date(2022, 1, 9))


# ---- Whatever the numbers -----------------------------------------------------------------------

money = st.integers(min_value=0, max_value=100_000_00)


@st.composite
def places(draw: st.DrawFn) -> tuple[Terms, int, date]:
    """A group of any dates and prices, an available sum and a day to start."""
    starts_on = draw(st.dates(date(2020, 1, 1), date(2028, 12, 31)))
    length = draw(st.integers(1, 400))
    terms = Terms(starts_on, starts_on + timedelta(days=length), draw(money), draw(money))
    start = starts_on + timedelta(days=draw(st.integers(0, length)))
    return terms, draw(money), start


@given(places())
def test_the_parts_of_the_months_add_up_and_nothing_is_negative(place):
    terms, available, start = place

    result = of(terms, available=available, starts_on=start)

    assert sum(part.certificate for part in result.parts) == result.certificate_part
    assert sum(part.parent for part in result.parts) == result.parent_part
    assert result.certificate_part + result.parent_part == result.total
    assert min(min(part.certificate, part.parent) for part in result.parts) >= 0


@given(places())
def test_the_certificate_pays_no_more_than_price_norm_and_balance(place):
    terms, available, start = place

    result = of(terms, available=available, starts_on=start)

    assert result.certificate_part <= min(terms.price, terms.norm, available)
    assert result.total <= terms.price


@given(places(), money)
def test_a_higher_price_never_costs_less(place, more):
    terms, available, start = place
    dearer = Terms(terms.starts_on, terms.ends_on, terms.price + more, terms.norm)

    before = of(terms, available=available, starts_on=start)
    after = of(dearer, available=available, starts_on=start)

    assert after.total >= before.total
    assert after.certificate_part >= before.certificate_part


@given(places(), st.integers(0, 400))
def test_more_days_never_cost_less(place, days):
    terms, available, start = place
    earlier = max(terms.starts_on, start - timedelta(days=days))

    shorter = of(terms, available=available, starts_on=start)
    longer = of(terms, available=available, starts_on=earlier)

    assert longer.total >= shorter.total


@given(places())
def test_two_parts_of_a_group_never_exceed_its_price(place):
    terms, available, middle = place
    if middle == terms.starts_on:
        return
    first = of(terms, available=available, ends_on=middle - timedelta(days=1))

    second = of(terms, available=available, starts_on=middle, already_paid=first.total)

    assert first.total + second.total <= terms.price
    assert second.total >= 0
