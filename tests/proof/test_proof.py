"""The long trials once more, short: each runs as `make` runs it, in a process of its own."""

import subprocess
import sys

from tools.proof.ground import ROOT


def trial(name: str, *arguments: str) -> str:
    """Run a trial; returns what it printed when it ended well."""
    ended = subprocess.run(
        [sys.executable, "-m", f"tools.proof.{name}", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, f"{ended.stdout}\n{ended.stderr}"
    return ended.stdout


def test_a_crowd_on_few_places_keeps_every_promise():
    told = trial("hammer", "--connections=6", "--seconds=4", "--rounds=4", "--seed=3")

    assert "the last rouble, its lock off" in told


def test_what_is_killed_is_finished_as_if_nobody_had_come():
    told = trial("faults", "--kills=2", "--certificates=100", "--jobs", "month", "--seed=3")

    assert "month turn" in told


def test_what_is_restored_is_what_was_dumped():
    assert "DIFFERENT" not in trial("restore", "--certificates=50")
