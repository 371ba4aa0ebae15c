"""Settings of the peer: django-hordak on the same server, in a database of its own."""

import os

os.environ["BENCH_DATABASE"] = "hordak"

from bench.settings import DATABASES, EMBEDDED_POSTGRES

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "mptt",
    "djmoney",
    "hordak",
]
SECRET_KEY = "a key for benches alone"
USE_TZ = True
CURRENCIES = ["RUB"]
DEFAULT_CURRENCY = "RUB"
HORDAK_INTERNAL_CURRENCY = "RUB"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

__all__ = ["DATABASES", "EMBEDDED_POSTGRES"]
