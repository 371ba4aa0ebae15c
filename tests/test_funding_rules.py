"""docs/funding.md and the code say the same: every rule has a place that cites it, and a test."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from reference import configuration

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "funding.md"
CODE = (
    "navigator",
    "reporting",
    "enrollment",
    "certificates",
    "programs",
    "providers",
    "users",
    "reference",
    "templates",
)
NUMBER = r"R\d{1,2}\.\d\d[a-z]?|RR-\d|W\d\d"
CITED = re.compile(rf"\b(?:{NUMBER})\b")
RANGE = re.compile(rf"\b(?:{NUMBER})\s*[–…]\s*(?:{NUMBER})\b")
ROW = re.compile(rf"^\| ({NUMBER}) \| (.+) \|$")
LINK = re.compile(r"`([\w/]+\.(?:py|toml|html))(?::(\w+))?`")
LEFT_OUT = "Left out: "

# What the page promises to say something about, without a gap: first and last of each section.
SECTIONS = {"R2": (1, 36), "R3": (1, 21), "R6": (1, 63), "R7": (1, 22), "R8": (1, 8), "RR": (1, 6)}

Links = list[tuple[str, str]]


class Rule(NamedTuple):
    """One row of the page: what is said, where the code decides it, which tests show it."""

    words: str
    places: Links
    tests: Links


def _rows() -> dict[str, Rule]:
    """Rules have four cells; worked examples have three, for every rule of theirs has its own."""
    found: dict[str, Rule] = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if match := ROW.match(line):
            number, cells = match[1], match[2].split(" | ")
            words, *links = cells
            assert len(links) == (1 if number.startswith("W") else 2), f"{number}: {len(cells)}"
            assert number not in found, f"{number} stands twice"
            places, tests = [], LINK.findall(links[-1])
            if len(links) == 2:
                places = LINK.findall(links[0])
            found[number] = Rule(words, places, tests)
    return found


RULES = _rows()
EXAMPLES = [number for number in RULES if number.startswith("W")]
DECIDED = [number for number in RULES if number not in EXAMPLES]


@cache
def _defined(path: str) -> dict[str, str]:
    """What a Python file defines, each with its text and the comment above it.

    Functions, classes with what is in them, constants; namesakes of two classes together.
    """
    source = (ROOT / path).read_text(encoding="utf-8")
    lines = source.splitlines()
    found: dict[str, str] = defaultdict(str)
    for name, node in _definitions(ast.parse(source).body):
        found[name] += _text_of(node, lines)
    return dict(found)


def _definitions(body: list[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    for node in body:
        match node:
            case ast.ClassDef(name=name):
                yield name, node
                yield from _definitions(node.body)
            case ast.FunctionDef(name=name):
                yield name, node
            case ast.Assign():
                yield from ((each.id, node) for each in node.targets if isinstance(each, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name, node


def _text_of(node: ast.stmt, lines: list[str]) -> str:
    first = node.lineno - 1
    while first and lines[first - 1].lstrip().startswith(("#", "@")):
        first -= 1
    return "\n".join(lines[first : node.end_lineno])


def _sources() -> list[Path]:
    return [
        path
        for package in CODE
        for path in sorted((ROOT / package).rglob("*"))
        if path.suffix in (".py", ".html", ".txt") and "migrations" not in path.parts
    ]


def _readers() -> list[tuple[str, str]]:
    """The keys of configuration, each with the first file that the page says reads it.

    A row of two keys may name a file for each; with one file it reads both.
    """
    _before, _heading, tables = PAGE.read_text(encoding="utf-8").partition("\n## Configuration\n")
    found = []
    for line in tables.splitlines():
        cells = line.strip("| ").split(" | ")
        keys = [key for key in re.findall(r"`(\w+)`", cells[0]) if key in configuration.KEYS]
        paths = [path for path, _name in LINK.findall(cells[-1])]
        for ordinal, key in enumerate(keys):
            read_by = paths[ordinal] if len(keys) == len(paths) else paths[0]
            found.append((key, read_by))
    return found


def _has(path: str, name: str) -> bool:
    return name in _defined(path)


def _cites(path: str, name: str, number: str) -> bool:
    return number in CITED.findall(_defined(path)[name])


@pytest.mark.parametrize("section", SECTIONS)
def test_no_rule_of_a_section_is_missing(section: str) -> None:
    first, last = SECTIONS[section]
    form = "RR-{1}" if section == "RR" else "{0}.{1:02d}"
    wanted = {form.format(section, number) for number in range(first, last + 1)}

    assert wanted - RULES.keys() == set()


def test_the_page_knows_every_rule_that_the_code_cites() -> None:
    unknown = {
        (path.relative_to(ROOT).as_posix(), number)
        for path in _sources()
        for number in CITED.findall(path.read_text(encoding="utf-8"))
        if number not in RULES
    }

    assert unknown == set()


def test_rules_are_cited_one_by_one() -> None:
    """A range hides those in the middle from whoever looks for them."""
    ranges = {
        path.relative_to(ROOT).as_posix(): found
        for path in _sources()
        if (found := RANGE.findall(path.read_text(encoding="utf-8")))
    }

    assert ranges == {}


@pytest.mark.parametrize("number", DECIDED)
def test_a_rule_stands_where_the_page_says(number: str) -> None:
    words, places, _tests = RULES[number]
    if LEFT_OUT in words:
        assert not places, "a rule that was left out has no place"
        return
    assert places, "a rule has a place, or it was left out with a reason"
    for path, name in places:
        assert _has(path, name), f"{path} has no {name}"
        assert _cites(path, name, number), f"{path}:{name} does not cite it"


@pytest.mark.parametrize("number", RULES)
def test_a_rule_is_shown_by_a_test(number: str) -> None:
    words, _places, tests = RULES[number]
    if LEFT_OUT in words:
        return
    assert tests, "a rule is shown by a test"
    for path, name in tests:
        if path.endswith(".toml"):
            assert tomllib.loads((ROOT / path).read_text(encoding="utf-8"))["step"]
        else:
            assert name.startswith("test_"), f"{name} is no test"
            assert _has(path, name), f"{path} has no {name}"


@pytest.mark.parametrize("number", EXAMPLES)
def test_a_story_names_the_example_it_plays(number: str) -> None:
    for path, _name in RULES[number].tests:
        if path.endswith(".toml"):
            title = tomllib.loads((ROOT / path).read_text(encoding="utf-8"))["title"]
            assert title.startswith(number), f"{path}: {title}"


def test_the_page_knows_every_key_of_configuration() -> None:
    assert configuration.KEYS.keys() - {key for key, _path in _readers()} == set()


@pytest.mark.parametrize(("key", "path"), _readers())
def test_a_key_is_read_where_the_page_says(key: str, path: str) -> None:
    assert f'"{key}"' in (ROOT / path).read_text(encoding="utf-8")
