from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from enrollment import running
from enrollment.jobs import JOBS
from enrollment.models import JobRun
from reference import clock
from reference.errors import RuleBroken
from reference.models import Municipality


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a day like 2026-10-01") from None


class Command(BaseCommand):
    help = "Do a job of the calendar, or go on with one that was broken off; done already, nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", choices=JOBS)
        parser.add_argument("--municipality", help="the short name in addresses; all if not said")
        parser.add_argument("--date", type=_day, help="2026-10-01; by default today")

    def handle(
        self,
        *args: Any,
        name: str,
        municipality: str | None,
        date: date | None,
        **options: Any,
    ) -> None:
        failed = False
        for place in self._places(name, municipality):
            on = date or clock.today(place)
            if on > clock.today(place):
                raise CommandError(f"{on} has not come yet.")
            try:
                run = running.request(JOBS[name], place, on=on, by=None)
            except RuleBroken as refusal:
                raise CommandError(f"{place}: {refusal}") from refusal
            running.carry_out(run.pk, at=clock.now())
            run.refresh_from_db()
            failed = failed or run.status != JobRun.Status.DONE
            self.stdout.write(
                f"{place or 'region'}, {run.name}, {run.day}: {run.status}, "
                f"changed {run.changed}{': ' + run.error if run.error else ''}"
            )
        if failed:
            raise CommandError("Not everything is done.")

    def _places(self, name: str, slug: str | None) -> list[Municipality | None]:
        if not JOBS[name].is_municipal:
            return [None]
        chosen = Municipality.objects.select_related("region").order_by("pk")
        if slug:
            chosen = chosen.filter(slug=slug)
            if not chosen:
                raise CommandError(f"There is no municipality {slug}.")
        return list(chosen)
