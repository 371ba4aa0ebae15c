"""manage.py messages: collects the words on screen, checks or compiles their Russian."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from navigator import translating


class Command(BaseCommand):
    help = (
        "Collect message ids from code and templates into locale/ru, keeping translations. "
        "With --check: change nothing, list what is missing, fuzzy or left over, and fail. "
        "With --compile: write the compiled file."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--check", action="store_true", help="list what is wrong and exit 1")
        what.add_argument("--compile", action="store_true", help="compile locale/ru through Babel")

    def handle(self, *args: Any, **options: Any) -> None:
        path = translating.po_path()
        if options["compile"]:
            self.stdout.write(str(translating.compile_words(path)))
            return
        found, known = translating.collect(), translating.read(path)
        if not options["check"]:
            known = translating.merge(found, known)
            translating.write(known, path)
        problems = translating.complaints(found, known)
        for problem in problems:
            self.stdout.write(problem)
        self.stdout.write(f"{len(found)} messages, {len(problems)} to mend")
        if problems and options["check"]:
            raise CommandError("locale/ru is not complete")
