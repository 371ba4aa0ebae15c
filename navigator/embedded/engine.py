"""What the embedded engines have in common: held, shared, and stopped after the last user."""

import fcntl
import hashlib
import os
import pwd
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from navigator.embedded import keeper

# The system's limit on a socket's address is 104 bytes on macOS and 108 on Linux.
LONGEST_SOCKET_PATH = 100
START_SECONDS = 60


class EngineFailed(Exception):
    """An embedded engine did not start; the text says what it said."""


class Engine:
    """A server that lives as long as somebody holds it."""

    name: str
    socket_name: str
    # Whom the server runs as; nobody special when empty.
    system_user = ""

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
        """Have the engine running while this process lives. Quick when it runs already.

        Raises EngineFailed with the server's last words when it does not start.
        """
        with self._turn:
            self.var.mkdir(parents=True, exist_ok=True)
            with keeper.locked(self._lock("start")):
                if self._handle is None:
                    self._handle = keeper.open_lock(self._lock("use"))
                    fcntl.flock(self._handle, fcntl.LOCK_SH)
                if not self.answers():
                    self.start()
                if not self.is_kept():
                    self._leave_to_keeper()

    def release(self) -> None:
        """Let the engine go before this process ends."""
        with self._turn:
            if self._handle is not None:
                os.close(self._handle)
                self._handle = None

    def is_held(self) -> bool:
        """Whether any process holds the engine."""
        return keeper.taken(self._lock("use"))

    def is_kept(self) -> bool:
        """Whether a keeper waits to stop the engine."""
        return keeper.taken(self._lock("keep"))

    def answers(self) -> bool:
        """Whether the server takes connections."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            return probe.connect_ex(str(self.socket_path)) == 0

    def start(self) -> None:
        """Start the server and wait until it answers."""
        raise NotImplementedError

    def stop_command(self) -> list[str]:
        """Return the command that stops the server and waits for its end."""
        raise NotImplementedError

    def prepare_socket_folder(self) -> None:
        """Make the folder of a socket that is not beside the data; nobody else may have made it."""
        folder = self.socket_folder
        if folder == self.folder:
            return
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            self.give(folder)
        if folder.is_symlink() or folder.stat().st_uid != self.owner:
            raise EngineFailed(f"{folder} belongs to somebody else. Remove it and start again.")

    def give(self, path: Path) -> None:
        """Make the file the server's own."""
        os.chown(path, self.owner, -1)

    @property
    def owner(self) -> int:
        """The number of the system's user that the server runs as."""
        if self.system_user and os.geteuid() == 0:
            return pwd.getpwnam(self.system_user).pw_uid
        return os.geteuid()

    def _leave_to_keeper(self) -> None:
        command = [sys.executable, "-I", keeper.__file__, str(self.var), self.name]
        command += [self.system_user if os.geteuid() == 0 else "", *self.stop_command()]
        subprocess.run(command, check=True, cwd="/", stdin=subprocess.DEVNULL)

    def _lock(self, purpose: str) -> Path:
        return keeper.lock_file(self.var, self.name, purpose)


def package_folder(package: str) -> Path:
    """Find an installed package without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise EngineFailed(f"The package {package} is not installed. Run: make prepare")
    return Path(spec.origin).parent
