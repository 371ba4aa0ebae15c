"""Consents on the pages of the family and of the desk."""

import pytest
from django.urls import reverse

from certificates import consenting
from certificates.models import Consent
from reference.versions import Text
from tests.factories.certificates import ConsentFactory
from users import accepting, audit


def address(name, *args) -> str:
    return reverse(f"certificates:{name}", args=args)


def withdraw_address(child) -> str:
    return reverse("enrollment:withdraw_consent", args=(child.pk,))


@pytest.fixture
def consent(child, parent) -> Consent:
    return consenting.give(child, of=parent, by=parent)


def test_the_page_says_which_text_when_how_and_by_whom(client, consent, parent):
    client.force_login(parent)

    page = client.get(address("consents")).text

    assert consent.text_version in page
    assert parent.full_name in page
    assert "в личном кабинете" in page or "в кабинете" in page


def test_a_changed_text_is_asked_for_with_what_is_new(client, child, parent):
    ConsentFactory(child=child, given_by=parent, text_version=consenting.TEXTS[0].version)
    client.force_login(parent)

    page = client.get(address("consents")).text
    home = client.get(reverse("enrollment:family_home")).text

    assert "отозвать в личном кабинете" in page
    assert address("consent", child.pk) in home


def test_an_unknown_version_is_not_found(client, child, parent):
    client.force_login(parent)

    assert client.get(address("consent_text", child.pk, "1999-01")).status_code == 404


def test_withdrawing_needs_its_own_tick(client, child, consent, parent):
    client.force_login(parent)

    page = client.post(withdraw_address(child), {"is_meant": ""})

    assert "Поставьте галочку" in page.text
    assert not consenting.is_withdrawn(child)


def test_withdrawn_and_given_again(client, child, consent, parent):
    client.force_login(parent)

    client.post(withdraw_address(child), {"is_meant": "on"})
    assert consenting.is_withdrawn(child)
    assert "Согласие отозвано" in client.get(address("consents")).text

    client.post(address("consent", child.pk), {"agree": "on"})
    assert not consenting.is_withdrawn(child)


def test_a_stranger_finds_nothing_to_withdraw(client, child, consent, stranger):
    client.force_login(stranger)

    assert client.get(withdraw_address(child)).status_code == 404
    assert client.post(withdraw_address(child), {"is_meant": "on"}).status_code == 404
    assert not consenting.is_withdrawn(child)


def test_the_desk_notes_a_paper_withdrawal(client, child, consent, parent, clerk):
    client.force_login(clerk)

    client.post(
        address("desk_consents", child.pk),
        {"person": parent.pk, "paper": "withdrawn", "is_meant": "on"},
    )

    consent.refresh_from_db()
    assert (consent.withdrawn_channel, consent.withdrawn_by) == ("paper", clerk)


def test_the_desk_chooses_among_the_representatives_alone(client, child, stranger, clerk):
    client.force_login(clerk)

    page = client.post(
        address("desk_consents", child.pk),
        {"person": stranger.pk, "paper": "given", "is_meant": "on"},
    )

    assert "Выберите представителя этого ребёнка" in page.text
    assert not child.consents.exists()


def test_another_desk_finds_no_child(client, child, foreign_moc):
    client.force_login(foreign_moc)

    assert client.get(address("desk_consents", child.pk)).status_code == 404


def test_the_looks_of_the_desk_are_noted(client, child, clerk):
    client.force_login(clerk)

    client.get(address("desk_consents", child.pk))

    assert audit.history_of(child).filter(action="child.viewed", by=clerk).exists()


def test_changed_terms_are_asked_for_and_accepted_once(client, parent, monkeypatch):
    audit.record(parent, "user.registered", parent, terms="2026-09")
    assert accepting.accepts_present(parent)
    changed = Text(accepting.FOLDER, "2026-09-b", "Новое")
    monkeypatch.setattr(accepting, "TEXTS", (*accepting.TEXTS, changed))
    assert not accepting.accepts_present(parent)

    accepting.accept(parent)
    accepting.accept(parent)

    assert [each.version for each in accepting.acceptances_of(parent)] == ["2026-09-b", "2026-09"]
