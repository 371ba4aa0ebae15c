"""The process whose time and memory `turning` measures: it turns two months and checks the ledger.

Prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import resource
import time

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    from enrollment import checking, monthly
    from reference.days import Month
    from reference.models import Municipality

    town = Municipality.objects.get()
    marks = [time.perf_counter()]
    for month in (Month(2026, 12), Month(2027, 1)):
        monthly.turn(town, month)
        marks.append(time.perf_counter())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    differences = checking.differences()
    marks.append(time.perf_counter())
    answer = {
        "month turn": marks[1] - marks[0],
        "close": marks[2] - marks[1],
        "check_ledger": marks[3] - marks[2],
        "memory": memory,
        "differences": len(differences),
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
