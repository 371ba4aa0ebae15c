"""The lives of providers, agreements, programs, contracts and what people say of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import TextChoices

from enrollment import disputing, evaluating
from enrollment import lifecycle as contract_lifecycle
from enrollment.models import Contract, Dispute, Opinion
from programs import lifecycle as program_lifecycle
from programs.models import Program
from providers import agreeing, registering
from providers.models import Agreement, Provider

LIVES: tuple[tuple[str, type[TextChoices], Mapping[Any, Iterable[Any]]], ...] = (
    ("Provider", Provider.Status, registering.TRANSITIONS),
    ("Agreement", Agreement.Status, agreeing.TRANSITIONS),
    ("Program", Program.Status, program_lifecycle.TRANSITIONS),
    ("Contract", Contract.Status, contract_lifecycle.TRANSITIONS),
    ("Dispute", Dispute.Status, disputing.TRANSITIONS),
    ("Opinion", Opinion.Status, evaluating.TRANSITIONS),
)

HEADER = "# Lifecycles\n\nDrawn by `make diagrams` from the TRANSITIONS tables; do not edit.\n"


def document() -> str:
    """The whole page, in Markdown with Mermaid diagrams."""
    return HEADER + "".join(_section(*life) for life in LIVES)


def _section(
    title: str, statuses: type[TextChoices], transitions: Mapping[Any, Iterable[Any]]
) -> str:
    lines = [f"    [*] --> {statuses.values[0]}"]
    for status in statuses.values:
        targets = [each for each in statuses.values if each in set(transitions.get(status, ()))]
        lines += [f"    {status} --> {target}" for target in targets]
        if not targets and status != "deleted":
            lines.append(f"    {status} --> [*]")
    return f"\n## {title}\n\n```mermaid\nstateDiagram-v2\n" + "\n".join(lines) + "\n```\n"
