"""Whatever people write is words on every page: nothing of it becomes a part of the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import reverse

from tests.permissions.pages import PAGES
from tests.permissions.world import World
from tests.test_permissions import open_world

TAG = "<i>x</i>"
OURS = ("reference", "users", "providers", "programs", "certificates", "enrollment", "reporting")
# What the portal itself reads again: keys, codes, addresses.
NOT_WORDS = {
    *("action", "color", "email", "file", "input_hash", "job", "key", "kind", "name_key"),
    *("password", "result", "slug", "target_key", "target_kind", "time_zone", "url"),
}


@pytest.fixture
def world(db, request, monkeypatch, settings, tmp_path) -> World:
    return open_world(request, monkeypatch, settings, tmp_path)


def words_of(model: type[models.Model]) -> Iterator[models.Field]:
    """The fields of a model in which there is room for a tag."""
    for field in model._meta.concrete_fields:
        if field.choices or field.primary_key or field.name in NOT_WORDS:
            continue
        if isinstance(field, models.CharField | models.TextField):
            yield field


def write_tags_everywhere() -> None:
    """After every word in the database; what the database refuses was no word."""
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            for field in words_of(model):
                words = Concat(field.name, Value(TAG), output_field=field)
                with suppress(DatabaseError), transaction.atomic():
                    model._base_manager.update(**{field.name: words})


def test_a_tag_in_any_words_stays_words(client: Client, world: World):
    write_tags_everywhere()
    shown, broken = 0, []

    for page in PAGES:
        for person in page.sees[:1] if not page.is_button else []:
            client.logout()
            if user := world.people[person]:
                client.force_login(user)
            answer = client.get(reverse(page.name, args=page.args(world)))
            if answer.headers["Content-Type"].startswith("text/html"):
                shown += "&lt;i&gt;x&lt;/i&gt;" in answer.text
                broken += [page.name] if TAG in answer.text else []

    assert broken == []
    assert shown > len(PAGES) / 3
