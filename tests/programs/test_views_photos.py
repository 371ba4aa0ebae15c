"""Pages of a card's photos and text: what the provider sends, what everyone is given."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from programs.models import Photo, Program, ProgramText
from tests.factories.files import pdf_file, photo_file, picture, stored
from tests.factories.programs import DraftFactory, PhotoFactory, ProgramTextFactory
from users.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def draft(provider) -> Program:
    return DraftFactory(provider=provider)


@pytest.fixture
def desk(client: Client, provider_manager: User) -> Client:
    client.force_login(provider_manager)
    return client


def send(desk: Client, program: Program, name: str, **data) -> str:
    response = desk.post(reverse(f"programs:{name}", args=(program.pk,)), data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


# --- the provider ---


def test_a_photo_is_added_described_and_removed(desk: Client, draft: Program):
    html = send(desk, draft, "add_photo", photo=photo_file(), alt="Дети у робота")

    assert "Фотография добавлена на карточку" in html
    photo = draft.photos.get()
    assert f'src="{photo.smallest}"' in html

    desk.post(reverse("programs:describe_photo", args=(photo.pk,)), {"alt": "Робот едет"})
    photo.refresh_from_db()
    assert photo.alt == "Робот едет"

    desk.post(reverse("programs:remove_photo", args=(photo.pk,)))
    assert not draft.photos.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"alt": "Робот"}, "Выберите фотографию"),
        ({"alt": "Робот", "photo": "текст вместо файла"}, "Выберите фотографию"),
        ({"photo": photo_file()}, "Напишите, что на фотографии"),
        ({"photo": photo_file(), "alt": "ы" * 201}, "Напишите не больше 200 знаков"),
        ({"photo": photo_file(), "alt": "а\x00б"}, "Выберите фотографию ещё раз"),
        ({"photo": photo_file(b""), "alt": "Робот"}, "Файл пустой"),
        ({"photo": photo_file(b"<script>"), "alt": "Робот"}, "не может открыть этот файл"),
        ({"photo": photo_file(picture(300, 300)), "alt": "Робот"}, "слишком маленькая"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(desk: Client, draft: Program, data, words: str):
    html = send(desk, draft, "add_photo", **data)

    assert words in html
    assert "Проверьте" in html, "the summary above"
    assert not draft.photos.exists()


def test_words_that_cannot_be_saved_stay_typed(desk: Client, draft: Program):
    photo = PhotoFactory(program=draft)

    html = desk.post(
        reverse("programs:describe_photo", args=(photo.pk,)), {"alt": "🤖<b>" + "ы" * 200}
    ).content.decode()

    assert "🤖&lt;b&gt;ыыы" in html
    assert "Напишите не больше 200 знаков" in html


def test_the_text_is_attached_and_removed(desk: Client, draft: Program):
    assert "Текст программы добавлен" in send(desk, draft, "attach_text", text=pdf_file())
    assert ProgramText.objects.get(program=draft).pages == 2

    assert "Текст программы удалён" in send(desk, draft, "remove_text")
    assert not ProgramText.objects.exists()


def test_what_is_no_text_is_refused(desk: Client, draft: Program):
    assert "Выберите файл PDF" in send(desk, draft, "attach_text")
    html = send(desk, draft, "attach_text", text=pdf_file(picture()))
    assert "не может открыть этот файл как PDF" in html


def test_a_strangers_photo_is_not_found(client: Client, provider_manager: User, stranger: User):
    photo = PhotoFactory()
    client.force_login(provider_manager)

    for name in ("describe_photo", "put_first", "put_earlier", "remove_photo"):
        address = reverse(f"programs:{name}", args=(photo.pk,))
        assert client.post(address, {"alt": "Чужое"}).status_code == 404
    assert Photo.objects.get().alt == photo.alt


# --- everyone ---


def test_a_photo_of_a_published_card_is_kept_by_browsers_for_good(client: Client, program):
    photo = stored(PhotoFactory(program=program))

    response = client.get(photo.address(480))

    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response)[:4] == b"RIFF"


def test_a_signed_in_browser_keeps_it_too(client: Client, program, parent):
    photo = stored(PhotoFactory(program=program))
    client.force_login(parent)

    headers = client.get(photo.largest).headers

    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_photo_of_a_draft_is_for_its_author(
    client: Client, draft: Program, provider_manager: User, stranger: User
):
    photo = stored(PhotoFactory(program=draft))

    assert client.get(photo.smallest).status_code == 404
    client.force_login(stranger)
    assert client.get(photo.smallest).status_code == 404
    client.force_login(provider_manager)
    response = client.get(photo.smallest)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["x", "0" * 32 + "-480", "../settings", "{key}-500", "{key}-0960"])
def test_other_names_are_not_found(client: Client, program, name: str):
    photo = stored(PhotoFactory(program=program))

    name = name.format(key=photo.key.hex)
    assert client.get(f"/programs/photos/{name}.webp").status_code == 404


def test_a_photo_whose_file_is_lost_is_not_found(client: Client, program):
    assert client.get(PhotoFactory(program=program).smallest).status_code == 404


def test_the_card_shows_photos_without_a_jump(client: Client, program):
    photo = stored(PhotoFactory(program=program, alt='Робот "Вася" <b>'))

    html = client.get(program.get_absolute_url()).content.decode()

    assert 'alt="Робот &quot;Вася&quot; &lt;b&gt;"' in html
    assert f"{photo.address(480)} 480w, {photo.address(960)} 960w, {photo.address(1200)}" in html
    assert 'width="1200" height="900"' in html
    assert 'loading="lazy"' in html


def test_the_text_is_a_file_to_keep(client: Client, program):
    stored(ProgramTextFactory(program=program))
    address = reverse("programs:text", args=(program.slug,))

    assert address in client.get(program.get_absolute_url()).content.decode()
    headers = client.get(address).headers
    assert headers["Content-Disposition"] == f'attachment; filename="{program.slug}.pdf"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Type"] == "application/pdf"


def test_a_program_without_a_text_has_no_file(client: Client, program, draft):
    stored(ProgramTextFactory(program=draft))

    assert client.get(reverse("programs:text", args=(program.slug,))).status_code == 404
    assert client.get(reverse("programs:text", args=(draft.slug,))).status_code == 404


def test_engines_and_messengers_are_told_of_the_program(client: Client, group, program):
    photo = PhotoFactory(program=program)
    Program.objects.update(annotation="</script><script>alert(1)</script> & «роботы»")

    html = client.get(program.get_absolute_url()).content.decode()

    block = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    told = json.loads(block)
    assert told["@type"] == "Course"
    assert told["description"] == "</script><script>alert(1)</script> & «роботы»"
    assert told["offers"][0]["price"] == "7200.00"
    assert told["hasCourseInstance"][0]["startDate"] == "2026-09-01"
    assert told["image"] == [f"http://testserver{photo.largest}"]
    assert f'<meta property="og:image" content="http://testserver{photo.largest}">' in html
    assert "alert(1)</script>" not in html
    assert f'<link rel="canonical" href="http://testserver{program.get_absolute_url()}">' in html


def test_a_draft_is_not_told_to_engines(client: Client, draft, provider_manager):
    client.force_login(provider_manager)

    html = client.get(draft.get_absolute_url()).content.decode()

    assert "ld+json" not in html
    assert 'content="noindex"' in html


# --- the video ---


def with_video(desk: Client, program: Program, video: str) -> str:
    form = {"annotation": "Робот", "video": video}
    address = reverse("programs:edit_section", args=(program.pk, "content"))
    return desk.post(address, form, follow=True).content.decode()


def test_a_video_of_a_known_place_is_linked(desk: Client, draft: Program):
    with_video(desk, draft, "https://rutube.ru/video/0123/")

    draft.refresh_from_db()
    html = desk.get(draft.get_absolute_url()).content.decode()
    assert 'href="https://rutube.ru/video/0123/" rel="noopener noreferrer nofollow"' in html


@pytest.mark.parametrize(
    "video",
    [
        "http://rutube.ru/video/",
        "https://example.org/",
        "https://rutube.ru.example.org/",
        "https://rutube.ru@example.org/",
        "https://rutube.ru:8443/",
        "javascript:alert(1)",
        "https://[",
        "видео",
        "🎬",
        "https://rutube.ru/" + "x" * 300,
        "https://rutube.ru/\x00",
    ],
)
def test_other_addresses_of_videos_are_refused(desk: Client, draft: Program, video: str):
    html = with_video(desk, draft, video)

    assert "Проверьте" in html
    draft.refresh_from_db()
    assert draft.video == ""
