"""Many processes at once, each with a connection of its own, started together."""

from __future__ import annotations

import logging
import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from typing import Any

FORK = multiprocessing.get_context("fork")


class Counting(logging.Handler):
    """Counts how often something was tried again, and keeps the screen quiet."""

    def __init__(self) -> None:
        super().__init__()
        self.again = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.again += 1


def gather(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Run `work(number)` in that many processes; returns what they return, in any order."""
    from django.db import connections

    connections.close_all()  # a connection is nobody's to share
    results: Any = FORK.SimpleQueue()
    people = [FORK.Process(target=_person, args=(work, number, results)) for number in range(count)]
    for person in people:
        person.start()
    found = [results.get() for _ in people]
    for person in people:
        person.join()
    failed = [answer for is_well, answer in found if not is_well]
    if failed:  # who only waited for the one who fell tells nothing
        raise RuntimeError(min(failed, key=lambda told: "BrokenBarrierError" in told))
    return [answer for _is_well, answer in found]


def _person(work: Callable[[int], Any], number: int, results: Any) -> None:
    import traceback

    from django.db import connections

    try:
        answer = (True, work(number))
    except BaseException:  # told to the one who gathers, who raises
        answer = (False, traceback.format_exc())
    connections.close_all()
    results.put(answer)


def count_retries() -> Counting:
    """Count the retries of this process from now on."""
    counting = Counting()
    for name in ("users.commanding", "django.request", "enrollment", "reporting"):
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.handlers = [counting] if name == "users.commanding" else [logging.NullHandler()]
        logger.setLevel(logging.WARNING)
    return counting


@dataclass
class Rounds:
    """What a race came to: how many winners each round had."""

    name: str
    winners: list[int]

    @property
    def is_fair(self) -> bool:
        return all(count == 1 for count in self.winners)


def race(
    name: str,
    runners: int,
    rounds: int,
    *,
    run: Callable[[int], None],
    winners: Callable[[], int],
    tidy: Callable[[], None],
) -> Rounds:
    """Let everybody run at once, many times; count the winners of each round and tidy up."""
    start: Barrier = FORK.Barrier(runners + 1)
    end: Barrier = FORK.Barrier(runners + 1)

    def part(number: int) -> list[int] | None:
        if number == runners:
            return _referee(rounds, start, end, winners, tidy)
        for _round in range(rounds):
            start.wait(timeout=120)
            run(number)
            end.wait(timeout=120)
        return None

    def work(number: int) -> list[int] | None:
        try:
            return part(number)
        except BaseException:
            start.abort()  # or the others would wait for the one who fell
            end.abort()
            raise

    found = [each for each in gather(runners + 1, work) if each is not None]
    return Rounds(name, found[0])


def _referee(
    rounds: int,
    start: Barrier,
    end: Barrier,
    winners: Callable[[], int],
    tidy: Callable[[], None],
) -> list[int]:
    counted = []
    for _round in range(rounds):
        start.wait(timeout=120)
        end.wait(timeout=120)
        counted.append(winners())
        tidy()
    time.sleep(0.05)
    return counted
