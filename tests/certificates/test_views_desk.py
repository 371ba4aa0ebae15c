"""The desk corrects a child's data and says by documents who looks after the child (R11.05)."""

import pytest
from django.urls import reverse

from certificates.models import Guardianship
from tests.factories.certificates import GuardianshipFactory
from tests.factories.users import UserFactory
from users.models import AuditEvent

FULL = Guardianship.Rights.FULL


def url(name: str, key: object) -> str:
    return reverse(f"certificates:{name}", args=(key,))


def data_of(child) -> dict[str, str]:
    return {
        "last_name": child.last_name,
        "first_name": child.first_name,
        "patronymic": child.patronymic,
        "birth_date": f"{child.birth_date:%d.%m.%Y}",
        "sex": child.sex,
        "snils": child.snils,
        "settlement": child.settlement,
        "school": child.school,
        "reason": "свидетельство о рождении",
    }


def test_the_look_at_a_child_is_noted(client, child, clerk):
    client.force_login(clerk)

    assert child.full_name in client.get(url("child_record", child.pk)).content.decode()
    assert AuditEvent.objects.filter(action="child.viewed", by=clerk).exists()


def test_data_are_corrected(client, child, clerk):
    client.force_login(clerk)

    client.post(url("correct_child", child.pk), {**data_of(child), "last_name": "Ёлкина"})

    child.refresh_from_db()
    assert child.last_name == "Ёлкина"


def test_what_cannot_be_is_told_beside_its_field(client, child, clerk):
    client.force_login(clerk)

    response = client.post(
        url("correct_child", child.pk),
        {**data_of(child), "birth_date": "31.02.2017", "snils": "1", "reason": ""},
    )

    shown = response.content.decode()
    assert "Такого дня нет в календаре" in shown
    assert "Напишите, почему исправлены данные" in shown
    assert child.last_name in shown


def test_a_representative_is_added(client, child, parent, clerk):
    UserFactory(email="otets@example.org")
    client.force_login(clerk)
    typed = {"email": "otets@example.org", "relation": "father", "rights": "full"}

    refused = client.post(url("add_adult", child.pk), typed)
    client.post(url("add_adult", child.pk), {**typed, "documents_seen": "on"})

    assert "Отметьте" in refused.content.decode()
    assert child.guardianships.get(user__email="otets@example.org").is_confirmed


def test_a_dispute_is_settled(client, child, parent, clerk):
    father = GuardianshipFactory(child=child, relation="father", rights=FULL)
    client.force_login(clerk)

    client.post(url("decide_adult", father.pk), {"rights": "limited", "reason": "решение суда"})
    father.refresh_from_db()
    assert (father.is_full, father.is_confirmed) == (False, True)
    client.post(url("remove_at_desk", father.pk), {"reason": "решение суда"})
    assert not Guardianship.objects.filter(pk=father.pk).exists()


def test_the_last_parent_stays_at_the_desk_too(client, child, parent, clerk):
    client.force_login(clerk)

    response = client.post(
        url("remove_at_desk", child.guardianships.get().pk), {"reason": "решение суда"}
    )

    assert "Кто-то с полными правами должен остаться" in response.content.decode()


@pytest.mark.parametrize("name", ["child_record", "correct_child", "add_adult"])
def test_another_municipality_meets_a_404(client, child, foreign_moc, name):
    client.force_login(foreign_moc)

    assert client.get(url(name, child.pk)).status_code == 404


def test_the_desk_is_offered_no_button_about_its_own_family(client, child, clerk):
    own = GuardianshipFactory(child=child, user=clerk, rights=FULL)
    client.force_login(clerk)

    shown = client.get(url("child_record", child.pk)).content.decode()

    assert "Это ваша семья" in shown
    assert url("decide_adult", own.pk) not in shown
    assert url("correct_child", child.pk) not in shown


def test_the_last_one_with_full_rights_has_no_button_to_be_removed(client, child, parent, clerk):
    only = child.guardianships.get(user=parent)
    client.force_login(clerk)

    shown = client.get(url("child_record", child.pk)).content.decode()

    assert url("remove_at_desk", only.pk) not in shown
    assert "дайте их другому представителю" in shown
