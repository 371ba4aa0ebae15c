"""The screen is Russian until somebody asks for English; no cache keeps what is private."""

import gzip

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from navigator.middleware import CompressText, language


def ask(**cookies: str) -> HttpResponse:
    request = RequestFactory(headers={"Accept-Language": "en-GB,en;q=0.9"}).get("/")
    request.COOKIES.update(cookies)

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(translation.get_language())

    return language(view)(request)


def test_an_english_browser_reads_russian():
    response = ask()

    assert response.content == b"ru"
    assert response["Content-Language"] == "ru"


def test_english_comes_by_the_switch_of_the_footer():
    assert ask(**{settings.LANGUAGE_COOKIE_NAME: "en"}).content == b"en"


@pytest.mark.parametrize("odd", ["de", "", "../../etc", "en-us"])
def test_an_unknown_language_is_russian(odd):
    assert ask(**{settings.LANGUAGE_COOKIE_NAME: odd}).content == b"ru"


def test_one_request_leaves_its_language_to_nobody():
    with translation.override("ru"):
        ask(**{settings.LANGUAGE_COOKIE_NAME: "en"})

        assert translation.get_language() == "ru"


def test_pages_of_whoever_has_signed_in_are_kept_by_no_cache(client, parent):
    client.force_login(parent)

    for page in ("certificates:family", "programs:catalogue"):
        assert {"private", "no-store"} <= set(
            client.get(reverse(page))["Cache-Control"].split(", ")
        )


def test_a_visitor_may_keep_the_catalogue(client, db):
    assert "no-store" not in client.get(reverse("programs:catalogue")).headers["Cache-Control"]


def test_a_page_travels_compressed(client, db):
    answer = client.get(reverse("users:sign_in"), headers={"Accept-Encoding": "gzip"})

    assert answer["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer["Vary"]
    assert b"<!doctype html>" in gzip.decompress(answer.content)


@pytest.mark.parametrize("kind", ["image/webp", "application/pdf"])
def test_what_is_small_already_travels_as_it_is(kind):
    request = RequestFactory(headers={"Accept-Encoding": "gzip"}).get("/")
    body = b"0" * 1000
    response = HttpResponse(body, content_type=kind)

    answer = CompressText(lambda _: response).process_response(request, response)

    assert "Content-Encoding" not in answer
    assert answer.content == body
