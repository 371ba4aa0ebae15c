"""The worker of the trials: the portal's own, with small chunks so that there is a middle."""

import os
from datetime import date, datetime
from pathlib import Path
from uuid import UUID, uuid5

from celery import shared_task
from celery.signals import worker_process_init, worker_ready

from navigator.celery import app

__all__ = ["app"]

CHUNK = 100
PRESSES = UUID("c0ffee00-0000-4000-8000-000000000005")
READY = "PROOF_READY"  # the variable that names the file which tells that the worker takes work
NOW = "PROOF_NOW"  # the variable that says which moment the worker lives in


@worker_ready.connect
def tell_ready(**about: object) -> None:
    Path(os.environ[READY]).touch()


@worker_process_init.connect
def take_small_chunks_on_that_night(**about: object) -> None:
    from enrollment import monthly
    from reference import clock

    monthly.CHUNK = CHUNK
    moment = datetime.fromisoformat(os.environ[NOW])
    clock.now = lambda: moment


@shared_task
def invoice_and_pay(provider_id: int, municipality_id: int, month: str, on: str) -> None:
    """What two people press one after another: the invoice of a month, and its payment."""
    from enrollment import documents, invoicing
    from enrollment.models import Document
    from providers.models import Provider
    from reference.days import Month
    from reference.models import Municipality
    from users.commanding import once
    from users.models import User

    provider = Provider.objects.get(pk=provider_id)
    municipality = Municipality.objects.get(pk=municipality_id)
    by, day = User.objects.earliest("pk"), date.fromisoformat(on)
    document = once(
        uuid5(PRESSES, f"invoice {provider_id} {month}"),
        "document.invoice",
        Document,
        lambda: invoicing.invoice(provider, municipality, Month.parse(month), by=by, on=day),
        by=by,
    )
    documents.payment(document)
    once(
        uuid5(PRESSES, f"pay {provider_id} {month}"),
        "document.paid",
        Document,
        lambda: invoicing.pay(document, by=by, on=day),
        by=by,
    )
