"""The reference lists of the administrator."""

import pytest
from django.urls import reverse

from reference.models import Activity, Municipality, Region
from tests.factories.reference import direction
from users import audit
from users.models import AuditEvent, Role, User
from users.roles import has_role

INDEX = "/admin/"


def test_the_administrator_sees_every_list(client, administrator):
    client.force_login(administrator)

    page = client.get(INDEX).content.decode()

    for name in ("region", "municipality", "direction", "activity", "category"):
        assert reverse(f"admin:reference_{name}_changelist") in page
    assert reverse("admin:users_user_changelist") in page
    assert "auth/group" not in page


@pytest.mark.parametrize("who", ["parent", "moc", "operator"])
def test_for_others_there_are_no_lists(client, request, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(INDEX, follow=True).status_code == 404


def test_a_visitor_is_asked_to_sign_in_at_the_portals_door(client, db):
    assert client.get(INDEX, follow=True).redirect_chain[-1][0] == "/users/sign-in/?next=/admin/"
    assert client.get("/admin/login/").status_code == 302


def test_an_added_row_is_in_the_journal(client, administrator):
    client.force_login(administrator)

    client.post(
        reverse("admin:reference_activity_add"),
        {"direction": direction().pk, "name": "Робототехника для малышей"},
    )

    added = Activity.objects.get(name="Робототехника для малышей")
    line = audit.history_of(added).get()
    assert (line.by, line.action) == (administrator, "record.added")


def test_nothing_is_deleted(client, administrator, municipality):
    client.force_login(administrator)

    delete = reverse("admin:reference_municipality_delete", args=[municipality.pk])

    assert client.post(delete, {"post": "yes"}).status_code == 403
    assert Municipality.objects.exists()


@pytest.mark.parametrize("settings", ['{"age_mni": 5}', '{"age_min": "five"}', "{"])
def test_an_impossible_setting_of_a_region_is_refused(
    client, administrator, municipality, settings
):
    client.force_login(administrator)
    region = municipality.region

    response = client.post(
        reverse("admin:reference_region_change", args=[region.pk]),
        {
            "name": region.name,
            "code": region.code,
            "model_centre": region.model_centre,
            "settings": settings,
        },
    )

    assert "settings" in response.context["adminform"].form.errors
    assert Region.objects.get().settings == {}


def test_a_person_is_given_a_role_and_chooses_a_password_by_letter(
    client, administrator, municipality
):
    client.force_login(administrator)

    client.post(
        reverse("admin:users_user_add"),
        {
            "email": " Clerk@Example.org ",
            "last_name": "Сомова",
            "first_name": "Вера",
            "is_active": "on",
            "role_assignments-TOTAL_FORMS": 1,
            "role_assignments-INITIAL_FORMS": 0,
            "role_assignments-0-role": Role.CLERK.value,
            "role_assignments-0-municipality": municipality.pk,
        },
    )

    clerk = User.objects.get(email="clerk@example.org")
    assert has_role(clerk, Role.CLERK)
    assert not clerk.has_usable_password()
    assert AuditEvent.objects.filter(action="record.added", target_key=str(clerk.pk)).exists()


def test_lists_open_and_are_searched(client, administrator, municipality, parent):
    client.force_login(administrator)

    for page in ("reference_municipality", "reference_region", "users_user"):
        assert client.get(reverse(f"admin:{page}_changelist")).status_code == 200
    found = client.get(reverse("admin:users_user_changelist"), {"q": parent.email})
    assert parent.full_name in found.content.decode()
    assert client.get(reverse("admin:users_user_change", args=[parent.pk])).status_code == 200
