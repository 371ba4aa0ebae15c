"""`make clocks`: the tests of money on the last evening of the year, on 29 February, far east and
far west: accounting days are local days of the municipality, whatever the server's clock shows.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from argparse import ArgumentParser

from tools.proof import at_moment, ground, telling

# Half past eleven in the evening UTC is the new year already everywhere in Russia.
NEW_YEAR, LEAP_DAY = "2026-12-31T23:30:00+00:00", "2028-02-29T09:00:00+00:00"
# In the evening of the 31st it is the new year in Kamchatka, and the old one in Kaliningrad.
EVENING = "2026-12-31T15:00:00+00:00"
MOMENTS = (
    (NEW_YEAR, "Europe/Moscow"),
    (LEAP_DAY, "Europe/Moscow"),
    (NEW_YEAR, "Europe/Kaliningrad"),
    (EVENING, "Asia/Kamchatka"),
)
TESTS = (
    "tests/certificates",
    "tests/enrollment",
    "tests/reference",
    "tests/navigator/test_scenarios.py",
)


def main() -> int:
    """Run the tests at each moment, print the table; 1 when some failed."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("tests", nargs="*", default=list(TESTS))
    parser.add_argument("--processes", default="auto")
    wanted = parser.parse_args()
    rows, failed = [], False
    for moment, zone in MOMENTS:
        began = time.monotonic()
        how = ["-q", "-p", "tools.proof.at_moment", "-n", wanted.processes, "--maxprocesses", "4"]
        told = subprocess.run(
            [sys.executable, "-m", "pytest", *how, *wanted.tests],
            cwd=ground.ROOT,
            env={**os.environ, at_moment.MOMENT: moment, at_moment.ZONE: zone},
            capture_output=True,
            text=True,
            check=False,
        )
        counts = {
            word: number for number, word in re.findall(r"(\d+) (passed|failed|error)", told.stdout)
        }
        if told.returncode:
            failed = True
            print(
                "\n".join(re.findall(r"^(?:FAILED|ERROR) .*$", told.stdout, re.M)), file=sys.stderr
            )
        bad = int(counts.get("failed", 0)) + int(counts.get("error", 0))
        rows.append(
            (f"{moment}, {zone}", counts.get("passed", 0), bad, f"{time.monotonic() - began:.0f}")
        )
    telling.table("clocks", ("moment and zone", "passed", "failed", "s"), rows)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
