"""Take a report of delivery from the mail server: `bounces` stands behind a pipe of its own.

For Postfix, in /etc/aliases: `navigator-bounces: "|/path/to/manage.py bounces"`, and BOUNCE_ADDRESS
in the settings names that address, so that reports come to it.
"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from users import bouncing

LONGEST = 2 * 1024 * 1024


class Command(BaseCommand):
    help = "Reads one report of delivery from the standard input and marks the address it is about."

    def handle(self, *args: Any, **options: Any) -> None:
        """Never an error: a mail server would answer the report with another one."""
        letters = bouncing.take_report(sys.stdin.buffer.read(LONGEST))
        for key in letters:
            self.stdout.write(f"Letter {key} came back.")
        if not letters:
            self.stdout.write("Nothing is marked.")
