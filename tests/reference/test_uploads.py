"""What a request may bring at most."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.files import photo_file
from tests.factories.programs import DraftFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("most", "status"), [(100, 400), (1_000_000, 302)])
def test_a_request_beyond_all_forms_is_ended(
    client: Client, provider, provider_manager, settings, tmp_path, most: int, status: int
):
    settings.MOST_UPLOADED, settings.MEDIA_ROOT = most, tmp_path
    client.force_login(provider_manager)
    draft = DraftFactory(provider=provider)

    answer = client.post(
        reverse("programs:add_photo", args=(draft.pk,)), {"photo": photo_file(), "alt": "Робот"}
    )

    assert answer.status_code == status
