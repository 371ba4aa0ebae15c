"""Pages of a family: applying, waiting, signing, leaving."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from certificates import ledger
from certificates.models import Guardianship
from enrollment import enrolling, placing, waiting
from enrollment.models import BudgetPlace, Contract, WaitingPlace
from programs.models import Group, Program
from reference import clock
from tests.factories.certificates import CertificateFactory, ChildFactory, GuardianshipFactory, fund
from tests.factories.enrollment import BudgetPlaceFactory, term_of_offer
from tests.factories.programs import GroupFactory, ModuleFactory, ProgramFactory
from tests.factories.users import UserFactory
from users.models import Role

START = date(2026, 9, 7)


@pytest.fixture(autouse=True)
def _day(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)


@pytest.fixture
def contract(funded_certificate, group, parent, on):
    return enrolling.apply(funded_certificate, group, starts_on=START, by=parent, on=on)


@pytest.fixture
def offered(contract, provider_manager, on):
    return enrolling.accept(contract, by=provider_manager, on=on)


@pytest.fixture
def signed(offered, parent, on):
    return enrolling.sign(offered, by=parent, on=on)


@pytest.fixture
def place(certificate, provider, parent, on):
    program = ProgramFactory(provider=provider, register=Program.Register.SIGNIFICANT)
    group = GroupFactory(module=ModuleFactory(program=program))
    return placing.apply_for_budget_place(certificate, group, starts_on=START, by=parent, on=on)


def get(client, name, *args, **query):
    return client.get(reverse(f"enrollment:{name}", args=args), query)


def press(client, name, *args, **data):
    data.setdefault("command", str(uuid4()))
    return client.post(reverse(f"enrollment:{name}", args=args), data)


def words(response):
    return response.content.decode().replace("\u00a0", " ")


def application(certificate, **changes):
    return {
        "certificate": certificate.pk,
        "starts_on": "07.09.2026",
        "expected_available": 960_000,
        "wants": "on",
        "has_read": "on",
        **changes,
    }


# --- applying


def test_the_price_is_shown_month_by_month_before_applying(
    client, parent, funded_certificate, group
):
    client.force_login(parent)

    page = words(get(client, "apply", group.pk, starts_on="01.09.2026"))

    assert "7 200,00 ₽" in page
    assert "май 2027" in page
    assert "2 400,00 ₽" in page  # stays free after


def test_the_press_sends_the_application_and_goes_to_the_receipt(
    client, parent, funded_certificate, group
):
    client.force_login(parent)

    response = press(client, "apply", group.pk, **application(funded_certificate))

    contract = Contract.objects.get()
    assert response.url == reverse("enrollment:receipt", args=(contract.pk,))
    assert "10.09.2026" in words(client.get(response.url))


def test_a_double_press_is_one_application(client, parent, funded_certificate, group):
    client.force_login(parent)
    data = application(funded_certificate, command=str(uuid4()))

    first = press(client, "apply", group.pk, **data)
    second = press(client, "apply", group.pk, **data)

    assert Contract.objects.count() == 1
    assert second.url == first.url


def test_a_changed_balance_asks_to_look_again(client, parent, funded_certificate, group):
    client.force_login(parent)

    response = press(
        client, "apply", group.pk, **application(funded_certificate, expected_available=1)
    )

    assert "Остаток изменился" in words(response)
    assert 'value="960000"' in words(response)
    assert not Contract.objects.exists()


def test_the_own_part_needs_its_own_tick(client, parent, funded_certificate, group):
    module = group.module
    module.parents_pay_extra, module.price = True, 900_000
    module.save()
    client.force_login(parent)

    response = press(client, "apply", group.pk, **application(funded_certificate))

    assert "Отметьте, что знаете о своей доплате" in words(response)
    assert not Contract.objects.exists()


def test_every_obstacle_is_shown_with_its_cure(client, parent, certificate, full_group):
    client.force_login(parent)

    page = words(get(client, "apply", full_group.pk))

    assert "Все места в группе заняты" in page
    assert reverse("certificates:request_funding", args=(certificate.pk,)) in page


def test_what_cannot_be_read_is_told_beside_the_field(client, parent, certificate, group):
    client.force_login(parent)

    page = words(get(client, "apply", group.pk, certificate="x", starts_on="завтра"))

    assert "Выберите ребёнка" in page
    assert "завтра" in page


def test_a_family_without_a_certificate_is_told_to_get_one(client, parent, group):
    client.force_login(parent)

    assert "Сначала ребёнку нужен сертификат" in words(get(client, "apply", group.pk))


def test_only_a_missing_seat_offers_the_waiting_list(
    client, parent, funded_certificate, full_group
):
    client.force_login(parent)
    assert "Встать в лист ожидания" in words(get(client, "apply", full_group.pk))

    press(client, "wait", full_group.pk, certificate=funded_certificate.pk, starts_on="07.09.2026")

    assert WaitingPlace.objects.filter(group=full_group, left_on=None).exists()
    assert "Номер 1 в листе ожидания" in words(get(client, "our_contracts"))


def test_a_place_in_line_is_given_up(client, parent, stranger, certificate, full_group, on):
    place = waiting.join(certificate, full_group, by=parent, on=on)
    client.force_login(stranger)
    assert press(client, "leave_waiting", place.pk).status_code == 404

    client.force_login(parent)
    page = words(get(client, "leave_waiting", place.pk))
    assert "Номер в листе ожидания" in page
    press(client, "leave_waiting", place.pk)

    place.refresh_from_db()
    assert place.left_on == on
    again = press(client, "leave_waiting", place.pk)
    assert again.url == reverse("enrollment:waiting", args=(place.pk,))


def test_a_budget_program_is_applied_for_without_money(client, parent, certificate, provider):
    program = ProgramFactory(provider=provider, register=Program.Register.SIGNIFICANT)
    group = GroupFactory(module=ModuleFactory(program=program, price=None))
    client.force_login(parent)
    assert "использовано 0 из 3" in words(get(client, "apply", group.pk))

    response = press(client, "apply", group.pk, **application(certificate))

    place = BudgetPlace.objects.get()
    assert not place.is_paid
    assert "Сейчас ход за организатором" in words(client.get(response.url))


def test_a_child_without_money_may_take_a_paid_place(client, parent, certificate, group):
    client.force_login(parent)
    assert "way=paid" in words(get(client, "apply", group.pk))
    assert "7 200,00 ₽" in words(get(client, "apply", group.pk, way="paid", starts_on="1.9.2026"))

    press(client, "apply", group.pk, **application(certificate, way="paid", pays="on"))

    assert BudgetPlace.objects.get().is_paid


def test_another_familys_certificate_cannot_be_used(client, stranger, funded_certificate, group):
    client.force_login(stranger)

    response = press(client, "apply", group.pk, **application(funded_certificate))

    assert response.status_code == 200
    assert not Contract.objects.exists()


def test_a_group_that_is_not_published_is_not_found(client, parent, group):
    Program.objects.filter(pk=group.program_id).update(status=Program.Status.ARCHIVED)
    client.force_login(parent)

    assert get(client, "apply", group.pk).status_code == 404


# --- our applications and contracts


def test_what_waits_for_the_family_stands_first(client, parent, offered, place):
    client.force_login(parent)

    page = words(get(client, "our_contracts"))

    assert page.index("Ждёт вас") < page.index("Ждёт организатора")
    assert "подписать до 15.09.2026" in page


def test_a_card_says_whose_turn_it_is_what_happened_and_what_can_be_done(client, parent, offered):
    client.force_login(parent)

    page = words(get(client, "our_contracts"))

    assert "Сейчас ход за вами: подписать до 15.09.2026" in page
    assert "Организатор подтвердил заявку" in page
    assert reverse("enrollment:sign", args=(offered.pk,)) in page
    assert reverse("enrollment:withdraw", args=(offered.pk,)) in page


def test_who_may_only_look_still_reads_attendance(client, signed, child):
    looks = GuardianshipFactory(
        child=child, user=UserFactory(role=Role.GUARDIAN), rights=Guardianship.Rights.LIMITED
    )
    client.force_login(looks.user)

    shown = words(get(client, "our_contracts"))

    assert "Посещаемость" in shown
    assert "Уйти с программы" not in shown


def test_the_list_is_narrowed_to_one_child(client, parent, offered, place, municipality, on):
    sibling = ChildFactory(guardian=parent, municipality=municipality, first_name="Устинья")
    certificate = CertificateFactory(child=sibling, municipality=municipality)
    other = BudgetPlaceFactory(certificate=certificate)
    client.force_login(parent)

    everything = words(get(client, "our_contracts"))
    hers = words(get(client, "our_contracts", child=sibling.pk))

    mine, theirs = offered.get_absolute_url(), reverse("enrollment:place", args=(other.pk,))
    assert mine in everything
    assert theirs in everything
    assert mine not in hers
    assert theirs in hers


def test_another_familys_child_narrows_nothing(client, parent, offered, child, stranger):
    alien = ChildFactory(guardian=stranger)
    client.force_login(parent)

    page = words(get(client, "our_contracts", child=alien.pk))

    assert offered.get_absolute_url() in page
    assert alien.first_name not in page or alien.first_name == child.first_name


def test_what_is_over_stands_in_the_archive_with_the_reason(
    client, parent, contract, provider_manager, on
):
    enrolling.refuse(contract, Contract.Refusal.AGE, by=provider_manager, on=on)
    client.force_login(parent)

    page = words(get(client, "our_contracts"))

    assert "Заявок пока нет" in page
    assert "Возраст не подходит" in page[page.index("Архив") :]


def test_many_applications_ask_no_more(
    client, parent, certificate, on, django_assert_max_num_queries
):
    for _number in range(8):
        BudgetPlaceFactory(certificate=certificate)
    client.force_login(parent)

    with django_assert_max_num_queries(30):
        get(client, "our_contracts")


def test_a_strangers_list_is_empty(client, stranger, contract):
    client.force_login(stranger)

    assert "Заявок пока нет" in words(get(client, "our_contracts"))


def test_staff_have_no_such_list(client, moc):
    client.force_login(moc)

    assert get(client, "our_contracts").status_code == 404


def test_the_contract_shows_its_months_and_history(client, parent, signed):
    client.force_login(parent)

    page = words(get(client, "contract", signed.pk))

    assert "списано" in page
    assert "Оферта принята" in page
    assert reverse("enrollment:withdraw", args=(signed.pk,)) in page


@pytest.mark.parametrize("name", ["contract", "receipt", "withdraw", "sign", "leave"])
def test_a_strangers_contract_is_not_found(client, stranger, contract, name):
    client.force_login(stranger)

    assert get(client, name, contract.pk).status_code == 404


@pytest.mark.parametrize("name", ["place", "withdraw_place", "leave_place"])
def test_a_strangers_place_is_not_found(client, stranger, place, name):
    client.force_login(stranger)

    assert get(client, name, place.pk).status_code == 404


# --- withdrawing, signing, leaving


def test_an_application_is_withdrawn_after_a_question(client, parent, contract):
    client.force_login(parent)
    assert "Отозвать заявку?" in words(get(client, "withdraw", contract.pk))

    press(client, "withdraw", contract.pk)

    contract.refresh_from_db()
    assert contract.status == Contract.Status.WITHDRAWN


def test_what_has_ended_is_not_withdrawn(client, parent, contract, on):
    enrolling.withdraw(contract, by=parent, on=on)
    client.force_login(parent)

    response = client.post(reverse("enrollment:withdraw", args=(contract.pk,)), follow=True)

    assert "Это уже невозможно" in words(response)


def test_the_offer_carries_the_number_and_not_the_name(client, parent, offered):
    client.force_login(parent)

    page = words(get(client, "sign", offered.pk))

    offer = page[page.index("Договор-оферта") : page.index("</section>")]
    assert offered.certificate.number in offer
    assert offered.certificate.child.last_name not in offer


def test_a_tick_signs_and_the_first_month_is_debited(client, parent, offered, on):
    client.force_login(parent)

    press(client, "sign", offered.pk, accepts="on")

    offered.refresh_from_db()
    assert offered.status == Contract.Status.ACTIVE
    assert ledger.balance_of(offered.certificate, on).debited > 0


def test_without_the_tick_nothing_is_signed(client, parent, offered):
    client.force_login(parent)

    assert "Отметьте, что принимаете оферту" in words(press(client, "sign", offered.pk))

    offered.refresh_from_db()
    assert offered.status == Contract.Status.ACCEPTED


def test_leaving_explains_what_returns_and_does_it(client, parent, signed, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: date(2027, 3, 10))
    client.force_login(parent)
    page = words(get(client, "leave", signed.pk))
    assert "31.03.2027" in page

    press(client, "leave", signed.pk)

    signed.refresh_from_db()
    assert signed.status == Contract.Status.TERMINATING
    assert signed.ends_on == date(2027, 3, 31)


def test_before_the_first_day_there_is_nothing_to_leave(client, parent, signed):
    client.force_login(parent)

    assert get(client, "leave", signed.pk).url == signed.get_absolute_url()
    assert "ещё не начались" in words(press(client, "leave", signed.pk))


def test_a_place_without_money_is_withdrawn(client, parent, place):
    client.force_login(parent)
    assert get(client, "withdraw_place", place.pk).status_code == 200

    press(client, "withdraw_place", place.pk)

    place.refresh_from_db()
    assert place.status == BudgetPlace.Status.WITHDRAWN


def test_a_child_leaves_a_place_without_money(client, parent, place, provider_manager, on):
    placing.accept(place, "1", by=provider_manager, on=on)
    client.force_login(parent)
    assert get(client, "leave_place", place.pk).status_code == 200

    press(client, "leave_place", place.pk, reason="Переезд")

    place.refresh_from_db()
    assert (place.status, place.comment) == (BudgetPlace.Status.LEFT, "Переезд")


@pytest.mark.parametrize(
    ("verb", "day"), [("withdraw_place", "decided_on"), ("leave_place", "left_on")]
)
def test_the_day_of_leaving_is_that_of_the_childs_municipality(
    client, parent, place, provider_manager, on, monkeypatch, verb, day
):
    if verb == "leave_place":
        placing.accept(place, "1", by=provider_manager, on=on)
    tomorrow = on + timedelta(days=1)
    monkeypatch.setattr(clock, "today", lambda municipality=None: tomorrow if municipality else on)
    client.force_login(parent)

    press(client, verb, place.pk, reason="Переезд")

    place.refresh_from_db()
    assert getattr(place, day) == tomorrow


def test_a_second_child_is_chosen_by_the_address(
    client, parent, funded_certificate, category_terms, group
):
    second = fund(
        CertificateFactory(
            municipality=funded_certificate.municipality,
            category=category_terms.category,
            guardian=parent,
        ),
        category_terms,
    )
    client.force_login(parent)

    page = words(get(client, "apply", group.pk, certificate=second.pk))

    assert f'<option value="{second.pk}" selected>' in page


def test_a_late_signature_says_that_begun_months_are_debited_too(
    client, parent, offered, monkeypatch, on
):
    monkeypatch.setattr(clock, "today", lambda municipality=None: date(2026, 10, 2))
    client.force_login(parent)
    told = get(client, "sign", offered.pk).context["due"]

    press(client, "sign", offered.pk, accepts="on")

    assert ledger.balance_of(offered.certificate, on).debited == told


def test_the_offered_place_is_shown_with_its_last_moment_and_taken(
    client, parent, stranger, certificate, funded_certificate, group, category_terms, on
):
    Group.objects.filter(pk=group.pk).update(capacity=1)
    other = fund(
        CertificateFactory(
            municipality=certificate.municipality,
            category=category_terms.category,
            guardian=stranger,
        ),
        category_terms,
    )
    held = enrolling.apply(other, group, starts_on=START, by=stranger, on=on)
    place = waiting.join(funded_certificate, group, by=parent, on=on)
    client.force_login(parent)
    assert "Номер 1 в листе ожидания" in words(get(client, "waiting", place.pk))
    enrolling.withdraw(held, by=stranger, on=on)

    place.refresh_from_db()
    until = f"{place.kept_until:%d.%m.%Y %H:%M}"
    page = words(get(client, "waiting", place.pk))
    assert f"Ответьте до {until}" in page
    assert "Осталось 47 ч 59 мин." in page
    assert f"закреплено за вами до {until}" in words(get(client, "our_contracts"))
    assert "За ребёнком закреплено место" in words(get(client, "apply", group.pk))
    press(client, "apply", group.pk, **application(funded_certificate))

    place.refresh_from_db()
    assert place.ending == "seated"
    assert "Получено место" in words(get(client, "waiting", place.pk))


def test_an_offer_that_lapsed_says_so(client, parent, funded_certificate, full_group, on):
    place = waiting.join(funded_certificate, full_group, by=parent, on=on)
    WaitingPlace.objects.filter(pk=place.pk).update(**term_of_offer(left=timedelta(minutes=-1)))
    place.refresh_from_db()
    client.force_login(parent)

    until = f"{place.kept_until:%d.%m.%Y %H:%M}"
    assert f"Место было закреплено до {until}" in words(get(client, "waiting", place.pk))
    page = words(get(client, "apply", full_group.pk))
    assert "Срок предложения истёк" in page
    assert "Встать в лист ожидания" in page
