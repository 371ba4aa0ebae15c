"""The version for the visually impaired: chosen without scripts, kept by the browser."""

import pytest
from django.conf import settings
from django.urls import reverse

from navigator.sight import Sight, chosen

CHOSEN = {
    "contrast": "white",
    "size": "200",
    "spacing": "wide",
    "pictures": "hidden",
    "font": "serif",
}
PAGE = "/sight/"
SHEET = "css/sight.css"


def test_a_visitor_chooses_and_every_page_is_drawn_so(client, db):
    response = client.post(f"{PAGE}?next=/users/sign-in/", CHOSEN)

    assert response.url == "/users/sign-in/"
    page = client.get("/users/sign-in/").content.decode()
    assert f'class="{Sight(**CHOSEN).classes}"' in page
    assert SHEET in page


def test_whoever_chose_nothing_loads_nothing_more(client, db):
    page = client.get("/users/sign-in/").content.decode()

    assert SHEET not in page
    assert PAGE in page


def test_one_press_brings_the_usual_pages_back(client, db):
    client.post(PAGE, CHOSEN)

    response = client.post(reverse("usual_sight"), {"next": "/users/sign-in/"})

    assert response.url == "/users/sign-in/"
    assert SHEET not in client.get("/users/sign-in/").content.decode()


def test_the_choice_is_shown_again(client, db):
    client.post(PAGE, CHOSEN)

    form = client.get(PAGE).context["form"]

    assert {name: form[name].value() for name in CHOSEN} == CHOSEN


def test_the_form_proposes_black_on_white_one_and_a_half_times_as_large(client, db):
    form = client.get(PAGE).context["form"]

    assert (form["contrast"].value(), form["size"].value()) == ("black", "150")


@pytest.mark.parametrize("name", CHOSEN)
@pytest.mark.parametrize("value", ["", "<b>", "а\x00б", "Ы" * 5_000])
def test_an_odd_answer_is_told_beside_its_question(client, db, name, value):
    response = client.post(PAGE, {**CHOSEN, name: value})

    assert list(response.context["form"].errors) == [name]
    assert settings.SIGHT_COOKIE_NAME not in response.cookies


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_choice_leads_nowhere_else(client, db, away):
    assert client.post(PAGE, CHOSEN, query_params={"next": away}).url == reverse("home")
    assert client.post(reverse("usual_sight"), {"next": away}).url == reverse("home")


@pytest.mark.parametrize(
    "odd", ["", "white", "white.200.wide.hidden", "white.200.wide.hidden.serif.x", "a.b.c.d.e"]
)
def test_a_made_up_cookie_changes_nothing(odd):
    assert chosen({settings.SIGHT_COOKIE_NAME: odd}) is None


def test_pages_are_kept_apart_by_what_was_chosen(client, db):
    assert "Cookie" in client.get("/users/sign-in/")["Vary"]


def test_the_page_of_the_choice_does_not_lead_to_itself(client, db):
    page = client.get(f"{PAGE}?next=/programs/").context["portal"]

    assert page.here_for_sight == "/programs/"
    assert page.sight_link == "/sight/?next=%2Fprograms%2F"
