"""The desk's six digits: one person, one day, one use, few tries."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from reference.errors import RuleBroken
from tests.factories.users import RoleAssignmentFactory, UserFactory
from users import addressing, six_digits, vouching
from users.models import AuditEvent, DeskCode, Notification, Role, User

NOW = timezone.now()


@pytest.fixture
def mother(municipality) -> User:
    return UserFactory(role=Role.GUARDIAN, municipality=municipality, email_confirmed_at=None)


def refused(do, *args, **kwargs) -> str:
    with pytest.raises(RuleBroken) as refusal:
        do(*args, **kwargs)
    return refusal.value.code


def test_the_code_confirms_the_account_once(mother, clerk):
    code = vouching.give_code(mother, by=clerk, at=NOW)

    vouching.confirm(mother, code, at=NOW)

    mother.refresh_from_db()
    assert mother.email_confirmed_at is not None
    assert refused(vouching.confirm, mother, code, at=NOW) == "code_wrong"


def test_the_code_is_six_digits_and_is_kept_nowhere(mother, clerk):
    code = vouching.give_code(mother, by=clerk, at=NOW)

    assert len(code) == 6
    assert code.isdigit()
    assert code not in str(DeskCode.objects.values().get())
    assert code not in Notification.objects.get().body
    assert not AuditEvent.objects.filter(details__contains={"code": code}).exists()


def test_letters_that_come_back_are_not_cured_by_a_code(mother, clerk):
    User.objects.update(email_bounced_at=NOW)

    vouching.confirm(mother, vouching.give_code(mother, by=clerk, at=NOW), at=NOW)

    mother.refresh_from_db()
    assert mother.email_bounced_at is not None


def test_after_five_wrong_tries_the_right_code_is_void(mother, clerk):
    code = vouching.give_code(mother, by=clerk, at=NOW)
    wrong = "000000" if code != "000000" else "000001"
    for _try in range(DeskCode.ATTEMPTS):
        refused(vouching.confirm, mother, wrong, at=NOW)

    assert refused(vouching.confirm, mother, code, at=NOW) == "code_wrong"


def test_a_code_lives_for_a_day(mother, clerk):
    code = vouching.give_code(mother, by=clerk, at=NOW)

    assert refused(vouching.confirm, mother, code, at=NOW + six_digits.LIVES) == "code_wrong"
    vouching.confirm(mother, code, at=NOW + six_digits.LIVES - timedelta(seconds=1))


def test_a_new_code_voids_the_one_before(mother, clerk, monkeypatch):
    digits = iter([111_111, 222_222])
    monkeypatch.setattr("users.six_digits.secrets.randbelow", lambda _many: next(digits))
    first = vouching.give_code(mother, by=clerk, at=NOW)
    second = vouching.give_code(mother, by=clerk, at=NOW)

    assert refused(vouching.confirm, mother, first, at=NOW) == "code_wrong"
    vouching.confirm(mother, second, at=NOW)


def test_a_code_fits_nobody_else(mother, clerk, municipality):
    other = UserFactory(role=Role.GUARDIAN, municipality=municipality)
    vouching.give_code(other, by=clerk, at=NOW)
    code = vouching.give_code(mother, by=clerk, at=NOW)

    assert refused(vouching.confirm, other, code, at=NOW) == "code_wrong"


def test_a_code_was_given_for_one_email(mother, clerk):
    code = vouching.give_code(mother, by=clerk, at=NOW)
    changed = addressing.change_email(mother, "other@example.org", by=mother, at=NOW)

    assert refused(vouching.confirm, changed, code, at=NOW) == "code_wrong"


def test_the_code_sets_a_new_password_and_the_person_is_told(mother, clerk):
    code = vouching.give_code(mother, by=clerk, at=NOW)

    vouching.recover(f" {mother.email.upper()} ", code, "odd-horse-77", at=NOW)

    mother.refresh_from_db()
    assert mother.check_password("odd-horse-77")
    kinds = list(Notification.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["users.desk_code", "users.password_recovered"]


def test_an_unknown_email_is_refused_as_a_wrong_code_is(mother, clerk):
    vouching.give_code(mother, by=clerk, at=NOW)

    assert refused(vouching.recover, "no@example.org", "1", "x", at=NOW) == "code_wrong"
    assert refused(vouching.recover, mother.email, "1", "x", at=NOW) == "code_wrong"


def test_whoever_works_on_the_portal_gets_no_code_at_a_desk(mother, clerk, municipality):
    RoleAssignmentFactory(user=mother, role=Role.MOC, municipality=municipality)

    assert refused(vouching.give_code, mother, by=clerk, at=NOW) == "not_at_this_desk"


def test_a_family_of_elsewhere_gets_no_code(mother, foreign_moc):
    assert refused(vouching.give_code, mother, by=foreign_moc, at=NOW) == "not_at_this_desk"


def test_every_step_stands_in_the_journal(mother, clerk):
    vouching.confirm(mother, vouching.give_code(mother, by=clerk, at=NOW), at=NOW)

    lines = AuditEvent.objects.filter(target_key=str(mother.pk)).order_by("id")
    assert [(line.action, line.by_id) for line in lines] == [
        ("user.desk_code_given", clerk.pk),
        ("user.confirmed_by_desk", mother.pk),
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_come_at_once_with_the_code_one_is_let_in(transactional_db):
    mother, clerk = UserFactory(role=Role.GUARDIAN), UserFactory()
    DeskCode.objects.create(
        user=mother,
        given_by=clerk,
        expires_at=NOW + six_digits.LIVES,
        fingerprint=six_digits.fingerprint(
            "users.vouching", of=f"{mother.pk}:{mother.email}", code="123456"
        ),
    )
    start, ends = Barrier(2), []

    def come(password: str) -> None:
        start.wait()
        try:
            vouching.recover(mother.email, "123456", password, at=NOW)
            ends.append("in")
        except RuleBroken as refusal:
            ends.append(refusal.code)
        finally:
            connection.close()

    people = [Thread(target=come, args=[f"odd-horse-{n}"]) for n in range(2)]
    for one in people:
        one.start()
    for one in people:
        one.join()

    assert sorted(ends) == ["code_wrong", "in"]
