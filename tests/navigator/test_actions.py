"""Every action of the journal has its words."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from navigator.actions import ACTIONS
from navigator.templatetags.journal import action, target
from users.models import AuditEvent

FLOORS = ("enrollment", "certificates", "programs", "providers", "users", "reporting", "navigator")
CODE = re.compile(r"[a-z]+\.[a-z_]+")


def recorded() -> set[str]:
    """The codes that the rules hand to `audit.record` as they stand."""
    found = set()
    for floor in FLOORS:
        for path in (Path(settings.BASE_DIR) / floor).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("audit.record"):
                    found |= codes_in(node)
                if isinstance(node, ast.keyword) and node.arg == "action":
                    found |= codes_in(node.value)
    return found


def codes_in(tree: ast.AST) -> set[str]:
    words = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {word for word in words if isinstance(word, str) and CODE.fullmatch(word)}


def test_every_action_of_the_rules_has_words():
    assert recorded() - set(ACTIONS) == set()


def test_codes_read_as_thing_and_verb():
    assert [code for code in ACTIONS if not CODE.fullmatch(code)] == []


@pytest.mark.parametrize("kind", ["users.user", "forgotten.thing"])
def test_a_line_of_any_age_can_be_shown(kind):
    event = AuditEvent(action="forgotten.done", target_kind=kind, target_key="7")

    assert action(event) == "forgotten.done"
    assert target(event).endswith(" 7")
