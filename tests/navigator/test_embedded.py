"""The embedded engines: started once, shared, stopped after the last user, however it ends."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg2
import pytest

from navigator.embedded import EmbeddedPostgres, EmbeddedRedis, keeper
from navigator.embedded.engine import LONGEST_SOCKET_PATH

# Takes hold, says so, and lives until its input ends.
HOLDER = """
import sys
from pathlib import Path
from navigator.embedded import EmbeddedPostgres, EmbeddedRedis
engine = {"postgres": EmbeddedPostgres, "redis": EmbeddedRedis}[sys.argv[2]](Path(sys.argv[1]))
engine.hold()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def var():
    """A folder for engines. Not pytest's own: those are closed to the server's system user."""
    folder = Path(tempfile.mkdtemp(prefix="nav", dir="/tmp"))
    yield folder
    for engine in (EmbeddedPostgres(folder), EmbeddedRedis(folder)):
        wait_until(lambda engine=engine: not engine.is_kept())
    shutil.rmtree(folder)


@pytest.fixture
def holder(var):
    """Start processes that hold an engine."""
    processes = []

    def start(engine="redis"):
        command = [sys.executable, "-c", HOLDER, str(var), engine]
        process = subprocess.Popen(
            command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def holds(process) -> bool:
    return bool(process.stdout.readline() == "held\n")


def wait_until(is_so, seconds=20):
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def is_keeper(process: psutil.Process, var: Path) -> bool:
    with suppress(psutil.Error):
        return str(var) in process.cmdline() and keeper.__file__ in process.cmdline()
    return False


def server_number(engine: EmbeddedPostgres) -> int:
    return int((engine.folder / "postmaster.pid").read_text().splitlines()[0])


def ask(engine: EmbeddedPostgres, question: str):
    where = {"dbname": "navigator", "user": "postgres", "host": str(engine.socket_folder)}
    connection = psycopg2.connect(port=5432, **where)
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def test_many_processes_at_once_start_one_server_and_share_it(var, holder):
    processes = [holder("postgres") for _ in range(5)]

    assert all(holds(process) for process in processes)

    engine = EmbeddedPostgres(var)
    assert ask(engine, "SELECT lower('ЁЖ')") == "ёж"
    for process in processes:
        process.kill()
    wait_until(lambda: not engine.answers())


def test_a_server_killed_while_its_number_went_to_somebody_else_starts_again(var, holder):
    engine = EmbeddedPostgres(var)
    first = holder("postgres")
    assert holds(first)
    os.kill(server_number(engine), signal.SIGKILL)
    wait_until(lambda: not engine.answers())
    note = engine.folder / "postmaster.pid"
    note.write_text("\n".join([str(os.getpid()), *note.read_text().splitlines()[1:]]))

    assert holds(holder("postgres"))

    assert ask(engine, "SELECT 1") == 1


def test_the_server_stays_for_the_second_when_the_first_is_killed(var, holder):
    engine = EmbeddedRedis(var)
    first, second = holder(), holder()
    assert holds(first)
    assert holds(second)

    first.kill()
    first.wait()

    time.sleep(0.3)
    assert engine.answers()
    second.kill()
    wait_until(lambda: not engine.answers())


def test_the_server_stops_when_its_holder_lets_go(var):
    engine = EmbeddedRedis(var)
    engine.hold()
    assert engine.answers()

    engine.release()

    wait_until(lambda: not engine.is_kept())
    assert not engine.answers()


def test_a_killed_keeper_is_replaced_by_the_next_holder(var, holder):
    engine = EmbeddedRedis(var)
    engine.hold()
    keepers = [p for p in psutil.process_iter() if is_keeper(p, var)]
    assert len(keepers) == 1
    keepers[0].kill()
    wait_until(lambda: not engine.is_kept())

    assert holds(holder())

    assert engine.is_kept()
    engine.release()


def test_the_socket_of_a_deep_folder_is_kept_short(var):
    engine = EmbeddedRedis(var / ("deep" * 30))
    assert len(str(engine.socket_path)) < LONGEST_SOCKET_PATH

    engine.hold()
    try:
        assert engine.answers()
    finally:
        engine.release()
        wait_until(lambda: not engine.is_kept())
        engine.socket_folder.rmdir()
