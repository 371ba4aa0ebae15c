"""Background work: the jobs of the calendar, by themselves and when somebody presses a button."""

from __future__ import annotations

from celery import shared_task

from enrollment import excluding, printing, returning, running
from enrollment.models import Document
from providers.models import Provider
from reference import clock
from reference.models import Municipality
from users.models import User


@shared_task
def run_due_jobs() -> None:
    """Look around every few minutes: what is due, and what was broken off, goes to the workers."""
    for place in (None, *Municipality.objects.select_related("region").order_by("pk")):
        if running.has_work(place, at=clock.now()):
            work_through.delay(place.pk if place else None)


@shared_task
def work_through(municipality_id: int | None) -> None:
    """Do everything that waits in one municipality, or for the whole region."""
    places = Municipality.objects.select_related("region")
    place = places.get(pk=municipality_id) if municipality_id is not None else None
    running.work_through(place, at=clock.now())


@shared_task
def run_job(run_id: int) -> None:
    """Do one job somebody has started."""
    running.carry_out(run_id, at=clock.now())


@shared_task
def wind_up_provider(provider_id: int, by_id: int) -> None:
    """End what a suspended or excluded provider has open, or finish what was begun."""
    provider = Provider.objects.get(pk=provider_id)
    excluding.wind_up(provider, by=User.objects.get(pk=by_id), on=clock.today())


@shared_task
def return_unused(municipality_id: int, user_id: int) -> None:
    """Return the unused certificates of a municipality, as its payer has asked (R2.17)."""
    municipality = Municipality.objects.get(pk=municipality_id)
    returning.return_unused(municipality, by=User.objects.get(pk=user_id), at=clock.now())


@shared_task
def draw_document(document_id: int) -> None:
    """Draw the paper of a document with a long register."""
    printing.draw(
        Document.objects.select_related(
            "provider", "plan__municipality__region", "municipality__region"
        ).get(pk=document_id)
    )
