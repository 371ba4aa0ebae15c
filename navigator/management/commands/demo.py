"""The demo district: loaded into an empty database, described, its people named."""

from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from navigator.demo import cast, district
from navigator.demo import note as demo_note
from navigator.demo.diary import MORNING, moment
from reference import clock
from reference.models import Municipality


class Command(BaseCommand):
    """Loads the demo district, or tells of it."""

    help = "Loads the demo district into an empty database, and tells what it comes to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the day of the load, or what only to tell."""
        parser.add_argument(
            "--on",
            type=date.fromisoformat,
            metavar="DATE",
            help="the portal's day, 2027-01-01; today if it is left out",
        )
        telling = parser.add_mutually_exclusive_group()
        telling.add_argument("--people", action="store_true", help="only tell who can sign in")
        telling.add_argument("--note", action="store_true", help="only tell the district's figures")

    def handle(self, *args: Any, on: date | None, people: bool, note: bool, **options: Any) -> None:
        """Load, unless it is only to tell."""
        if not settings.DEMO:
            raise CommandError("This is not the demo: DEMO is switched off in the settings.")
        if people:
            self._tell_people()
        elif note:
            self._tell_note()
        else:
            load(on)
            self._tell_note()

    def _tell_note(self) -> None:
        """Print the district's figures as they are now."""
        for municipality in Municipality.objects.select_related("region"):
            told = demo_note.of(municipality, clock.today(municipality))
            self._tell(demo_note.title(told), demo_note.lines(told))

    def _tell_people(self) -> None:
        """Print who can sign in, and the one password of everybody."""
        people = [(email, f"{name}: {words}") for email, name, words in cast.people()]
        if people:
            title = _("Sign in as any of them; the password is %(word)s") % {"word": cast.PASSWORD}
            self._tell(title, people)

    def _tell(self, title: str, rows: Iterable[tuple[str, str]]) -> None:
        table = list(rows)
        width = max((len(name) for name, _value in table), default=0)
        self.stdout.write(f"\n{title}")
        for name, value in table:
            self.stdout.write(f"  {name:<{width}}  {value}")


def load(on: date | None) -> None:
    """Load the district as it is on that day, with a bar that shows how far it is."""
    today = timezone.localdate()
    day = on or today
    real = timezone.now()
    now = real if day == today else moment(day, MORNING)
    if now != real and not settings.DEMO_CLOCK:
        raise CommandError("Another day than today needs the demo clock: DEMO_CLOCK=1.")
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    ) as progress:
        bar = progress.add_task(_("Loading the demo district"), total=district.steps())
        try:
            district.load(
                day,
                now=now,
                ahead=now - real,
                report=lambda done: progress.advance(bar, done),
            )
        except district.NotEmpty:
            raise CommandError(
                _(
                    "There are people in the database already. The demo district is loaded only "
                    "into an empty one: remove the folder var/ and start again."
                )
            ) from None
