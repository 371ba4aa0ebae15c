"""The page where a family sees whether the money is enough."""

import html
import re
from datetime import date

import pytest
from django.urls import reverse

from reference import clock


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
