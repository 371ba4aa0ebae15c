from datetime import UTC, datetime, timedelta

import pytest

from certificates import passports
from reference.errors import RuleBroken

NOW = datetime(2026, 9, 5, 12, tzinfo=UTC)


def test_a_code_leads_to_its_child_and_says_nothing_of_it(child):
    token = passports.token_of(child, at=NOW)

    assert passports.find(token, at=NOW + timedelta(minutes=29)) == child.pk
    assert child.last_name not in token
    assert child.snils not in token


def test_a_code_on_the_screen_lives_for_half_an_hour(child):
    token = passports.token_of(child, at=NOW)

    with pytest.raises(RuleBroken) as refusal:
        passports.find(token, at=NOW + timedelta(minutes=31))

    assert refusal.value.code == "passport_over"


def test_a_code_on_paper_lasts(child):
    token = passports.paper_token_of(child)

    assert passports.find(token, at=NOW + timedelta(days=3000)) == child.pk


@pytest.mark.parametrize("token", ["", "1", "1-2.x", "1.x", "\x00", "9" * 3000])
def test_a_code_that_nobody_signed_leads_nowhere(token):
    assert passports.find(token, at=NOW) is None
