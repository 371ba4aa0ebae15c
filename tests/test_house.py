"""What keeps the house a house: asked of the code itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

import enrollment
from navigator import diagrams

ROOT = Path(settings.BASE_DIR)
OURS = [
    "reference",
    "users",
    "providers",
    "programs",
    "certificates",
    "enrollment",
    "reporting",
    "navigator",
]


def our_models() -> list[type[models.Model]]:
    return [model for app in OURS for model in apps.get_app_config(app).get_models()]


def our_code() -> Iterator[Path]:
    for app in OURS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_every_model_says_which_of_its_fields_are_personal(model):
    names = {field.name for field in model._meta.get_fields()}

    assert set(model.personal_fields) <= names


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_every_model_says_in_a_line_what_it_is(model):
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model.__name__)
def test_money_is_whole_kopecks(model):
    """No float and no decimal among the fields that hold sums."""
    sums = re.compile(
        r"(amount|price|cost|nominal|volume|sum|available|reserved|debited|lapsed|total|_part)"
    )
    for field in model._meta.concrete_fields:
        if sums.search(field.name) and isinstance(field, models.FloatField | models.DecimalField):
            pytest.fail(f"{model.__name__}.{field.name} holds money as a fraction")


def test_only_the_ledger_writes_entries_and_accounts():
    writes = re.compile(
        r"(Entry|Account)\.objects\.(create|bulk_create|update|get_or_create|update_or_create)"
        r"|insert(_all)?\(\s*\[?\s*(Entry|Account)\("
        r"|INSERT INTO certificates_entry|UPDATE certificates_account"
    )
    allowed = {"certificates/ledger.py", "certificates/models/account.py"}

    writers = {
        str(path.relative_to(ROOT)) for path in our_code() if writes.search(path.read_text())
    }

    assert writers <= allowed


def test_only_money_rounds():
    rounds = re.compile(r"\bround\(|\bceil\(|\bfloor\(|ROUND_")
    allowed = {"reference/money.py"}

    rounders = {
        str(path.relative_to(ROOT)) for path in our_code() if rounds.search(path.read_text())
    }

    assert rounders <= allowed


def views_of(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, object]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from views_of(pattern, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern.callback


# pages for everyone who has signed in, whatever the role
FOR_ALL_SIGNED_IN = {"users", "navigator", "django", "enrollment", "reporting", "certificates"}


def test_every_page_is_public_on_purpose_or_asks_who_is_there():
    """A view is marked public, names its roles, or finds its object through access.py."""
    unguarded = []
    for address, view in views_of(get_resolver()):
        public = getattr(view, "login_required", True) is False
        roles = getattr(view, "roles", None)
        module = str(getattr(view, "__module__", ""))
        if not (public or roles or module.split(".")[0] in FOR_ALL_SIGNED_IN):
            unguarded.append(f"{address} ({module})")

    assert unguarded == []


def test_every_template_is_used():
    """A template nobody renders, includes or extends is dead."""
    sources = [path.read_text() for path in our_code()]
    templates = list((ROOT / "templates").rglob("*.*"))
    sources += [path.read_text() for path in templates]
    everything = "\n".join(sources)
    by_django = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
    overrides = ROOT / "templates" / "bootstrap5"

    # chosen by the text's version
    consents = ROOT / "templates" / "certificates" / "consent"
    terms = ROOT / "templates" / "users" / "terms"

    unused = [
        str(path.relative_to(ROOT / "templates"))
        for path in templates
        if path.name not in by_django
        and not {overrides, consents, terms} & set(path.parents)
        and str(path.relative_to(ROOT / "templates")) not in everything
    ]

    assert unused == []


def test_the_diagrams_are_drawn_from_the_tables_of_today():
    assert (ROOT / "docs" / "lifecycles.md").read_text() == diagrams.document(), "make diagrams"


def test_nothing_names_the_address_of_a_package_index():
    lines = (ROOT / "requirements").glob("*.txt")

    assert not any("://" in path.read_text() for path in lines)


def test_the_plan_of_the_largest_floor_names_each_of_its_modules_once():
    plan = re.findall(r"^\S[^:\n]*: (.*(?:\n    .*)*)", enrollment.__doc__ or "", re.MULTILINE)
    modules = {path.stem for path in (ROOT / "enrollment").glob("*.py")} - {"__init__"}

    assert sorted(" ".join(plan).split()) == sorted(modules)
