"""Chromium of the system, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Nothing but the portal is asked for, and a container has no sandbox of its own to give.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> Path:
    """Where Chromium is: what `CHROMIUM` names, or the first one known to the system.

    A machine without it fails the journeys: they are never skipped.
    """
    asked = os.environ.get("CHROMIUM")
    for name in (asked,) if asked else NAMES:
        if found := shutil.which(name):
            return Path(found)
    pytest.fail(
        "The journeys need Chromium and it was not found. Install it with "
        "`apt-get install chromium`, or name it in the variable CHROMIUM.",
        pytrace=False,
    )


def launch(playwright: Playwright) -> Browser:
    """Start Chromium."""
    return playwright.chromium.launch(executable_path=find(), args=list(FLAGS))
