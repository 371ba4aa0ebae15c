"""Settings of the trials with a real queue: Redis and a Celery worker, as in production."""

from navigator import settings as portal
from tools.proof.settings import *  # noqa: F403

assert portal.EMBEDDED_REDIS is not None, "the trials never touch a queue with an address"
EMBEDDED_REDIS = portal.EMBEDDED_REDIS
CELERY_TASK_ALWAYS_EAGER = False
CELERY_BROKER_URL = EMBEDDED_REDIS.broker_url()
MEDIA_ROOT = portal.VAR / "media"
