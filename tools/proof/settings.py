"""Settings of the trials: those of the tests, on a disk that is waited for as in production."""

import os

os.environ["DATABASE_URL"] = os.environ["REDIS_URL"] = ""
os.environ.setdefault("DEMO_CLOCK", "0")

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

DATABASES["default"]["OPTIONS"].pop("options")
DATABASES["default"]["CONN_MAX_AGE"] = None
CELERY_BROKER_URL = "memory://nobody"
