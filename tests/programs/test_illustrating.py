"""Photos and the text of a program: parts of the card, kept as files, gone with their rows."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.storage import default_storage

from programs import card, illustrating, moderating
from programs.models import Photo, Program, ProgramText
from reference.errors import RuleBroken
from tests.factories.files import pdf, picture
from tests.factories.programs import DraftFactory, ModuleFactory, PhotoFactory
from users.models import AuditEvent, User

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2026, 9, 5)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def draft(provider, six_directions) -> Program:
    return DraftFactory(provider=provider)


def add(program: Program, by: User, *, width: int = 1200, alt: str = "Робот") -> Photo:
    return illustrating.add_photo(program, io.BytesIO(picture(width, 900)), alt, by=by, on=ON)


def refusal(verb, *args, **kwargs) -> str:
    with pytest.raises(RuleBroken) as refused:
        verb(*args, **kwargs, on=ON)
    return refused.value.code


def files(media) -> list[str]:
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def test_a_photo_is_kept_in_its_widths(draft, provider_manager, media):
    photo = add(draft, provider_manager)

    assert files(media) == sorted(f"{photo.key.hex}-{width}.webp" for width in (480, 960, 1200))
    assert AuditEvent.objects.latest("pk").action == "program.photo_added"


def test_photos_stand_in_the_order_they_came_and_one_is_put_first(draft, provider_manager):
    photos = [add(draft, provider_manager, width=width) for width in (800, 900, 1000)]

    illustrating.put_first(photos[2], by=provider_manager, on=ON)

    assert list(draft.photos.all()) == [photos[2], photos[0], photos[1]]


def test_a_photo_goes_before_the_one_it_follows_and_the_first_stays(draft, provider_manager):
    photos = [add(draft, provider_manager, width=width) for width in (800, 900, 1000)]

    illustrating.put_earlier(photos[2], by=provider_manager, on=ON)
    assert list(draft.photos.all()) == [photos[0], photos[2], photos[1]]

    illustrating.put_earlier(photos[0], by=provider_manager, on=ON)
    assert list(draft.photos.all()) == [photos[0], photos[2], photos[1]]


def test_the_ninth_photo_is_refused_and_leaves_no_files(draft, provider_manager, media):
    for _number in range(illustrating.MOST_PHOTOS):
        PhotoFactory(program=draft)

    assert (
        refusal(illustrating.add_photo, draft, io.BytesIO(picture()), "Робот", by=provider_manager)
        == "photos_full"
    )
    assert files(media) == []


def test_the_same_photo_twice_is_refused_and_the_first_one_stays(draft, provider_manager, media):
    add(draft, provider_manager)

    assert (
        refusal(
            illustrating.add_photo,
            draft,
            io.BytesIO(picture(1200, 900)),
            "Другой робот",
            by=provider_manager,
        )
        == "photo_twice"
    )
    assert len(files(media)) == 3
    assert draft.photos.count() == 1


def test_a_removed_photo_takes_its_files_along(draft, provider_manager, media):
    photo = add(draft, provider_manager)

    illustrating.remove_photo(photo, by=provider_manager, on=ON)

    assert files(media) == []
    assert refusal(illustrating.remove_photo, photo, by=provider_manager) == "photo_gone"


def test_the_text_takes_the_place_of_an_earlier_one(draft, provider_manager, media):
    for pages in (2, 3):
        illustrating.attach_text(draft, io.BytesIO(pdf(pages)), by=provider_manager, on=ON)

    text = ProgramText.objects.get(program=draft)
    assert text.pages == 3
    assert files(media) == [f"{text.key}.pdf"]
    assert default_storage.open(text.path).read() == pdf(3)

    illustrating.remove_text(draft, by=provider_manager, on=ON)
    assert files(media) == []


@pytest.mark.parametrize("status", [Program.Status.SUBMITTED, Program.Status.PUBLISHED])
def test_a_card_that_is_not_the_providers_now_is_not_illustrated(
    draft, provider_manager, media, status
):
    photo = PhotoFactory(program=draft)
    draft.status, draft.published_on = status, ON
    draft.save()
    by = provider_manager

    file = io.BytesIO(picture())
    assert refusal(illustrating.add_photo, draft, file, "Робот", by=by) == "card_locked"
    assert refusal(illustrating.describe_photo, photo, "Робот", by=by) == "card_locked"
    assert refusal(illustrating.put_first, photo, by=by) == "card_locked"
    assert refusal(illustrating.remove_photo, photo, by=by) == "card_locked"
    assert refusal(illustrating.attach_text, draft, io.BytesIO(pdf()), by=by) == "card_locked"
    assert refusal(illustrating.remove_text, draft, by=by) == "card_locked"
    assert files(media) == []


def test_the_support_centre_sees_what_has_changed(draft, provider_manager, moc):
    ModuleFactory(program=draft)
    add(draft, provider_manager, alt="Робот")
    moderating.submit(draft, by=provider_manager, on=ON)
    review = moderating.take_up(draft, by=moc, on=ON)
    moderating.return_with_remarks(review, {"photos": "Покажите детей."}, by=moc, on=ON)
    assert [one.field for one in moderating.unsettled_remarks(draft)] == ["photos"]

    draft.refresh_from_db()
    illustrating.describe_photo(draft.photos.get(), "Дети и робот", by=provider_manager, on=ON)
    illustrating.attach_text(draft, io.BytesIO(pdf()), by=provider_manager, on=ON)

    changed = {change.key: (change.was, change.now) for change in moderating.changes(draft)}
    assert changed["photos"] == ("1. Робот (1200 × 900)", "1. Дети и робот (1200 × 900)")
    assert changed[card.TEXT][1].startswith("PDF, 2 страницы")
    assert moderating.unsettled_remarks(draft) == []


def test_a_card_checked_before_there_were_photos_has_not_changed(draft, provider_manager, moc):
    ModuleFactory(program=draft)
    moderating.submit(draft, by=provider_manager, on=ON)
    review = moderating.take_up(draft, by=moc, on=ON)
    assert card.PHOTOS not in review.snapshot
    moderating.return_with_remarks(review, {}, "Добавьте фотографии.", by=moc, on=ON)

    assert moderating.changes(draft) == []
