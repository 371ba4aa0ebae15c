"""`make hammer`: a crowd on few certificates and few places.

Everybody does everything, by rules and by pages, with keys that collide; in the middle one period
is closed. Afterwards every promise must hold, and nobody may have met a deadlock or an error. Then
the races for the last of a thing, and their twins without locks.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from tools.proof import ground, telling

if TYPE_CHECKING:
    from tools.proof.crowd import Rounds
    from tools.proof.verbs import Deed


def main() -> int:
    """Read the command line, hammer, print the table; 1 when something did not hold."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rounds", type=int, default=25, help="of each race")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    wanted = parser.parse_args()
    with ground.taken():
        ground.lay()
        return hammer(wanted)


def hammer(wanted: Namespace) -> int:
    """The crowd, the promises, the races, the table."""
    from enrollment import checking
    from reference import clock
    from tools.proof import races

    on = clock.today()
    deeds, retries = beat(wanted, on)
    broken = checking.differences()
    deadlocks = ground.ask("SELECT deadlocks FROM pg_stat_database WHERE datname = 'navigator'")
    found = races.run_all(
        on,
        runners=wanted.connections,
        rounds=wanted.rounds,
        control_rounds=max(wanted.rounds // 3, 3),
    )
    errors = [deed for deed in deeds if deed.outcome.startswith("error")]
    for name, count in Counter(f"{deed.verb}: {deed.outcome}" for deed in errors).most_common(8):
        print(f"{count} × {name}", file=sys.stderr)
    for difference in broken[:8]:
        print(difference, file=sys.stderr)
    _tell(wanted, deeds, retries, deadlocks[0][0], len(broken), found)
    is_fair = all(race.is_fair != is_twin for race, is_twin in found)
    return int(bool(errors or broken or not is_fair))


def beat(wanted: Namespace, on: date) -> tuple[list[Deed], int]:
    """Let the crowd loose on two towns; the period of the second is closed at half-time."""
    from enrollment import monthly
    from tools.proof import crowd, verbs_of_seats
    from tools.proof.town import found
    from tools.proof.verbs import Deed, Hands

    verbs_of_seats.join()
    towns = [found(on, certificates=8, groups=5), found(on, certificates=6, groups=3)]
    until = time.monotonic() + wanted.seconds

    def work(number: int) -> tuple[list[Deed], int]:
        retries = crowd.count_retries()
        hands = Hands(towns, wanted.seed * 1000 + number)
        deeds: list[Deed] = []
        while time.monotonic() < until:
            is_half_time = until - time.monotonic() < wanted.seconds / 2
            if number == 0 and is_half_time and len(hands.towns) > 1:
                began = time.perf_counter()
                monthly.turn(towns[1].municipality, towns[1].after)
                deeds.append(Deed("close the period", False, "done", time.perf_counter() - began))
                hands.towns = towns[:1]
            deeds.append(hands.act())
        return deeds, retries.again

    answers = crowd.gather(wanted.connections, work)
    return [deed for deeds, _ in answers for deed in deeds], sum(again for _, again in answers)


def _tell(
    wanted: Namespace,
    deeds: list[Deed],
    retries: int,
    deadlocks: int,
    broken: int,
    races: list[tuple[Rounds, bool]],
) -> None:
    title = f"hammer: {wanted.connections} connections, {wanted.seconds:g} s, seed {wanted.seed}"
    rows = [_row(verb, [deed for deed in deeds if deed.verb == verb]) for verb in _verbs(deeds)]
    rows.append(_row("all together", deeds))
    rows.append(_row("of them by pages", [deed for deed in deeds if deed.by_page]))
    refusals = Counter(
        deed.outcome for deed in deeds if deed.outcome != "done" and ":" not in deed.outcome
    )
    blank = ("", "", "", "", "")
    rows += [(f"refused: {code}", count, *blank[1:]) for code, count in refusals.most_common()]
    rows.append(("tried again after a deadlock", retries, *blank[1:]))
    rows.append(("deadlocks the database found", deadlocks, *blank[1:]))
    rows.append(("promises broken (check_ledger)", broken, *blank[1:]))
    for race, is_twin in races:
        name = f"{race.name}, its lock off" if is_twin else race.name
        lost = sum(count != 1 for count in race.winners)
        most = max(race.winners)
        rows.append((f"{name}: rounds", len(race.winners), "", "", "", ""))
        rows.append((f"{name}: not one winner", lost, f"most {most}", "", "", ""))
    telling.table(title, ("verb", "tried", "done", "errors", "p50 ms", "p95 ms"), rows)


def _verbs(deeds: list[Deed]) -> list[str]:
    return [verb for verb, _count in Counter(deed.verb for deed in deeds).most_common()]


def _row(name: str, deeds: list[Deed]) -> tuple[object, ...]:
    took = [deed.seconds * 1000 for deed in deeds]
    return (
        name,
        len(deeds),
        sum(deed.outcome == "done" for deed in deeds),
        sum(deed.outcome.startswith("error") for deed in deeds),
        f"{telling.percentile(took, 0.5):.0f}",
        f"{telling.percentile(took, 0.95):.0f}",
    )


if __name__ == "__main__":
    sys.exit(main())
