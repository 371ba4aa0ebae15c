"""The pages of the payer: the plan, nominals and limits, the next period, the queue."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from certificates import issuing, ledger, queueing
from reference import clock
from reference.models import CategoryTerms, FundingPlan
from tests.factories.certificates import CertificateFactory, fund
from tests.factories.reference import PlanFactory, TermsFactory
from users import audit
from users.models import Notification


@pytest.fixture(autouse=True)
def _day(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)


def page(client, name, *args, **query):
    return client.get(reverse(f"certificates:{name}", args=args), query)


def press(client, name, *args, **data):
    data.setdefault("command", str(uuid4()))
    return client.post(reverse(f"certificates:{name}", args=args), data)


def words(response):
    return response.content.decode()


@pytest.fixture
def waiting(funded_certificate, category_terms, on):
    """The category has money for one; two more wait."""
    category_terms.number_limit = 1
    category_terms.save()
    queue = []
    for _ in range(2):
        certificate = CertificateFactory(
            municipality=funded_certificate.municipality, category=category_terms.category
        )
        issuing.request_funding(certificate, by=None, on=on)
        queue.append(certificate)
    return queue


# --- the plan


def test_the_plan_is_one_picture(client, payer, waiting):
    client.force_login(payer)

    response = page(client, "plan")

    picture = response.context["picture"]
    assert (picture.certificates, picture.issued, picture.available) == (1, 960_000, 960_000)
    assert response.context["rows"][0]["waiting"] == 2
    assert "1\xa0000\xa0000,00" in words(response)


def test_the_support_centre_reads_and_changes_nothing(client, moc, category_terms, plan):
    client.force_login(moc)

    response = page(client, "plan", plan.pk)

    assert response.status_code == 200
    assert not response.context["can_manage"]
    assert page(client, "set_nominal", category_terms.pk).status_code == 404
    assert page(client, "set_limits", category_terms.pk).status_code == 404


def test_without_a_plan_the_payer_is_asked_to_begin_one(client, payer):
    client.force_login(payer)

    assert "Начать новую программу ПФ" in words(page(client, "plan"))


def test_a_plan_of_another_municipality_is_not_found(client, payer):
    stranger = TermsFactory()
    client.force_login(payer)

    assert page(client, "plan", stranger.plan_id).status_code == 404
    assert page(client, "set_nominal", stranger.pk).status_code == 404
    assert press(client, "set_limits", stranger.pk, number_limit="5").status_code == 404


# --- nominal and limits


def test_the_effect_of_a_nominal_is_shown_and_nothing_happens(
    client, payer, category_terms, funded_certificate, on
):
    client.force_login(payer)

    response = page(client, "set_nominal", category_terms.pk, nominal="10 000,50")

    effect = response.context["effect"]
    assert (effect.certificates, effect.difference, effect.blocked) == (1, 40_050, 0)
    assert "+400,50\xa0₽" in words(response)
    assert ledger.balance_of(funded_certificate, on).nominal == 960_000


def test_the_nominal_changes_for_every_certificate_once(
    client, payer, category_terms, funded_certificate, on
):
    client.force_login(payer)
    command = str(uuid4())

    for _ in range(2):
        press(client, "set_nominal", category_terms.pk, nominal="10000", command=command)

    category_terms.refresh_from_db()
    assert category_terms.nominal == 1_000_000
    letter = Notification.objects.get(kind="certificates.nominal_changed")
    assert "10\xa0000,00" in letter.body
    assert ledger.balance_of(funded_certificate, on).available == 1_000_000


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("много", "Напишите сумму в рублях"),
        ("-5", "меньше нуля"),
        ("9600,001", "Напишите сумму в рублях"),
        ("", "Введите новый номинал"),
        ("9" * 20, "слишком большая"),
        ("1e5000", "Напишите сумму в рублях"),
        ("NaN", "Напишите сумму в рублях"),
    ],
)
def test_an_odd_sum_has_its_sentence_beside_the_field(
    client, payer, category_terms, typed, sentence
):
    client.force_login(payer)

    response = press(client, "set_nominal", category_terms.pk, nominal=typed)

    assert response.status_code == 200
    assert sentence in words(response)


def test_a_nominal_below_what_is_committed_is_refused_in_words(
    client, payer, category_terms, funded_certificate, on
):
    account = funded_certificate.accounts.get()
    event = audit.record(payer, "test", account)
    ledger.lapse(account, 500_000, on=on, event=event)
    client.force_login(payer)

    shown = page(client, "set_nominal", category_terms.pk, nominal="4000")
    response = press(client, "set_nominal", category_terms.pk, nominal="4000")

    assert "Так сильно снизить номинал нельзя" in words(shown)
    assert "зарезервировали или израсходовали больше" in words(response)
    category_terms.refresh_from_db()
    assert category_terms.nominal == 960_000


def test_a_raised_limit_moves_the_queue_and_says_how_many(client, payer, category_terms, waiting):
    client.force_login(payer)

    response = client.post(
        reverse("certificates:set_limits", args=[category_terms.pk]),
        {"number_limit": "2", "sum_limit": ""},
        follow=True,
    )

    waiting[0].refresh_from_db()
    assert waiting[0].is_funded
    assert queueing.place_of(waiting[1]) == 1
    assert "Из очереди средства получил 1 ребёнок" in words(response)


def test_a_limit_that_is_no_number_is_refused_and_kept_in_the_field(client, payer, category_terms):
    client.force_login(payer)

    response = press(client, "set_limits", category_terms.pk, number_limit="сто", sum_limit="1 000")

    assert "Введите целое число" in words(response)
    assert "сто" in words(response)
    assert 'value="1 000"' in words(response)


# --- the queue


def test_the_queue_shows_places_in_order(client, payer, waiting):
    client.force_login(payer)

    rows = page(client, "queue").context["rows"]

    assert [row["place"].place for row in rows] == [1, 2]
    assert [row["place"].certificate for row in rows] == waiting


def test_an_empty_queue_says_so(client, moc, plan):
    client.force_login(moc)

    assert "Никто не ждёт" in words(page(client, "queue"))


def test_a_parent_does_not_see_the_queue(client, parent, waiting):
    client.force_login(parent)

    assert page(client, "queue").status_code == 404


# --- the next period

PERIOD = {
    "regime": "pf_money",
    "starts_on": "01.09.2027",
    "ends_on": "31.08.2028",
    "volume": "2 000 000",
    "act": "",
}


def test_the_next_plan_is_begun_with_the_terms_of_the_last(client, payer, category_terms):
    client.force_login(payer)
    form = page(client, "new_plan").context["form"]
    assert form.initial == {
        "starts_on": date(2027, 9, 1),
        "ends_on": date(2028, 8, 31),
        "regime": "pf_money",
    }

    response = press(client, "new_plan", **PERIOD)

    draft = FundingPlan.objects.get(status="draft")
    assert response.url == reverse("certificates:plan", args=[draft.pk])
    assert draft.volume == 200_000_000
    assert draft.category_terms.get().nominal == category_terms.nominal


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ends_on": "01.01.2027"}, "Последний день раньше первого"),
        ({"starts_on": "31.08.2027"}, "уже есть программа ПФ"),
        ({"volume": "два"}, "Напишите сумму в рублях"),
        ({"starts_on": "32.01.2027"}, "Такого дня нет в календаре"),
    ],
)
def test_a_period_that_cannot_be_is_refused_in_words(
    client, payer, category_terms, change, sentence
):
    client.force_login(payer)

    response = press(client, "new_plan", **{**PERIOD, **change})

    assert sentence in words(response)
    assert FundingPlan.objects.count() == 1


@pytest.fixture
def draft(municipality, category_terms):
    plan = PlanFactory(
        municipality=municipality,
        status=FundingPlan.Status.DRAFT,
        starts_on=date(2027, 9, 1),
        ends_on=date(2028, 8, 31),
    )
    TermsFactory(plan=plan, category=category_terms.category, number_limit=50)
    return plan


def test_categories_of_a_draft_are_added_changed_and_taken_out(client, payer, draft):
    client.force_login(payer)

    press(
        client,
        "add_terms",
        draft.pk,
        category_name="Дети с ОВЗ",
        nominal="19 200,00",
        number_limit="10",
    )
    added = draft.category_terms.get(category__name="Дети с ОВЗ")
    assert (added.nominal, added.number_limit) == (1_920_000, 10)

    press(client, "edit_terms", draft.pk, added.pk, nominal="20000", number_limit="")
    added.refresh_from_db()
    assert (added.nominal, added.number_limit) == (2_000_000, None)

    assert page(client, "remove_terms", draft.pk, added.pk).status_code == 200
    press(client, "remove_terms", draft.pk, added.pk)
    assert not CategoryTerms.objects.filter(pk=added.pk).exists()


def test_a_draft_is_corrected_and_approved_once(client, payer, draft):
    client.force_login(payer)
    press(client, "edit_plan", draft.pk, **{**PERIOD, "act": "Постановление № 5"})
    command = str(uuid4())
    assert "Постановление № 5" in words(page(client, "approve_plan", draft.pk))

    response = press(client, "approve_plan", draft.pk, command=command)

    draft.refresh_from_db()
    assert draft.status == FundingPlan.Status.OPEN
    assert response.url == reverse("certificates:plan", args=[draft.pk])
    assert page(client, "edit_plan", draft.pk).status_code == 404


def test_a_draft_dearer_than_its_volume_is_not_approved(client, payer, draft):
    draft.volume = 100
    draft.save()
    client.force_login(payer)

    response = press(client, "approve_plan", draft.pk)

    assert "больше объёма" in words(response)
    draft.refresh_from_db()
    assert draft.status == FundingPlan.Status.DRAFT


def test_contracts_of_the_next_period_are_allowed_after_a_question(client, payer, plan):
    client.force_login(payer)
    assert page(client, "allow_next_plan", plan.pk).status_code == 200

    press(client, "allow_next_plan", plan.pk)

    plan.refresh_from_db()
    assert plan.setting("future_period_contracts_allowed")


@pytest.mark.parametrize(
    "name", ["edit_plan", "add_terms", "approve_plan", "allow_next_plan", "plan"]
)
def test_a_draft_is_not_shown_to_strangers(client, stranger, foreign_moc, draft, name):
    for person in (stranger, foreign_moc):
        client.force_login(person)
        assert page(client, name, draft.pk).status_code == 404


def test_funding_in_one_category_does_not_touch_the_next(client, payer, draft, category_terms, on):
    certificate = CertificateFactory(
        municipality=draft.municipality, category=category_terms.category
    )
    fund(certificate, category_terms)
    client.force_login(payer)

    press(client, "set_nominal", draft.category_terms.get().pk, nominal="1")

    assert ledger.balance_of(certificate, on).nominal == 960_000


def test_a_draft_of_hours_asks_for_hours_and_takes_them(client, payer, category_terms):
    client.force_login(payer)
    press(client, "new_plan", **{**PERIOD, "regime": "social_order"})
    draft = FundingPlan.objects.get(status="draft")
    terms = draft.category_terms.get()
    assert (draft.counts_hours, terms.nominal, terms.weekly_norm) == (True, 0, None)

    shown = page(client, "edit_terms", draft.pk, terms.pk).context["form"]
    assert shown["weekly_threshold"].value() == "11,5"
    press(client, "approve_plan", draft.pk, command=str(uuid4()))
    draft.refresh_from_db()
    assert draft.status == "draft"

    press(
        client,
        "edit_terms",
        draft.pk,
        terms.pk,
        weekly_norm="12",
        weekly_extra="4",
        weekly_threshold="11,5",
    )
    press(client, "approve_plan", draft.pk, command=str(uuid4()))
    draft.refresh_from_db()
    terms.refresh_from_db()
    assert draft.status == "open"
    assert (terms.weekly_norm, terms.weekly_extra, terms.weekly_threshold) == (720, 240, 690)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"weekly_norm": "много"}, "Напишите часы в неделю"),
        ({"weekly_norm": "169"}, "Столько часов в неделе не бывает"),
        ({"weekly_threshold": "12,5"}, "Не может быть больше нормы"),
        ({"weekly_extra": ""}, "Укажите, сколько добавляется"),
    ],
)
def test_hours_that_cannot_be_are_refused_in_words(client, payer, draft, typed, sentence):
    FundingPlan.objects.filter(pk=draft.pk).update(regime="social_order", balance_unit="hours")
    client.force_login(payer)
    right = {"weekly_norm": "12", "weekly_extra": "4", "weekly_threshold": "11,5"}

    response = press(
        client, "edit_terms", draft.pk, draft.category_terms.get().pk, **{**right, **typed}
    )

    assert sentence in words(response)


def test_a_draft_goes_back_to_rubles(client, payer, draft):
    client.force_login(payer)
    press(client, "edit_plan", draft.pk, **{**PERIOD, "regime": "social_order"})
    draft.refresh_from_db()
    assert draft.counts_hours

    press(client, "edit_plan", draft.pk, **{**PERIOD, "regime": "social_order_rubles"})

    draft.refresh_from_db()
    assert (draft.is_social_order, draft.counts_hours) == (True, False)
