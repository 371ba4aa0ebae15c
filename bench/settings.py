"""Settings of the benches: the portal's own, on an engine of their own under var/bench."""

import os

os.environ.setdefault("NAVIGATOR_VAR", "var/bench")
os.environ.setdefault("SECRET_KEY", "a key for benches alone")
os.environ.setdefault("EMAIL_URL", "dummymail://")
# Never a real database, and no demo: letters and clocks are those of an installation.
os.environ.update({"DATABASE_URL": "", "REDIS_URL": "", "DEMO": "0", "DEMO_CLOCK": "0"})

from navigator.embedded import EmbeddedPostgres
from navigator.settings import *  # noqa: F403
from navigator.settings import DATABASES, VAR


class BenchPostgres(EmbeddedPostgres):
    """The embedded server with room for a region. What is committed is on the disk."""

    settings = {
        **EmbeddedPostgres.settings,
        "shared_buffers": "1GB",
        "maintenance_work_mem": "512MB",
        "max_wal_size": "8GB",
        "checkpoint_timeout": "30min",
        "fsync": "on",
        "synchronous_commit": "on",
    }


EMBEDDED_POSTGRES = BenchPostgres(VAR)
DATABASES["default"].update(EMBEDDED_POSTGRES.database())
DATABASES["default"]["OPTIONS"]["options"] = "-c pgtrigger.ignore={}"
DATABASES["default"]["NAME"] = os.environ.get("BENCH_DATABASE", "navigator")
