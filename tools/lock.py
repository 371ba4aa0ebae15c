"""Writes requirements/*.txt from pyproject.toml.

`--check` tells, without the network, whether they are fresh.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MARK = "# Locked from pyproject.toml by `make lock`; its dependencies: "
FILES = {
    # What the portal runs on.
    "base.txt": [],
    # And what a developer's machine needs: embedded engines, tests, tools.
    "dev.txt": ["--extra", "local", "--extra", "dev"],
}


def fingerprint() -> str:
    """Return what changes when the dependencies in pyproject.toml change."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [project[key] for key in ("requires-python", "dependencies", "optional-dependencies")]
    return hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()


def write() -> None:
    """Resolve for every platform at once, keeping the versions that still fit."""
    for name, extras in FILES.items():
        path = ROOT / "requirements" / name
        options = ["--universal", "--generate-hashes", "--no-emit-index-url", "--no-annotate"]
        options += ["--no-header", "--quiet", "--python-version", "3.11", "-o", str(path), *extras]
        if name != "base.txt":
            options += ["-c", "requirements/base.txt"]
        command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", *options]
        subprocess.run(command, cwd=ROOT, check=True)
        path.write_text(f"{MARK}{fingerprint()}\n{path.read_text()}")


def stale() -> list[str]:
    """Return the names of the files that pyproject.toml has left behind."""
    first_line = f"{MARK}{fingerprint()}\n"
    return [
        name
        for name in FILES
        if not (ROOT / "requirements" / name).read_text().startswith(first_line)
    ]


def main() -> int:
    """Write the files, or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        write()
    elif names := stale():
        print(f"requirements/{', '.join(names)}: pyproject.toml has changed. Run: make lock")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
