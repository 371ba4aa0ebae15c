"""The demo's own secret key, made once."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def kept_in(path: Path) -> str:
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
