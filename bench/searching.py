"""The catalogue: words, four filters and the counters of every filter, over 60 000 programs in 300
municipalities, beside a bare select of the same twenty rows by key; and the whole page.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from bench import cluster
from bench.measuring import ROUNDS, Goal, Report, interleave
from bench.programs import ON, Maker, Size

DATABASE = "catalogue"
SCALES = {
    "small": Size(programs=6_000, municipalities=30, providers=300),
    "full": Size(),
}
VISITORS = 8
PAGES = 10  # of each visitor in a round
PROCESSES = 4  # that hand out kept pages
KEPT_TURNS = 20
# Every fifth program has the first, every fortieth one of the second; almost every one the third.
BROAD = ("радуга", "горизонт", "росток", "вершина")
NARROW = ("робототехника", "хореография", "шахматы", "народный танец")
EVERYWHERE = ("занятие", "развитие")
NEAR = {"near": ["venue-7"], "within": ["10"], "sort": ["near"]}
FILTERS = (
    {"direction": ["arts"], "pay": ["certificate"], "free": ["1"]},
    {"level": ["basic"], "pay": ["certificate", "budget"], "day": ["2", "3"]},
    {"direction": ["technical", "sport"], "max": ["500"], "form": ["full_time"]},
)


def questions(words: Sequence[str], **also: list[str]) -> list[dict[str, list[str]]]:
    """Each of the words with an age and three other filters."""
    return [{"q": [word], "age": ["9"], **some, **also} for word in words for some in FILTERS]


def ask(asked: dict[str, list[str]]) -> list[int]:
    """What the view asks the database for the list and its counters; the keys of the page."""
    from django.utils.datastructures import MultiValueDict

    from programs import filtering, searching, understanding
    from programs.ordering import PAGE

    form = filtering.read(MultiValueDict(asked), None, on=ON)
    filters = understanding.understood(form.filters())
    return searching.answer(filters, sort=form.order(), on=ON, first=0, last=PAGE).keys


@contextmanager
def database_time() -> Iterator[list[float]]:
    """Collect the milliseconds of every statement inside."""
    from django.db import connection

    spent: list[float] = []

    def measured(execute: Callable[..., Any], *args: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(*args)
        finally:
            spent.append((time.perf_counter() - started) * 1000)

    with connection.execute_wrapper(measured):
        yield spent


def p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]


def searched(asked: Sequence[dict[str, list[str]]]) -> float:
    """The 95th percentile of the database's time for these questions, in milliseconds."""
    times = []
    for one in asked:
        with database_time() as spent:
            ask(one)
        times.append(sum(spent))
    return p95(times)


def by_key(keys: Sequence[int]) -> float:
    """The same for the rows of one page, selected by key."""
    from django.db import connection

    times = []
    with connection.cursor() as cursor:
        for _number in range(50):
            started = time.perf_counter()
            cursor.execute("SELECT * FROM programs_program WHERE id = ANY (%s)", [list(keys)])
            cursor.fetchall()
            times.append((time.perf_counter() - started) * 1000)
    return p95(times)


def what_visitors_ask() -> list[dict[str, list[str]]]:
    """What visitors ask for: broad and narrow words, in the region and in one municipality."""
    return [*questions(BROAD), *questions(NARROW), *questions(NARROW, municipality=["rayon-7"])]


def browse(visitor: int) -> list[tuple[float, float]]:
    """One visitor opens pages: milliseconds of each, and those of them that are Python's."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    connection.close()
    settings.CATALOGUE_SECONDS = 0
    client = Client(SERVER_NAME="localhost")
    all_asked = what_visitors_ask()
    times = []
    for number in range(PAGES + 1):
        address = urlencode(all_asked[(visitor * PAGES + number) % len(all_asked)], doseq=True)
        with database_time() as spent:
            started = time.perf_counter()
            answer = client.get(f"{reverse('programs:catalogue')}?{address}", secure=True)
            elapsed = (time.perf_counter() - started) * 1000
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
        times.append((elapsed, elapsed - sum(spent)))
    return times[1:]  # the first one warms up


def crowd(visitors: int, of: Callable[[list[tuple[float, float]]], float]) -> float:
    """So many visitors at once, each in a process with a connection of its own.

    The questions were asked before, so the lists and the tiles that the portal keeps are kept.
    """
    from django.db import connections

    for visitor in range(len(what_visitors_ask()) // PAGES + 1):
        browse(visitor)
    connections.close_all()
    context = multiprocessing.get_context("fork")
    with context.Pool(visitors) as pool:
        times = pool.map(browse, range(visitors), chunksize=1)
    return of([one for some in times for one in some])


def reread(visitor: int) -> float:
    """One visitor opens pages that are kept for guests; how many a second."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    connection.close()
    settings.CATALOGUE_SECONDS = 600
    client = Client(SERVER_NAME="localhost")
    asked = [urlencode(one, doseq=True) for one in what_visitors_ask()]
    for turn in range(1 + KEPT_TURNS):
        if turn == 1:  # the first one drew them
            started = time.perf_counter()
        for address in asked:
            client.get(
                f"{reverse('programs:catalogue')}?{address}",
                secure=True,
                headers={"Accept-Encoding": "gzip"},
            )
    return KEPT_TURNS * len(asked) / (time.perf_counter() - started)


def kept_pages_a_second() -> float:
    """Of so many processes together."""
    from django.db import connections

    connections.close_all()
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        return sum(pool.map(reread, range(PROCESSES), chunksize=1))


def pages_p95(times: list[tuple[float, float]]) -> float:
    return p95([elapsed for elapsed, _python in times])


def python_median(times: list[tuple[float, float]]) -> float:
    return median(python for _elapsed, python in times)


GOALS = [
    Goal(
        "broad words / rows by key",
        "broad word, four filters, p95",
        "twenty rows by key, p95",
        at_most=90,
    ),
    Goal(
        "in a municipality / rows by key",
        "in one municipality, p95",
        "twenty rows by key, p95",
        at_most=25,
    ),
]


def measure(size: Size, rounds: int = ROUNDS) -> Iterator[Report]:
    """Three reports: the database alone, the page, and the page that is kept for guests."""
    from django.core.management import call_command
    from django.db import connection

    from programs import understanding

    cluster.make(DATABASE)
    cluster.use(DATABASE)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    Maker(size).make()
    understanding.gather_words()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    keys = ask({"q": [BROAD[0]]})
    report = Report("The catalogue: words, filters and counters", "ms in the database", goals=GOALS)
    interleave(
        report,
        {
            "twenty rows by key, p95": partial(by_key, keys),
            "broad word, four filters, p95": partial(searched, questions(BROAD)),
            "narrow word, four filters, p95": partial(searched, questions(NARROW)),
            "word of every program, four filters, p95": partial(searched, questions(EVERYWHERE)),
            "in one municipality, p95": partial(
                searched, questions((*BROAD, *EVERYWHERE), municipality=["rayon-7"])
            ),
            "near a place, the nearest first, p95": partial(
                searched, [*questions(BROAD, **NEAR), *questions(("",), **NEAR), NEAR]
            ),
        },
        rounds,
    )
    report.notes.append(f"{size.programs} programs in {size.municipalities} municipalities")
    report.notes.append("goals of the field: 60 ms for the broad words, 15 in a municipality")
    yield report
    pages = Report("The catalogue: the whole page, drawn each time", "ms")
    interleave(
        pages,
        {
            f"page, {VISITORS} visitors, p95": partial(crowd, VISITORS, pages_p95),
            "page, one visitor, p95": partial(crowd, 1, pages_p95),
            "Python of a page, one visitor, median": partial(crowd, 1, python_median),
        },
        rounds,
    )
    pages.notes.append("goals of the field: 150 ms at 8 visitors, 15 ms of Python")
    yield pages
    kept = Report("The catalogue: pages kept for guests, compressed", "a second")
    interleave(kept, {f"kept pages, {PROCESSES} processes": kept_pages_a_second}, rounds)
    kept.notes.append("goal of the field: 200 a second")
    yield kept
