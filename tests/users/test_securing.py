"""The second step of signing in: codes of the telephone, spare codes, what is slowed down."""

from base64 import b32decode
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from reference.errors import RuleBroken
from tests.factories.users import UserFactory
from users import securing
from users.models import AuditEvent, Notification, Role, User

KEY = "3132333435363738393031323334353637383930"


def code_at(moment: datetime, key: str = KEY) -> str:
    totp = TOTP(bytes.fromhex(key))
    totp.time = moment.timestamp()
    return f"{totp.token():06d}"


def switched_on(user: User) -> list[str]:
    """A minute ago, so that the code of now has not been used."""
    then = timezone.now() - timedelta(minutes=1)
    return securing.turn_on(user, KEY, code_at(then), by=user, at=then)


def refused(do, *args, **kwargs) -> str:
    with pytest.raises(RuleBroken) as refusal:
        do(*args, **kwargs)
    return refusal.value.code


def test_codes_are_those_of_the_standard():
    """RFC 6238, appendix B, the last six of eight digits."""
    assert code_at(datetime.fromtimestamp(59, tz=UTC)) == "287082"
    assert code_at(datetime.fromtimestamp(1_111_111_109, tz=UTC)) == "081804"


def test_the_first_code_switches_it_on_and_the_person_is_told(parent):
    codes = switched_on(parent)

    assert securing.is_on(parent)
    assert len(set(codes)) == securing.SPARE_CODES == securing.spare_left(parent)
    assert Notification.objects.get().kind == "users.second_step"
    assert AuditEvent.objects.get().action == "user.second_step_on"


def test_a_wrong_first_code_switches_nothing_on(parent):
    now = timezone.now()
    wrong = f"{(int(code_at(now)) + 1) % 10**6:06d}"

    assert refused(securing.turn_on, parent, KEY, wrong, by=parent, at=now) == "code_wrong"
    assert not securing.is_on(parent)
    assert not TOTPDevice.objects.exists()


def test_it_is_switched_on_once(parent):
    switched_on(parent)
    now = timezone.now()

    assert refused(securing.turn_on, parent, KEY, code_at(now), by=parent, at=now) == "already_on"


def test_a_code_of_the_telephone_passes_once(parent):
    switched_on(parent)
    code = code_at(timezone.now())

    securing.check(parent, code)

    assert refused(securing.check, parent, code) == "code_wrong"


def test_the_code_that_switched_it_on_does_not_sign_in(parent):
    now = timezone.now()
    securing.turn_on(parent, KEY, code_at(now), by=parent, at=now)

    assert refused(securing.check, parent, code_at(now)) == "code_wrong"


def test_a_spare_code_passes_once(parent):
    spare = switched_on(parent)[0].replace("-", "")

    securing.check(parent, spare)

    assert refused(securing.check, parent, spare) == "code_wrong"
    assert securing.spare_left(parent) == securing.SPARE_CODES - 1


def test_spare_codes_are_kept_nowhere(parent):
    codes = switched_on(parent)

    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert kept.isdisjoint({code.replace("-", "") for code in codes})


def test_a_spare_code_of_one_person_lets_nobody_else_in(parent, stranger):
    spare = switched_on(parent)[0].replace("-", "")
    switched_on(stranger)

    assert refused(securing.check, stranger, spare) == "code_wrong"


def test_guessing_is_slowed_down(parent):
    switched_on(parent)
    answers = [refused(securing.check, parent, "000000") for _try in range(2)]
    TOTPDevice.objects.update(
        throttling_failure_count=8, throttling_failure_timestamp=timezone.now()
    )

    assert answers == ["code_wrong", "code_wrong"]
    # even the right one, for a while
    assert refused(securing.check, parent, code_at(timezone.now())) == "wait"


def test_new_spare_codes_void_the_old(parent):
    old = switched_on(parent)[0].replace("-", "")

    new = securing.renew_spare(parent, code_at(timezone.now()), by=parent)

    assert refused(securing.check, parent, old) == "code_wrong"
    assert len(new) == securing.SPARE_CODES == securing.spare_left(parent)


def test_it_is_switched_off_by_a_code(parent):
    switched_on(parent)
    assert refused(securing.turn_off, parent, "00000", by=parent) == "code_wrong"

    TOTPDevice.objects.update(throttling_failure_count=0)
    securing.turn_off(parent, code_at(timezone.now()), by=parent)

    assert not securing.is_on(parent)
    assert not StaticDevice.objects.exists()
    assert AuditEvent.objects.latest("id").action == "user.second_step_off"


def test_who_switches_it_off_in_two_tabs_with_two_codes_does_it_once(parent, monkeypatch):
    switched_on(parent)
    securing.turn_off(parent, code_at(timezone.now()), by=parent)
    monkeypatch.setattr(securing, "check", lambda user, code: None)  # it passed before

    assert refused(securing.turn_off, parent, "abcdefgh", by=parent) == "not_on"
    assert refused(securing.renew_spare, parent, "abcdefgh", by=parent) == "not_on"
    assert not StaticDevice.objects.exists()


def test_the_desk_takes_it_off_its_own_families_alone(municipality, clerk, foreign_moc):
    mother = UserFactory(role=Role.GUARDIAN, municipality=municipality)
    switched_on(mother)

    assert refused(securing.reset, mother, by=foreign_moc) == "not_at_this_desk"
    securing.reset(mother, by=clerk)

    assert not securing.is_on(mother)
    line = AuditEvent.objects.latest("id")
    assert (line.action, line.by) == ("user.second_step_reset", clerk)
    assert Notification.objects.filter(recipient=mother, kind="users.second_step").count() == 2
    assert refused(securing.reset, mother, by=clerk) == "not_on"


def test_the_administrator_takes_it_off_staff_but_not_off_themselves(administrator, clerk, moc):
    switched_on(moc)
    assert refused(securing.reset, moc, by=clerk) == "not_at_this_desk"
    securing.reset(moc, by=administrator)

    switched_on(administrator)
    assert refused(securing.reset, administrator, by=administrator) == "not_at_this_desk"


def test_the_telephone_is_told_the_same_key(parent, settings):
    address = urlsplit(securing.draft(parent, KEY).config_url)
    said = parse_qs(address.query)

    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert b32decode(said["secret"][0]).hex() == KEY
    assert said["issuer"] == [settings.OTP_TOTP_ISSUER]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_come_at_once_with_one_code_one_is_let_in(transactional_db):
    person = UserFactory()
    switched_on(person)
    code = code_at(timezone.now())
    start, ends = Barrier(2), []

    def come() -> None:
        start.wait()
        try:
            securing.check(person, code)
            ends.append("in")
        except RuleBroken as refusal:
            ends.append(refusal.code)
        finally:
            connection.close()

    people = [Thread(target=come) for _n in range(2)]
    for one in people:
        one.start()
    for one in people:
        one.join()

    assert sorted(ends) == ["code_wrong", "in"]
