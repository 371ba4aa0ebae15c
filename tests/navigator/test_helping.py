"""The help says what the screens say: their buttons, their terms, their pages."""

import pytest
from django.urls import reverse
from django.utils import translation

from enrollment import reminding
from navigator import helping
from reference.models import Region
from tests.factories.reference import MunicipalityFactory
from tests.test_house import ROOT

pytestmark = pytest.mark.django_db


def test_a_guest_reads_it_and_finds_the_support_centre(client):
    centre = MunicipalityFactory(support_centre="Опорный центр «Горизонт»", support_phone="+7 1")

    page = client.get(reverse("help"))

    assert page.status_code == 200
    assert centre.support_centre in page.text
    assert "%(" not in page.text
    assert reverse("users:register") in page.text


def test_every_button_it_quotes_stands_on_some_page():
    templates = "".join(path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html"))
    templates += (ROOT / "navigator" / "menu.py").read_text("utf-8")

    with translation.override("en"):
        quoted = {str(words) for words in helping.facts().values() if not str(words)[0].isdigit()}

    assert len(quoted) == 7
    assert [words for words in quoted if f'"{words}"' not in templates] == []


def test_terms_are_those_of_the_region(client):
    region = MunicipalityFactory().region
    Region.objects.filter(pk=region.pk).update(settings={"provider_decision_days": 17})

    page = client.get(reverse("help")).text

    assert "17 дней" in page
    assert ", ".join(map(str, sorted(reminding.STEPS, reverse=True))) in page


def test_every_page_it_names_is_there():
    named = [each for each in helping.STEPS if each.page]
    named += [each for topic in helping.TOPICS for each in topic.answers if each.page]

    assert all(each.url and each.label for each in named)
