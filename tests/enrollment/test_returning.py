"""R2.17: funded certificates that nobody uses become accounting ones again (the days: w21.toml)."""

from datetime import UTC, date, datetime

import pytest

from certificates import issuing
from certificates.models import Certificate
from enrollment import freezing, returning
from tests.enrollment.town import Town, make_town, sound
from users.models import AuditEvent, Notification

FUNDED_AT = datetime(2022, 3, 1, 7, tzinfo=UTC)
LATER = datetime(2022, 5, 1, 7, tzinfo=UTC)


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


def funded_long_ago(town: Town) -> Certificate:
    certificate = town.certificate()
    Certificate.objects.filter(pk=certificate.pk).update(type_changed_at=FUNDED_AT)
    return certificate


def return_unused(town: Town, at: datetime = LATER) -> int:
    returned = returning.return_unused(town.municipality, by=town.payer, at=at)
    sound()
    return returned


def test_the_payer_sees_beforehand_whose_money_returns(town: Town):
    certificate = funded_long_ago(town)

    assert list(returning.unused(town.municipality, at=LATER)) == [certificate]


def test_money_goes_to_the_queue_the_family_is_told_and_a_second_press_does_nothing(town: Town):
    town.limit(1, None)
    certificate, waiting = funded_long_ago(town), town.certificate(funded=False)
    issuing.request_funding(waiting, by=town.parent, on=date(2022, 3, 2))

    assert return_unused(town) == 1
    assert return_unused(town) == 0

    certificate.refresh_from_db()
    assert certificate.type == Certificate.Type.ACCOUNTING
    assert town.sums(certificate) == ("0.00", "0.00", "0.00")
    assert town.sums(waiting)[0] == "9 600.00"
    assert Notification.objects.filter(kind="certificates.unused_returned").count() == 1
    assert AuditEvent.objects.filter(
        action="certificate.unfunded", target_key=str(certificate.pk), by=town.payer
    ).exists()


def test_a_suspended_certificate_is_left_alone(town: Town):
    certificate = funded_long_ago(town)
    freezing.suspend(certificate, "", by=town.payer, on=date(2022, 3, 5))

    assert return_unused(town) == 0


def test_what_was_studied_with_in_the_period_is_used(town: Town):
    certificate = funded_long_ago(town)
    contract = town.sign(town.apply(certificate, town.group()))
    town.terminate(contract, date(2022, 1, 20))
    town.turn("2022-02")

    assert return_unused(town) == 0


def test_a_new_period_gives_the_family_its_days_again(town: Town):
    funded_long_ago(town)
    town.next_plan()
    town.turn("2023-01")

    assert return_unused(town, datetime(2023, 1, 30, 7, tzinfo=UTC)) == 0
    assert return_unused(town, datetime(2023, 2, 1, 7, tzinfo=UTC)) == 1


def test_many_go_in_chunks(town: Town, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(returning, "CHUNK", 2)
    for _each in range(5):
        funded_long_ago(town)

    assert return_unused(town) == 5
