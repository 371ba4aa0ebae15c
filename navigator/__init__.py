"""The roof: settings, addresses, the home page, and everything that may know every app."""

from navigator.celery import app as celery_app

__all__ = ["celery_app"]
