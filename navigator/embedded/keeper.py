"""The keeper of an engine: waits until nobody holds it, then stops it.

Runs as a file of its own, in isolation: it imports nothing of the project, so it costs little and
is not disturbed by what changes there.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait for the file's lock and have it alone."""
    handle = open_lock(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def taken(path: Path) -> bool:
    """Whether somebody has the file's lock now."""
    handle = open_lock(path)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(handle)


def open_lock(path: Path) -> int:
    """Open a file that is only there to be locked."""
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def lock_file(var: Path, engine: str, purpose: str) -> Path:
    """Return the lock of an engine: `start` is held while it starts or stops, `use` by whoever
    needs it (shared), `keep` by its keeper."""
    return var / f".{engine}.{purpose}"


def keep(var: Path, engine: str, system_user: str, stop: list[str]) -> None:
    """Go to the background, wait until nobody uses the engine, and stop it with the command."""
    mine = open_lock(lock_file(var, engine, "keep"))
    try:
        fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    if os.fork():
        # The lock lives on in the child, so whoever waits for this process finds a keeper.
        os._exit(0)
    os.setsid()
    let_go_of_terminal()
    use = lock_file(var, engine, "use")
    while True:
        with locked(use):
            pass
        # Whoever starts takes hold under this lock, so nobody slips in during the stop.
        with locked(lock_file(var, engine, "start")):
            if not taken(use):
                user = system_user or None
                groups: list[str] | None = [] if user else None
                subprocess.run(
                    stop, cwd="/", check=False, user=user, group=user, extra_groups=groups
                )
                os.close(mine)
                return


def let_go_of_terminal() -> None:
    """Leave every pipe that waits for the process that started us."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.close(nothing)


if __name__ == "__main__":
    keep(Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:])
