"""A provider comes into the register, stops for a while, or leaves it."""

from __future__ import annotations

import pytest

from providers import registering
from providers.models import Provider
from reference.errors import RuleBroken
from tests.factories.providers import ProviderFactory
from tests.factories.users import UserFactory
from tests.providers.cast import application, right_ogrn
from users import audit
from users.models import Notification, Role
from users.registering import PersonFields
from users.roles import has_role

pytestmark = pytest.mark.django_db

Status = Provider.Status


@pytest.fixture
def applicant(db):
    return UserFactory()


@pytest.fixture
def applied(applicant, municipality, on):
    return registering.apply(application(municipality), by=applicant, on=on)


def numbered(provider: Provider) -> Provider:
    """A provider of the factory with numbers that pass the checks."""
    provider.inn, provider.kpp, provider.ogrn = (
        "0000000018",
        "000101001",
        right_ogrn("1" + "0" * 11),
    )
    provider.save()
    return provider


def test_an_application_waits_and_its_author_is_responsible(applied, applicant, operator):
    assert applied.status == Status.NEW
    assert applied.slug == "ano-veselye-kraski"
    assert applied.members.get().user == applicant
    assert has_role(applicant, Role.PROVIDER)


def test_the_model_centre_hears_of_an_application(operator, applicant, municipality, on):
    registering.apply(application(municipality), by=applicant, on=on)

    assert Notification.objects.get(recipient=operator).kind == "providers.applied"


def test_a_second_application_with_the_same_inn_is_refused(applied, municipality, on):
    with pytest.raises(RuleBroken) as refusal:
        registering.apply(application(municipality), by=UserFactory(), on=on)

    assert (refusal.value.code, refusal.value.field) == ("inn_taken", "inn")
    assert Provider.objects.count() == 1


def test_namesakes_get_addresses_of_their_own(applied, municipality, on):
    twin = registering.apply(application(municipality, inn="0000000025"), by=UserFactory(), on=on)

    assert twin.slug == "ano-veselye-kraski-2"


def test_wrong_numbers_stop_an_application(applicant, municipality, on):
    with pytest.raises(RuleBroken) as refusal:
        registering.apply(application(municipality, inn="0000000019"), by=applicant, on=on)

    assert refusal.value.code == "inn"
    assert not applicant.role_assignments.exists()


def test_an_included_provider_is_active_and_hears_of_it(applied, applicant, operator, on):
    provider = registering.include(applied, by=operator, on=on)

    assert provider.is_active
    assert applicant.notifications.filter(kind="providers.included").exists()


def test_a_refused_applicant_mends_and_applies_again(applied, applicant, operator, on):
    refused = registering.refuse(applied, "Нет выписки", by=operator, on=on)
    assert (refused.status, refused.status_reason) == (Status.REFUSED, "Нет выписки")

    mended = registering.revise(refused, {"full_name": "Новое имя"}, by=applicant, on=on)
    again = registering.apply_again(mended, by=applicant, on=on)

    assert (again.status, again.status_reason, again.full_name) == (Status.NEW, "", "Новое имя")


def test_applying_again_yields_to_a_living_namesake(applied, applicant, operator, municipality, on):
    registering.refuse(applied, "Нет выписки", by=operator, on=on)
    registering.apply(application(municipality), by=UserFactory(), on=on)

    with pytest.raises(RuleBroken) as refusal:
        registering.apply_again(applied, by=applicant, on=on)

    assert refusal.value.code == "inn_taken"


@pytest.mark.parametrize("verb", [registering.refuse, registering.suspend, registering.exclude])
def test_a_hard_decision_needs_a_reason(verb, applied, operator, on):
    if verb is not registering.refuse:
        registering.include(applied, by=operator, on=on)

    with pytest.raises(RuleBroken) as refusal:
        verb(applied, "  ", by=operator, on=on)

    assert (refusal.value.code, refusal.value.field) == ("reason_missing", "reason")


def test_suspension_keeps_its_reason_until_the_work_goes_on(provider, operator, on):
    suspended = registering.suspend(provider, "Ремонт", by=operator, on=on)
    assert (suspended.status, suspended.status_reason) == (Status.SUSPENDED, "Ремонт")

    resumed = registering.resume(suspended, by=operator, on=on)
    assert (resumed.status, resumed.status_reason) == (Status.ACTIVE, "")


def test_exclusion_is_written_down_with_who_when_from_to_and_why(provider, operator, on):
    registering.exclude(provider, "Лицензия аннулирована", by=operator, on=on)

    line = audit.history_of(provider).get()
    assert (line.by, line.action) == (operator, "provider.excluded")
    assert line.details == {
        "before": "active",
        "after": "excluded",
        "reason": "Лицензия аннулирована",
    }


@pytest.mark.parametrize("here", Status)
def test_only_the_ways_of_the_table_are_open(here, operator, on):
    provider = numbered(ProviderFactory(status=here))
    verbs = {
        Status.REFUSED: lambda: registering.refuse(provider, "п", by=operator, on=on),
        Status.SUSPENDED: lambda: registering.suspend(provider, "п", by=operator, on=on),
        Status.EXCLUDED: lambda: registering.exclude(provider, "п", by=operator, on=on),
        Status.NEW: lambda: registering.apply_again(provider, by=operator, on=on),
    }
    for there, verb in verbs.items():
        Provider.objects.update(status=here)
        if there in registering.TRANSITIONS[here]:
            assert verb().status == there
        else:
            with pytest.raises(RuleBroken, match="невозможно") as refusal:
                verb()
            assert refusal.value.code == "wrong_status"


def test_a_suspended_provider_cannot_come_in_by_the_door_of_applicants(provider, operator, on):
    numbered(provider)
    registering.suspend(provider, "Ремонт", by=operator, on=on)

    with pytest.raises(RuleBroken) as refusal:
        registering.include(provider, by=operator, on=on)

    assert refusal.value.code == "wrong_status"


def test_an_active_provider_changes_its_contacts_but_not_its_names(provider, provider_manager, on):
    numbered(provider)

    revised = registering.revise(
        provider, {"phone": "+7 (000) 000-00-99"}, by=provider_manager, on=on
    )
    assert revised.phone == "+7 (000) 000-00-99"

    with pytest.raises(RuleBroken) as refusal:
        registering.revise(provider, {"inn": "0000000025"}, by=provider_manager, on=on)
    assert refusal.value.code == "identity_is_fixed"


def test_the_audit_names_changed_fields_and_not_their_values(provider, provider_manager, on):
    numbered(provider)

    registering.revise(provider, {"head_name": "Петров П. П."}, by=provider_manager, on=on)

    assert audit.history_of(provider).get().details == {"fields": ["head_name"]}


def test_an_applicant_without_an_account_gets_one_and_confirms_the_e_mail(municipality):
    person = PersonFields("Краснова", "Вера", "+7 (000) 000-00-56")

    user = registering.open_account(
        person, email="vera@example.org", password="kraski-2026", municipality=municipality
    )

    assert user.check_password("kraski-2026")
    assert user.notifications.filter(kind="users.confirm_email").exists()


def test_a_taken_e_mail_is_told_beside_its_field(parent, municipality):
    with pytest.raises(RuleBroken) as refusal:
        registering.open_account(
            PersonFields("Краснова", "Вера", "+7 (000) 000-00-56"),
            email=parent.email,
            password="kraski-2026",
            municipality=municipality,
        )

    assert (refusal.value.code, refusal.value.field) == ("email_taken", "email")


def test_an_active_provider_becomes_an_executor_of_the_social_order_once(provider, operator, on):
    numbered(provider)

    for _press in range(2):
        provider = registering.set_executor(provider, True, by=operator, on=on)

    assert provider.is_executor
    executed = [e for e in audit.history_of(provider) if e.action == "provider.executor_included"]
    assert len(executed) == 1
    assert not registering.set_executor(provider, False, by=operator, on=on).is_executor


def test_only_who_works_in_the_register_becomes_an_executor(provider, operator, on):
    numbered(provider)
    registering.suspend(provider, "Ремонт", by=operator, on=on)

    with pytest.raises(RuleBroken) as refusal:
        registering.set_executor(provider, True, by=operator, on=on)

    assert refusal.value.code == "wrong_status"
