"""The screen is Russian until somebody asks for English."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from navigator.middleware import language


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
