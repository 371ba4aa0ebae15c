"""Settings refuse what must not go to production, and speak clearly when they do."""

import os
import subprocess
import sys

import pytest

from navigator import secret_key

PRODUCTION = {
    "DATABASE_URL": "postgres://navigator:password@localhost/navigator",
    "SECRET_KEY": "a long random string",
    "EMAIL_URL": "consolemail://",
}
OURS = {"DEMO", "DEMO_CLOCK", "DEMO_CLOCK_DESPITE_DATABASE", "HTTPS", "REDIS_URL", "DEBUG"}


def load(expression="''", without=(), **variables):
    """Load the settings in a process of their own; return it, and what it printed."""
    kept = {k: v for k, v in os.environ.items() if k not in OURS | PRODUCTION.keys()}
    given = {k: v for k, v in (PRODUCTION | variables).items() if k not in without}
    code = f"from navigator import settings as s; print({expression})"
    return subprocess.run(
        [sys.executable, "-c", code], env=kept | given, capture_output=True, text=True, check=False
    )


def test_the_demo_clock_refuses_a_real_database():
    answer = load(DEMO_CLOCK="1")

    assert answer.returncode != 0
    assert "DEMO_CLOCK_DESPITE_DATABASE=1" in answer.stderr


def test_the_demo_shows_no_letters_of_a_real_database():
    answer = load(DEMO="1", DEMO_CLOCK="0")

    assert answer.returncode != 0
    assert "DEMO_CLOCK_DESPITE_DATABASE=1" in answer.stderr


def test_the_demo_clock_said_twice_is_on():
    answer = load("s.DEMO_CLOCK", DEMO_CLOCK="1", DEMO_CLOCK_DESPITE_DATABASE="1")

    assert answer.stdout.strip() == "True"


def test_a_real_database_is_no_demo_and_speaks_https():
    answer = load("s.DEMO, s.DEMO_CLOCK, s.DEBUG, s.SESSION_COOKIE_SECURE, s.EMBEDDED_POSTGRES")

    assert answer.stdout.strip() == "False False False True None"


def test_without_a_database_it_is_the_demo_on_plain_http(tmp_path):
    answer = load(
        "s.DEMO, s.DEMO_CLOCK, s.SESSION_COOKIE_SECURE, s.DATABASES['default']['HOST']",
        without=PRODUCTION,
        NAVIGATOR_VAR=str(tmp_path),
    )

    assert answer.stdout.startswith("True True False /")
    # Loading the settings starts nothing; the first connection does.
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize("name", ["SECRET_KEY", "EMAIL_URL"])
def test_production_without_a_needed_value_says_which(name):
    answer = load(without=[name])

    assert answer.returncode != 0
    assert f"{name} is not set" in answer.stderr


def test_the_key_is_made_once_and_for_the_owner_alone(tmp_path):
    path = tmp_path / "var" / "secret_key"

    key = secret_key.kept_in(path)

    assert secret_key.kept_in(path) == key
    assert len(key) > 50
    assert path.stat().st_mode & 0o777 == 0o600


def test_only_the_named_host_may_send_pictures_of_the_map():
    images = "*s.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src']"
    tiles = "https://{s}.tiles.example.org/{z}/{x}/{y}.png"

    assert load(images, NAVIGATOR_MAP_TILES=tiles).stdout.split() == [
        *("'self'", "data:", "https://*.tiles.example.org")
    ]
    assert load(images).stdout.split() == ["'self'", "data:"]
    assert "NAVIGATOR_MAP_TILES is an address" in load(NAVIGATOR_MAP_TILES="tiles/{z}").stderr
