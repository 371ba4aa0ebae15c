"""An organisation shows its program: a photo, the text, and what a family then sees of them."""

from __future__ import annotations

import pytest
from PIL import Image
from playwright.sync_api import expect

from programs.models import Photo, Program
from tests.factories.certificates import ChildFactory
from tests.factories.files import pdf, picture
from tests.factories.programs import DraftFactory, GroupFactory, ModuleFactory, SlotFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WORDS = "Дети собирают робота за большим столом"


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def draft(provider) -> Program:
    return GroupFactory(
        module=ModuleFactory(program=DraftFactory(provider=provider), is_open=False)
    ).program


def test_a_photo_and_a_text_come_to_the_card(arrives, provider_manager, draft, tmp_path):
    held_sideways = Image.Exif()
    held_sideways[0x0112] = 6
    camera = tmp_path / "IMG_0001.jpg"
    camera.write_bytes(picture(2000, 1500, exif=held_sideways))
    script = tmp_path / "photo.jpg"
    script.write_text("<script>alert(1)</script>")
    text = tmp_path / "program.pdf"
    text.write_bytes(pdf(3))

    manager = arrives(provider_manager, on_phone=True)
    manager.opens(f"/programs/own/{draft.pk}/")
    manager.follows("Фотографии и текст программы")
    manager.is_at("Фотографии и текст программы")
    photo = manager.main.get_by_label("Фотография")
    photo.set_input_files(script)
    manager.writes("Что на фотографии", WORDS)
    manager.presses("Добавить фотографию")
    manager.is_at("Фотографии и текст программы")
    manager.sees("Портал не может открыть этот файл как фотографию")
    manager.finds_written("Что на фотографии", WORDS)

    photo.set_input_files(camera)
    manager.presses("Добавить фотографию")
    manager.sees("Фотография добавлена на карточку")
    manager.main.get_by_label("Файл с текстом программы").set_input_files(text)
    manager.presses("Прикрепить файл")
    manager.sees("PDF, 3 страницы")
    manager.is_there()

    Program.objects.update(status=Program.Status.PUBLISHED, published_on="2026-09-01")
    visitor = arrives(on_phone=True)
    visitor.opens(draft.get_absolute_url())
    visitor.is_at(draft.short_name)
    shown = visitor.main.get_by_role("img", name=WORDS)
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_js_property("complete", True)
    kept = Photo.objects.get()
    assert (kept.width, kept.height) == (1200, 1600)
    assert shown.evaluate("image => image.naturalWidth > 0")
    assert kept.key.hex in shown.evaluate("image => image.currentSrc")
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    with visitor.page.expect_download() as download:
        visitor.follows("Скачать текст программы")
    assert download.value.suggested_filename == f"{draft.slug}.pdf"


def test_a_parent_picks_the_child_on_the_card_and_signs_up(
    arrives, parent, funded_certificate, group
):
    SlotFactory(group=group)
    child = funded_certificate.child
    brother = ChildFactory(
        guardian=parent,
        municipality=child.municipality,
        first_name="Мирон",
        birth_date="2017-01-01",
    )
    family = arrives(parent, on_phone=True)

    family.opens(f"{group.program.get_absolute_url()}?child={brother.pk}")
    family.is_at(group.program.short_name)
    family.sees("Мирон: сертификата пока нет")
    family.follows(child.first_name)
    family.is_at(group.program.short_name)
    family.sees(f"{child.first_name}: ваша доплата 0,00 ₽")
    button = family.main.get_by_role("link", name="Записаться").first
    assert family.page.evaluate("window.scrollY") == 0
    assert button.bounding_box()["y"] < 844, "the way in is on the first screen"
    button.click()
    family.is_at("Заявка на место")
    family.sees(child.first_name)
