"""The page where a family sees whether the money is enough."""

import html
import re
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from enrollment.models import Contract
from programs.models import Group
from reference import clock
from tests.permissions.forms import forms_of


@pytest.fixture(autouse=True)
def today(monkeypatch, on):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)


def words(answer) -> str:
    text = re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode()))
    return " ".join(text.split()).replace("\xa0", " ")


def look(client, **asked):
    return client.get(reverse("enrollment:simulator"), asked)


def test_a_chosen_place_shows_its_sums(client, parent, funded_certificate, group):
    client.force_login(parent)

    page = words(look(client, take=f"{funded_certificate.pk}-{group.pk}"))

    assert group.program.short_name in page
    assert "Останется на сертификате" in page
    assert "Подать заявку" in page


def test_programs_are_found_by_a_word_and_added(client, parent, funded_certificate, group):
    client.force_login(parent)
    word = group.program.short_name.split()[0]

    answer = look(client, q=word, child=funded_certificate.pk)

    assert f"take={funded_certificate.pk}-{group.pk}" in answer.content.decode()


@pytest.mark.parametrize("take", ["", "1", "x-y", "1-2-3", "0-0", "9" * 40 + "-1", "²-1", "-1-1"])
def test_what_cannot_be_read_is_left_out(client, parent, funded_certificate, take):
    client.force_login(parent)

    assert look(client, take=take).status_code == 200


def test_a_strangers_child_is_not_counted(client, stranger, funded_certificate, group):
    client.force_login(stranger)

    page = words(look(client, take=f"{funded_certificate.pk}-{group.pk}"))

    assert group.program.short_name not in page
    assert funded_certificate.child.first_name not in page


def test_staff_have_no_simulator(client, moc):
    client.force_login(moc)

    assert look(client).status_code == 404


def test_a_place_that_is_gone_is_left_out(client, parent, funded_certificate, group):
    client.force_login(parent)
    group.status = group.Status.ARCHIVED
    group.save(update_fields=["status"])

    assert "Подать заявку" not in words(
        look(client, take=f"{funded_certificate.pk}-{group.pk}", on=date(2026, 9, 1))
    )


# --- one press for all


def sending(client, take, **changes):
    """The press as the page offers it; how the portal answers, on the page it goes to."""
    address = f"{reverse('enrollment:simulator')}?take={take}"
    page = client.get(address).content.decode()
    values = next(form for form in forms_of(page) if "place" in form.values).values
    data = {**values, "wants": "on", **changes}
    return client.post(address, {name: each for name, each in data.items() if each is not None})


def test_one_press_sends_the_places_and_shows_the_receipts(
    client, parent, funded_certificate, group
):
    client.force_login(parent)

    answer = sending(client, f"{funded_certificate.pk}-{group.pk}")

    contract = Contract.objects.get()
    page = client.get(answer.url).content.decode()
    assert reverse("enrollment:receipt", args=(contract.pk,)) in page
    assert "Отправлена 1 заявка" in page
    assert "take=" not in answer.url


def test_a_double_press_goes_to_the_same_receipts(client, parent, funded_certificate, group):
    client.force_login(parent)
    take = f"{funded_certificate.pk}-{group.pk}"
    address = f"{reverse('enrollment:simulator')}?take={take}"
    page = client.get(address).content.decode()
    values = next(form for form in forms_of(page) if "place" in form.values).values

    answers = [client.post(address, {**values, "wants": "on"}) for _press in range(2)]

    assert Contract.objects.count() == 1
    assert answers[0].url == answers[1].url


def test_what_was_refused_meanwhile_is_told_with_its_reason(
    client, parent, funded_certificate, group
):
    client.force_login(parent)
    take = f"{funded_certificate.pk}-{group.pk}"
    address = f"{reverse('enrollment:simulator')}?take={take}"
    page = client.get(address).content.decode()
    values = next(form for form in forms_of(page) if "place" in form.values).values
    Group.objects.filter(pk=group.pk).update(capacity=1, seats_taken=1)

    answer = client.post(address, {**values, "wants": "on"}, follow=True)

    assert "не отправлено." in words(answer)
    assert not Contract.objects.exists()


def test_without_the_tick_nothing_is_sent_and_nothing_is_lost(
    client, parent, funded_certificate, group
):
    client.force_login(parent)

    answer = sending(client, f"{funded_certificate.pk}-{group.pk}", wants=None)

    assert "Отметьте, что хотите подать заявки на эти места" in words(answer)
    assert group.program.short_name in words(answer)
    assert not Contract.objects.exists()


@pytest.mark.parametrize(
    "place",
    [
        "",
        "1",
        "x-y-z",
        "-----",
        "1-2-20261301-0-0-0",
        "{own}-20269999-1-1-1",
        "{own}-99991231-1-1-1",
        "9" * 200,
        "\x00",
    ],
)
def test_a_press_that_cannot_be_read_sends_nothing(
    client, parent, funded_certificate, group, place
):
    client.force_login(parent)
    own = f"{funded_certificate.pk}-{group.pk}"

    answer = sending(client, own, place=place.replace("{own}", own))

    assert answer.status_code == 302
    assert not Contract.objects.exists()


def test_sums_that_were_not_shown_are_not_confirmed(client, parent, funded_certificate, group):
    client.force_login(parent)
    own = f"{funded_certificate.pk}-{group.pk}"

    answer = sending(client, own, place=f"{own}-20260907-1-1-1", command=str(uuid4()))

    assert "Остаток изменился" in words(client.get(answer.url))
    assert not Contract.objects.exists()


def test_a_stranger_sends_nothing_for_another_familys_child(
    client, stranger, parent, funded_certificate, group
):
    client.force_login(stranger)
    own = f"{funded_certificate.pk}-{group.pk}"
    address = f"{reverse('enrollment:simulator')}?take={own}"

    client.post(
        address,
        {"command": str(uuid4()), "wants": "on", "place": f"{own}-20260907-960000-720000-0"},
    )

    assert not Contract.objects.exists()


@pytest.mark.parametrize("sent", ["x", "9" * 40, "-1", "²", "1"])
def test_receipts_of_others_and_nonsense_are_left_out(client, parent, sent):
    client.force_login(parent)

    assert "Квитанция №" not in words(look(client, sent=sent))
