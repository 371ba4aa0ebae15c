"""An organisation asks a child to an entrance test before it answers the application.

The term of the answer stays as it is (R6.28): the test has to be before it is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment import access, notifications
from enrollment.awaiting import turn_of, turn_of_place
from enrollment.models import BudgetPlace, Contract, EntranceTest
from enrollment.needing import Need
from reference.errors import RuleBroken
from reference.locking import lock_row
from users import audit
from users.models import User

ANSWERED = RuleBroken("wrong_status", gettext_lazy("This application is answered already."))
PAST = RuleBroken("past_day", gettext_lazy("This day is over. Choose another one."), field="day")
LATE = RuleBroken(
    "after_the_answer",
    gettext_lazy("You have to answer the application before this day. Choose an earlier one."),
    field="day",
)


@transaction.atomic
def invite(
    item: Contract | BudgetPlace,
    day: date,
    starts_at: time,
    where: str,
    words: str,
    *,
    by: User,
    on: date,
) -> EntranceTest:
    """Ask the child to a test, or to another day of it; the family gets a letter.

    The same once more tells nobody anew: families are not written to by every press.
    Raises RuleBroken `wrong_status`, `past_day`, `after_the_answer`.
    """
    seen_by_family = {"day": day, "starts_at": starts_at, "where": where, "words": words}
    said = {**seen_by_family, "invited_by": by}
    if day < on:
        raise PAST
    if isinstance(item, Contract):
        contract = lock_row(Contract.objects.select_related("plan__municipality__region"), item.pk)
        until = turn_of(contract, on=on).until
        _check(contract.status == Contract.Status.REQUESTED, day, until, on)
        if same := EntranceTest.objects.filter(contract=contract, **seen_by_family).first():
            return same
        test, _new = EntranceTest.objects.update_or_create(contract=contract, defaults=said)
    else:
        place = lock_row(
            BudgetPlace.objects.select_related("certificate__municipality__region"), item.pk
        )
        until = turn_of_place(place, on=on).until
        _check(place.status == BudgetPlace.Status.NEW, day, until, on)
        if same := EntranceTest.objects.filter(place=place, **seen_by_family).first():
            return same
        test, _new = EntranceTest.objects.update_or_create(place=place, defaults=said)
    audit.record(by, f"{item.kind}.invited_to_test", item)
    _tell(item, test)
    return test


def _check(is_open: bool, day: date, until: date | None, on: date) -> None:
    if not is_open:
        raise ANSWERED
    # who is late already may still see the child before the answer
    if until is not None and on <= until < day:
        raise LATE


def _tell(item: Contract | BudgetPlace, test: EntranceTest) -> None:
    with notifications.language_of_letters():
        facts = {
            "child": item.certificate.child.first_name,
            "program": item.group.program.short_name,
            "day": f"{test.day:%d.%m.%Y}",
            "time": f"{test.starts_at:%H:%M}",
            "where": test.where,
        }
        body = (
            _(
                "%(child)s is invited to an entrance test of “%(program)s”: %(day)s at %(time)s, "
                "%(where)s."
            )
            % facts
        )
        body += f"\n\n{test.words}" if test.words else ""
        subject = _("An entrance test before the answer")
        if isinstance(item, Contract):
            notifications.tell_family(item, "answer_test", subject, body)
        else:
            notifications.tell_family_of_place(item, "answer_test", subject, body)


def test_of(item: Contract | BudgetPlace) -> EntranceTest | None:
    """The test an application that is not answered yet waits for."""
    waits = (Contract.Status.REQUESTED, BudgetPlace.Status.NEW)
    if item.status not in waits:
        return None
    asked = Q(contract=item) if isinstance(item, Contract) else Q(place=item)
    return EntranceTest.objects.filter(asked).first()


def needs(user: User, *, on: date) -> Iterator[Need]:
    """Tests that the person's children are invited to."""
    contracts = access.contracts_acted_on(user).filter(status=Contract.Status.REQUESTED)
    places = access.family_places(user).filter(
        status=BudgetPlace.Status.NEW,
        certificate__child__guardianships__user=user,
        certificate__child__guardianships__rights="full",
    )
    tests = EntranceTest.objects.filter(
        Q(contract__in=contracts.values("pk")) | Q(place__in=places.values("pk")), day__gte=on
    ).select_related(
        "contract__certificate__child",
        "contract__group__program",
        "place__certificate__child",
        "place__group__program",
    )
    for test in tests.order_by("day", "starts_at"):
        item = test.contract or test.place
        assert item is not None, "a constraint sees to it"
        yield Need(
            _("Come to the entrance test of “%(program)s” at %(time)s: %(where)s.")
            % {
                "program": item.group.program.short_name,
                "time": f"{test.starts_at:%H:%M}",
                "where": test.where,
            },
            reverse(f"enrollment:{item.kind}", args=(item.pk,)),
            _("Open the application"),
            item.certificate.child.first_name,
            test.day,
        )
