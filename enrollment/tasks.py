from celery import shared_task

from enrollment import monthly
from reference import clock
from reference.days import Month
from reference.models import Municipality


@shared_task
def first_of_month(month: str | None = None) -> None:
    """Start the work of the 1st in every municipality; without a month, of the present one."""
    for municipality in Municipality.objects.order_by("pk"):
        chosen = month or str(Month.of(clock.today(municipality)))
        turn_month.delay(municipality.pk, chosen)


@shared_task
def turn_month(municipality_id: int, month: str) -> None:
    """Do the work of the 1st in one municipality, or finish what was begun."""
    monthly.turn(Municipality.objects.get(pk=municipality_id), Month.parse(month))
