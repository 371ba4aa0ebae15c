"""The family's pages of a child and of who looks after the child (R11.05)."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from certificates import inviting
from certificates.inviting import Asked
from certificates.models import Guardianship
from reference import clock
from tests.factories.certificates import CertificateFactory, ChildFactory, GuardianshipFactory
from tests.factories.users import UserFactory
from users.models import Notification, Role

FATHER, SELF = Guardianship.Relation.FATHER, Guardianship.Relation.SELF
LIMITED = Guardianship.Rights.LIMITED


@pytest.fixture(autouse=True)
def today(on, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda municipality=None: on)


@pytest.fixture
def father(child) -> Guardianship:
    """He may only look."""
    return GuardianshipFactory(
        child=child,
        user=UserFactory(role=Role.GUARDIAN, last_name="Ольхов"),
        relation=FATHER,
        rights=LIMITED,
    )


@pytest.fixture
def teenager(child) -> Guardianship:
    """The child, who may only look."""
    return GuardianshipFactory(
        child=child, user=UserFactory(role=Role.GUARDIAN), relation=SELF, rights=LIMITED
    )


def url(name: str, key: object) -> str:
    return reverse(f"certificates:{name}", args=(key,))


def page(client: Client, name: str, key: object) -> str:
    return client.get(url(name, key)).content.decode()


def test_a_parent_invites_another(client, child, parent):
    client.force_login(parent)

    response = client.post(
        url("invite", child.pk),
        {"email": "otets@example.org", "relation": "father", "rights": "limited"},
        follow=True,
    )

    shown = response.content.decode()
    assert "otets@example.org" in shown
    assert "ответ ждём до 12.09.2026" in shown
    assert Notification.objects.get(kind="certificates.invited").goes_to == "otets@example.org"


def test_an_invitation_for_a_child_too_young_names_the_day(client, child, parent):
    client.force_login(parent)

    response = client.post(
        url("invite", child.pk),
        {"email": "rebenok@example.org", "relation": "self", "rights": "limited"},
    )

    assert "20.05.2031" in response.content.decode()
    assert not child.invitations.exists()


def test_the_link_asks_to_sign_in_and_then_is_accepted(client, child, parent, on):
    person = UserFactory(role=Role.GUARDIAN, email="otets@example.org")
    asked = Asked(person.email, FATHER, LIMITED)
    link = url("invitation", inviting.token_of(inviting.invite(child, asked, by=parent, on=on)))

    assert client.get(link).headers["Location"].startswith(reverse("users:sign_in"))
    client.force_login(person)
    shown = client.get(link).content.decode()
    assert parent.full_name in shown
    assert child.first_name in shown
    assert child.last_name not in shown
    client.post(link)
    assert child.guardianships.filter(user=person, rights=LIMITED).exists()


def test_a_stranger_with_the_link_reads_nothing_personal(client, child, parent, stranger, on):
    asked = Asked("otets@example.org", FATHER, LIMITED)
    link = url("invitation", inviting.token_of(inviting.invite(child, asked, by=parent, on=on)))
    client.force_login(stranger)

    for response in (client.get(link), client.post(link)):
        shown = response.content.decode()
        assert "отправлено на другую почту" in shown
        assert child.first_name not in shown
        assert parent.last_name not in shown
        assert "otets@example.org" not in shown
    assert child.guardianships.count() == 1


def test_an_invitation_is_taken_back(client, child, parent, on):
    asked = Asked("otets@example.org", FATHER, LIMITED)
    invitation = inviting.invite(child, asked, by=parent, on=on)
    client.force_login(parent)

    client.post(url("take_back", invitation.pk))

    assert "otets@example.org" not in page(client, "child", child.pk)


def test_who_may_only_look_sees_the_child_and_presses_nothing(client, child, parent, father):
    client.force_login(father.user)

    shown = page(client, "child", child.pk)

    assert child.full_name in shown
    assert "Вам доступен только просмотр" in shown
    assert url("invite", child.pk) not in shown
    assert url("edit_child", child.pk) not in shown
    told = page(client, "edit_child", child.pk)
    assert f"может тот, у кого полные права ({parent.short_name})" in told


def test_a_press_of_who_may_only_look_changes_nothing(client, child, father):
    client.force_login(father.user)

    response = client.post(url("consent", child.pk), {"agree": "on"})

    assert "Вам доступен только просмотр" in response.content.decode()
    assert not child.consents.exists()


def test_rights_are_changed_and_a_person_is_removed(client, child, parent, father):
    client.force_login(parent)

    client.post(url("change_rights", father.pk), {"rights": "full"})
    father.refresh_from_db()
    assert father.is_full
    client.post(url("remove_adult", father.pk))
    assert not child.guardianships.filter(pk=father.pk).exists()


def test_a_person_leaves_and_meets_the_child_no_more(client, child, father):
    client.force_login(father.user)

    client.post(url("remove_adult", father.pk))

    assert client.get(url("child", child.pk)).status_code == 404


def test_the_last_parent_stays(client, child, parent):
    client.force_login(parent)

    response = client.post(url("remove_adult", child.guardianships.get().pk), follow=True)

    assert "Кто-то с полными правами должен остаться" in response.content.decode()
    assert child.guardianships.exists()


def test_the_family_corrects_a_school(client, child, parent):
    client.force_login(parent)
    data = {
        "last_name": child.last_name,
        "first_name": child.first_name,
        "birth_date": "20.05.2017",
        "sex": "f",
        "settlement": "с. Глинка",
        "school": "Школа № 2 <b>",
    }

    client.post(url("edit_child", child.pk), data)

    child.refresh_from_db()
    assert (child.settlement, child.school) == ("с. Глинка", "Школа № 2 <b>")
    assert "<b>" not in page(client, "child", child.pk)


def test_who_mends_the_data_before_applying_comes_back_to_the_application(client, child, parent):
    client.force_login(parent)
    data = {"last_name": "Новикова", "first_name": "Анна", "birth_date": "20.05.2017", "sex": "f"}
    back = url("apply_for_certificate", child.pk)

    assert client.post(f"{url('edit_child', child.pk)}?next={back}", data).url == back


def test_a_teenager_reads_of_their_own_clubs(client, parent):
    teen = ChildFactory(guardian=parent, birth_date=date(2012, 1, 1))
    own = GuardianshipFactory(child=teen, user=UserFactory(role=Role.GUARDIAN), relation=SELF)
    client.force_login(own.user)

    shown = page(client, "child", teen.pk)

    assert "Мои кружки" in shown
    assert url("invite", teen.pk) not in shown


@pytest.mark.parametrize("name", ["child", "edit_child", "invite"])
def test_a_stranger_meets_a_404(client, child, stranger, name):
    client.force_login(stranger)

    assert client.get(url(name, child.pk)).status_code == 404


def test_who_invited_reads_in_red_that_the_letter_came_back(client, child, parent, on):
    asked = Asked("otets@example.org", FATHER, LIMITED)
    invitation = inviting.invite(child, asked, by=parent, on=on)
    Notification.objects.filter(key=invitation.letter_key).update(returned_at=timezone.now())
    client.force_login(parent)

    shown = page(client, "child", child.pk)
    assert "Приглашение не доставлено" in shown
    assert "otets@example.org не доставлено" in client.get("/enrollment/family/").content.decode()

    again = client.post(url("take_back", invitation.pk), {"again": "1"})
    assert again.headers["Location"] == url("invite", child.pk)


def test_the_invited_person_declines(client, child, parent, on):
    person = UserFactory(role=Role.GUARDIAN, email="otets@example.org")
    asked = Asked(person.email, FATHER, LIMITED)
    token = inviting.token_of(inviting.invite(child, asked, by=parent, on=on))
    client.force_login(person)
    assert "Отказаться" in client.get(url("invitation", token)).content.decode()

    client.post(url("decline_invitation", token))

    assert "Вы отказались" in client.get(url("invitation", token)).content.decode()
    assert not child.guardianships.filter(user=person).exists()


def test_a_second_press_on_accept_finds_the_child(client, child, parent, on):
    person = UserFactory(role=Role.GUARDIAN, email="otets@example.org")
    asked = Asked(person.email, FATHER, LIMITED)
    link = url("invitation", inviting.token_of(inviting.invite(child, asked, by=parent, on=on)))
    client.force_login(person)
    client.post(link)

    assert client.post(link).headers["Location"] == reverse("certificates:family")


def test_the_only_one_with_full_rights_is_offered_no_button_to_leave(client, child, parent, father):
    client.force_login(parent)

    assert "Больше не представлять ребёнка" not in page(client, "child", child.pk)


def test_a_teenager_reads_of_their_own_things(client, teenager):
    client.force_login(teenager.user)

    shown = page(client, "child", teenager.child_id)

    assert "Кто вас представляет" in shown
    assert "Отказаться от своей учётной записи" in shown
    assert "Наши дети" not in shown
    assert "Мой сертификат" in client.get("/enrollment/family/").content.decode()


def test_who_only_looks_meets_no_button_that_would_refuse(client, child, father):
    certificate = CertificateFactory(child=child)
    client.force_login(father.user)

    shown = client.get(certificate.get_absolute_url()).content.decode()
    consents = client.get(reverse("certificates:consents")).content.decode()

    assert reverse("certificates:move", args=(child.pk,)) not in shown
    assert reverse("enrollment:dispute_certificate", args=(certificate.pk,)) not in shown
    assert url("consent", child.pk) + '"' not in consents
