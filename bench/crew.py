"""People who press at once: processes that wait for the word, each with a connection of its own.

The connection stays open, as it does in production; a process that has to open one for each press
would spend its time on that.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from django.db import connections

# Presses number `i` of the bench; what it is told besides is the field it presses in.
Press = Callable[[str, int], None]


class Crew:
    """`size` processes that press what `module.member(field, i)` does.

    `module` is a dotted path with a function `presser()` that prepares a process and returns the
    press; `settings` are the Django settings the process works with.
    """

    def __init__(self, size: int, module: str, settings: str) -> None:
        # A copy of this process where it is set up already, a new one for other settings.
        is_ours = settings == os.environ["DJANGO_SETTINGS_MODULE"]
        context: Any = multiprocessing.get_context("fork" if is_ours else "spawn")
        connections.close_all()
        self._pipes: list[Connection] = []
        self._processes = []
        for _number in range(size):
            ours, theirs = context.Pipe()
            process = context.Process(
                target=_work, args=(theirs, module, settings, dict(os.environ)), daemon=True
            )
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)
        for pipe in self._pipes:
            pipe.recv()

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for pipe in self._pipes:
            pipe.send(None)
        for process in self._processes:
            process.join(timeout=10)

    def rate(self, people: int, field: str, *, first: int, seconds: float) -> float:
        """How many presses a second so many of them get done together."""
        pipes = self._pipes[:people]
        for number, pipe in enumerate(pipes):
            pipe.send((field, first + number, people, seconds))
        answers: list[Any] = [pipe.recv() for pipe in pipes]
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer
        return float(sum(done / elapsed for done, elapsed in answers))


def _work(pipe: Connection, module: str, settings: str, environment: dict[str, str]) -> None:
    # A session of its own, as each process of PostgreSQL has: the system shares a busy processor
    # out among sessions, and all of ours together would get as much as one of the server's.
    os.setsid()
    os.environ.update(environment)
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    import django

    django.setup()
    press: Press = import_module(module).presser()
    pipe.send("ready")
    while asked := pipe.recv():
        field, first, step, seconds = asked
        try:
            pipe.send(_press(press, field, first, step, seconds))
        except Exception as failure:
            pipe.send(RuntimeError(repr(failure)))


def _press(press: Press, field: str, first: int, step: int, seconds: float) -> tuple[int, float]:
    started = time.perf_counter()
    done, i = 0, first
    while (elapsed := time.perf_counter() - started) < seconds:
        press(field, i)
        done, i = done + 1, i + step
    return done, elapsed
