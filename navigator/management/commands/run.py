"""The whole portal on this machine: engines, data, web server, worker and beat together."""

import hashlib
import os
import shlex
import signal
import socket
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

import psutil
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections
from honcho.manager import Manager

from navigator.embedded import Engine

# How a person or the system ends us; neither is a failure.
ASKED_TO_STOP = (130, 143)
STOP_SECONDS = 20


class Command(BaseCommand):
    """Prepares the data and runs web, worker and beat until Ctrl-C."""

    help = "Runs the portal: web server, worker and beat. Ctrl-C stops everything it started."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address from the command line or from the environment."""
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        """Start everything, and stop what was started."""
        refuse_taken_port(host, port)
        engines = [e for e in (settings.EMBEDDED_POSTGRES, settings.EMBEDDED_REDIS) if e]
        try:
            for engine in engines:
                engine.hold()
            self._prepare_data()
            self._greet(host, port)
            returncode = run_together(host, port)
        except KeyboardInterrupt:
            returncode = ASKED_TO_STOP[0]
        finally:
            stop_children()
            connections.close_all()
            for engine in engines:
                let_go(engine)
        if returncode and returncode not in ASKED_TO_STOP:
            raise CommandError("A part of the portal stopped by itself; its last words are above.")
        self.stdout.write("Everything is stopped. The data stays in var/.")

    def _prepare_data(self) -> None:
        self.stdout.write("Preparing the database and the static files")
        call_command("migrate", verbosity=0, interactive=False)
        collect_static_files()
        if settings.DEMO and not get_user_model()._default_manager.exists():
            self.stdout.write("Loading the demo district (once)")
            call_command("demo")

    def _greet(self, host: str, port: int) -> None:
        if settings.DEMO:
            call_command("demo", "--people")
        shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::") else host
        self.stdout.write(f"\nThe portal is at http://{shown}:{port}/   Ctrl-C stops it.\n\n")
        self.stdout.flush()


def refuse_taken_port(host: str, port: int) -> None:
    """Raise CommandError when somebody listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as reason:
            raise CommandError(
                f"Port {port} cannot be used ({reason.strerror}). "
                f"Choose another: make run PORT={port + 1}"
            ) from reason


def collect_static_files() -> None:
    """Collect and compress them, unless they are those of the last time."""
    state = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name)).stat()
            state.update(f"{name} {file.st_size} {file.st_mtime_ns}\n".encode())
    note = settings.STATIC_ROOT / ".collected"
    if not note.exists() or note.read_text() != state.hexdigest():
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        note.write_text(state.hexdigest())


def run_together(host: str, port: int) -> int:
    """Run web, worker and beat; the end of one is the end of all. Return how it ended."""
    python = shlex.quote(sys.executable)
    schedule = shlex.quote(str(settings.VAR / "beat"))
    manager = Manager()
    for name, command in {
        "web": f"-m gunicorn navigator.wsgi --bind {host}:{port} --workers 2 --threads 4"
        " --graceful-timeout 3 --log-level warning",
        "worker": "-m celery --quiet -A navigator worker --concurrency 2 --loglevel WARNING"
        " --without-gossip --without-mingle",
        "beat": f"-m celery --quiet -A navigator beat --loglevel WARNING"
        f" --pidfile= --schedule {schedule}",
    }.items():
        environment = {
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            # A container's only user is root, and the demo's tasks are our own.
            "PYTHONWARNINGS": "ignore:You're running the worker",
        }
        manager.add_process(name, f"exec {python} {command}", env=environment)
    # A closed terminal stops the portal as Ctrl-C does.
    signal.signal(signal.SIGHUP, stop_as_if_terminated)
    # Each part connects for itself.
    connections.close_all()
    manager.loop()
    return int(manager.returncode or 0)


def stop_as_if_terminated(number: int, frame: FrameType | None) -> None:
    """Turn one signal into another that the manager knows."""
    os.kill(os.getpid(), signal.SIGTERM)


def stop_children() -> None:
    """Leave no process of ours behind, however the manager ended."""
    children = psutil.Process().children(recursive=True)
    for child in children:
        child.terminate()
    for child in psutil.wait_procs(children, timeout=STOP_SECONDS)[1]:
        child.kill()


def let_go(engine: Engine) -> None:
    """Release the engine and wait for its end, unless somebody else holds it."""
    engine.release()
    until = time.monotonic() + STOP_SECONDS
    while engine.is_kept() and not engine.is_held() and time.monotonic() < until:
        time.sleep(0.05)
