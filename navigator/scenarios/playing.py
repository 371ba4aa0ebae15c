"""Plays a story step by step and stops at the first difference."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from navigator.scenarios.stage import Stage, set_the_stage
from navigator.scenarios.telling import Difference, balances, compare
from navigator.scenarios.verbs import VERBS
from reference.errors import RuleBroken
from reference.stamps import stamped_at


def load(path: Path) -> dict[str, Any]:
    """Read a story. Raises Difference when the file is not one."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise Difference(f"cannot be read: {problem}") from problem


def play(story: dict[str, Any]) -> Iterator[str]:
    """Play the story, step by step; after each yields a line for `--explain`.

    Raises Difference at the first step that goes another way than the story says.
    """
    stage = set_the_stage(story)
    for number, step in enumerate(story.get("step", []), start=1):
        where = f"step {number}, {step['at']:%d.%m.%Y %H:%M}, {step['do']}"
        _do(stage, step, where)
        compare(stage, step, where)
        yield f"{where}: {balances(stage, step['at'].date())}"


def _do(stage: Stage, step: dict[str, Any], where: str) -> None:
    """Call the step's verb; what it refuses must be what the story says."""
    verb = VERBS.get(step["do"])
    if verb is None:
        raise Difference(f"{where}: the portal has no such verb")
    at: datetime = step["at"]
    zone = ZoneInfo(stage.municipality.time_zone)
    for certificate in stage.certificates.values():
        certificate.refresh_from_db()
    expected = step.get("refused")
    try:
        with stamped_at(at.replace(tzinfo=zone)):
            verb(stage, step, at.date())
    except RuleBroken as refusal:
        if refusal.code != expected:
            raise Difference(
                f"{where}: expected {expected or 'no refusal'}, came {refusal.code}: {refusal}"
            ) from refusal
    else:
        if expected:
            raise Difference(f"{where}: expected the refusal {expected}, came none")
