"""Settings of the tests: a quick hasher, letters in memory, tasks at once, plain static files."""

import os

os.environ.setdefault("SECRET_KEY", "a key for tests alone")
os.environ.setdefault("EMAIL_URL", "memorymail://")

from navigator.settings import *  # noqa: F403
from navigator.settings import DATABASES, STORAGES, VAR

DEBUG = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = VAR / "tests" / "media"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# No queue: a task runs where it is asked for, and its failure is the test's failure.
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
LETTERS_GATHER_SECONDS = 0
CELERY_BROKER_URL = "memory://"
EMBEDDED_REDIS = None

# What a test wrote is thrown away with its transaction: no need to wait for the disk.
DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
# Each test sees its own catalogue.
CATALOGUE_SECONDS = LISTS_SECONDS = 0
