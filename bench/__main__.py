"""`make bench`: measures the engine beside its limits and prints both, as ratios.

`SCALE=small` takes a few minutes, `SCALE=full` goes up to a million certificates.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from datetime import datetime

import django

from bench.measuring import Report

BENCHES = ("reserve", "turning", "searching")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("benches", nargs="*", help=", ".join(BENCHES))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scale", choices=("small", "full"), default="small")
    parser.add_argument("--sizes", type=int, nargs="*", help="numbers of certificates of turning")
    asked = parser.parse_args()
    asked.benches = asked.benches or BENCHES
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    from bench import measuring

    reports = []
    for report in _reports(asked):
        report.show()
        reports.append(report)
    path = measuring.write(reports, datetime.now())
    measuring.console.print(f"Written to {path}")


def _reports(asked: argparse.Namespace) -> Iterator[Report]:
    from bench import reserve, searching, turning

    if "reserve" in asked.benches:
        yield from reserve.measure(rounds=asked.rounds)
    if "turning" in asked.benches:
        yield from turning.measure(
            tuple(asked.sizes or turning.SCALES[asked.scale]), rounds=asked.rounds
        )
    if "searching" in asked.benches:
        yield from searching.measure(searching.SCALES[asked.scale], rounds=asked.rounds)


if __name__ == "__main__":
    main()
