"""The demo's past as it was lived: what happened on which day, in order, with its own dates."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from reference.stamps import stamped_at

# A story does its first deeds when the hour it yields has come, then yields the hour of the next
# ones; it is sent the day on which it goes on.
When = tuple[date, int]
Story = Generator[When, date, None]
Report = Callable[[int], None]

FIRST_STEPS = 128

NIGHT, EARLY, MORNING, NOON, DAY, EVENING = 0, 8, 9, 12, 15, 18


def moment(day: date, hour: int) -> datetime:
    """That hour of that day by the portal's clock."""
    return datetime.combine(day, time(hour), tzinfo=ZoneInfo(settings.TIME_ZONE))


def analyze() -> None:
    """Tell the planner how large the tables have become within this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def quickly_planned() -> Iterator[None]:
    """Have the tables of a query joined in the order in which it names them.

    A rule begins with the row it is about, so the order is right, and thousands of queries of
    eight tables are not each tried in every other one.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL join_collapse_limit = 1")
        yield
        cursor.execute("SET LOCAL join_collapse_limit = DEFAULT")


@dataclass
class Diary:
    """Stories of the past, lived through side by side in the order of their days and hours.

    `now` is the real end of the past: nothing is stamped later than it.
    """

    now: datetime
    waiting: list[tuple[When, int, Story]] = field(default_factory=list)
    steps: int = 0

    def begin(self, story: Story) -> None:
        """Remember a story; of the same hour, what was begun first comes first."""
        self._wait(story, next(story))

    def live(self, report: Report) -> None:
        """Live all stories to their ends; `report` is told of every one that has ended.

        Nobody else sees the tables grow, so the planner is told of it now and then.
        """
        lived, analyzed = 0, FIRST_STEPS
        while self.waiting:
            when = self.waiting[0][0]
            with self.at(*when) as day:
                while self.waiting and self.waiting[0][0] == when:
                    if lived == analyzed:
                        analyze()
                        analyzed *= 4
                    report(self._go_on(heapq.heappop(self.waiting)[-1], when, day))
                    lived += 1

    def _go_on(self, story: Story, when: When, day: date) -> int:
        """Live the next step of a story. Returns 1 when it was the last."""
        try:
            self._wait(story, story.send(day), since=when)
        except StopIteration:
            return 1
        return 0

    @contextmanager
    def at(self, day: date, hour: int) -> Iterator[date]:
        """Rows written inside carry that hour of that day."""
        with stamped_at(min(moment(day, hour), self.now)):
            yield day

    def _wait(self, story: Story, when: When, since: When | None = None) -> None:
        if since and when < since:
            raise ValueError("a story of the past goes on in its past")
        self.steps += 1
        heapq.heappush(self.waiting, (when, self.steps, story))
