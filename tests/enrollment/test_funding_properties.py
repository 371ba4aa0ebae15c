"""The price of a place, whatever the numbers (R6.18): what grows with what, and what never does.

Grows with the price: the total, the certificate's part, the parent's part. With the normative cost
and with the balance: the certificate's part, while the parent's part falls. With the days: the
total and the certificate's part. The parent's part grows with the days but for one kopeck, since
total and normative cost are rounded each for itself; single months do not grow with anything.
"""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from enrollment.funding import Quote, Terms, quote

money = st.integers(0, 100_000_00)
roundings = st.sampled_from(["up", "down", "half_up"])


@st.composite
def asked(draw: st.DrawFn) -> dict:
    """Any group, any days within it, any balance."""
    first = draw(st.dates(date(2019, 12, 1), date(2028, 12, 31)))
    length = draw(st.integers(0, 400))
    begin = draw(st.integers(0, length))
    end = draw(st.integers(begin, length))
    return {
        "first": first,
        "last": first + timedelta(days=length),
        "price": draw(money),
        "norm": draw(money),
        "available": draw(money),
        "starts_on": first + timedelta(days=begin),
        "ends_on": first + timedelta(days=end),
        "already_paid": draw(st.one_of(st.just(0), money)),
        "rounding": draw(roundings),
    }


def of(ask: dict, **changed) -> Quote:
    ask = {**ask, **changed}
    terms = Terms(ask.pop("first"), ask.pop("last"), ask.pop("price"), ask.pop("norm"))
    return quote(terms, **ask)


# ---- The same by whole numbers alone, written from the text of the rule -------------------------


def share(amount: int, days: int, of_days: int, rounding: str) -> int:
    """amount × days / of_days, rounded, without a fraction anywhere."""
    product = amount * days
    if rounding == "up":
        return (product + of_days - 1) // of_days
    if rounding == "down":
        return product // of_days
    return (2 * product + of_days) // (2 * of_days)


def by_hand(ask: dict) -> tuple[int, int, int, list[tuple[date, int, int]]]:
    """Total, the certificate's and the parent's part, and the months, day by day."""
    whole = (ask["last"] - ask["first"]).days + 1
    days = [
        ask["starts_on"] + timedelta(days=n)
        for n in range((ask["ends_on"] - ask["starts_on"]).days + 1)
    ]
    total = share(ask["price"], len(days), whole, ask["rounding"])
    total = max(0, min(total, ask["price"] - ask["already_paid"]))
    norm = share(ask["norm"], len(days), whole, ask["rounding"])
    certificate = sorted((total, norm, ask["available"]))[0]
    months = sorted({day.replace(day=1) for day in days})
    in_first = sum(day.replace(day=1) == months[0] for day in days)
    lines = []
    for month in months:
        row = []
        for amount in (certificate, total - certificate):
            later = len(months) - 1
            each = amount * (len(days) - in_first) // (len(days) * later) if later else 0
            row.append(each if month != months[0] else amount - each * later)
        lines.append((month, *row))
    return total, certificate, total - certificate, lines


@given(asked())
def test_it_is_what_the_text_of_the_rule_gives(ask):
    result = of(ask)

    assert by_hand(ask) == (
        result.total,
        result.certificate_part,
        result.parent_part,
        [(part.month.first_day, part.certificate, part.parent) for part in result.parts],
    )


@given(asked())
def test_months_add_up_and_nothing_is_negative(ask):
    result = of(ask)

    assert sum(part.certificate for part in result.parts) == result.certificate_part
    assert sum(part.parent for part in result.parts) == result.parent_part
    assert result.certificate_part + result.parent_part == result.total
    assert all(part.certificate >= 0 and part.parent >= 0 for part in result.parts)
    assert len({(part.certificate, part.parent) for part in result.parts[1:]}) <= 1


@given(asked())
def test_a_single_month_is_one_part_and_the_whole(ask):
    ask["ends_on"] = min(
        ask["ends_on"], (ask["starts_on"].replace(day=1) + timedelta(days=27)), ask["last"]
    )
    ask["ends_on"] = max(ask["ends_on"], ask["starts_on"])
    if ask["ends_on"].month != ask["starts_on"].month:
        return

    result = of(ask)

    assert [(part.certificate, part.parent) for part in result.parts] == [
        (result.certificate_part, result.parent_part)
    ]


# ---- What grows with what ------------------------------------------------------------------------


@given(asked(), money)
def test_a_higher_price_costs_nobody_less(ask, more):
    before, after = of(ask), of(ask, price=ask["price"] + more)

    assert after.total >= before.total
    assert after.certificate_part >= before.certificate_part
    assert after.parent_part >= before.parent_part


@given(asked(), money)
def test_a_higher_norm_moves_money_from_the_parent_to_the_certificate(ask, more):
    before, after = of(ask), of(ask, norm=ask["norm"] + more)

    assert after.total == before.total
    assert after.certificate_part >= before.certificate_part
    assert after.parent_part <= before.parent_part


@given(asked(), money)
def test_a_fuller_certificate_leaves_the_parent_less(ask, more):
    before, after = of(ask), of(ask, available=ask["available"] + more)

    assert after.total == before.total
    assert after.certificate_part >= before.certificate_part
    assert after.certificate_part <= ask["available"] + more


@given(asked(), st.integers(0, 400), st.integers(0, 400))
def test_more_days_never_cost_less(ask, earlier, later):
    before = of(ask)
    after = of(
        ask,
        starts_on=max(ask["first"], ask["starts_on"] - timedelta(days=earlier)),
        ends_on=min(ask["last"], ask["ends_on"] + timedelta(days=later)),
    )

    assert after.total >= before.total
    assert after.norm_total >= before.norm_total
    assert after.certificate_part >= before.certificate_part
    if ask["price"] >= ask["norm"] and not ask["already_paid"]:
        assert after.parent_part >= before.parent_part - 1  # each sum is rounded for itself


@given(asked())
def test_roundings_differ_by_a_kopeck_at_most(ask):
    down, half, up = (of(ask, rounding=name).total for name in ("down", "half_up", "up"))

    assert down <= half <= up <= down + 1


@given(asked(), st.lists(st.integers(1, 400), max_size=4))
def test_continuations_together_never_exceed_the_price(ask, cuts):
    """However the group's days are cut into contracts (R6.20)."""
    length = (ask["last"] - ask["first"]).days + 1
    begins = sorted({0, *(cut for cut in cuts if cut < length)})
    paid = 0
    for begin, end in zip(begins, [*begins[1:], length], strict=True):
        part = of(
            ask,
            starts_on=ask["first"] + timedelta(days=begin),
            ends_on=ask["first"] + timedelta(days=end - 1),
            already_paid=paid,
        )
        assert part.total >= 0
        paid += part.total

    assert paid <= ask["price"]
    if ask["rounding"] == "up":
        assert paid == ask["price"]
