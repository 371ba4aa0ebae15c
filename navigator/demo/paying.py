"""The stories of the documents for payment: asked for, invoiced, paid, once returned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from enrollment import attending, drafting, invoicing
from enrollment.models import Contract, Document, Instalment
from navigator.demo import cast
from navigator.demo.ages import SchoolDays
from navigator.demo.allocation import Class
from navigator.demo.arrivals import Scene
from navigator.demo.diary import DAY, EVENING, MORNING, NOON, Diary, Story, When
from programs.models import Group
from providers.models import Provider
from reference.days import Month, months_between, working_day
from reference.models import Holiday
from users.models import User

Status = Document.Status

# When an advance is asked for and a month invoiced. December is invoiced in December (R7.08).
WORKING_DAY_OF_ADVANCE, DAY_OF_INVOICE, DAY_OF_DECEMBER = 2, 5, 24
# The contracts of September are concluded in its first days.
FIRST_ADVANCE = timedelta(days=6)
DAYS_TO_CHECK, DAYS_TO_PAY = 2, 6
DAY_OF_ILLNESS = 20
FIRST_ORDER = 301

# What has become of the advances of the demo's month; all others are paid.
ANSWERS = {0: Status.RETURNED, 1: Status.IN_WORK, 2: Status.NOT_VIEWED, 3: Status.NOT_VIEWED}

WHY_RETURNED = (
    "В сентябре банк вернул платёж: укажите в карточке организации действующий расчётный счёт "
    "и направьте заявку снова"
)


@dataclass
class Payments:
    """The stories of one year's documents, told of the organisations that have contracts."""

    scene: Scene
    next_order: Iterator[int] = field(default_factory=lambda: count(FIRST_ORDER))
    certified: dict[Provider, list[Class]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in self.scene.classes:
            if each.offer.is_certified and any(p.contract is each.offer for p in each.members):
                provider = self.scene.teaching.groups[each].program.provider
                self.certified.setdefault(provider, []).append(each)

    @property
    def days(self) -> SchoolDays:
        return self.scene.days

    # ---- Stories ----

    def asks_for_advance(self, provider: Provider, month: Month, answer: Status) -> Story:
        """On its second working day, or once the contracts of September act (R7.02)."""
        day = working_day(month, WORKING_DAY_OF_ADVANCE, Holiday.of(month))
        on = yield max(day, self.days.start + FIRST_ADVANCE), DAY
        document = invoicing.advance(
            provider, self.scene.base.municipality, month, by=self._responsible(provider), on=on
        )
        yield from self._is_answered(document, answer, on)

    def invoices(self, provider: Provider, month: Month) -> Story:
        """When the month is over and nobody's application of it waits for an answer (R7.10)."""
        day = month.shift(1).first_day.replace(day=DAY_OF_INVOICE)
        if month.number == 12:
            day = month.first_day.replace(day=DAY_OF_DECEMBER)
        on = yield day, NOON
        while drafting.unsigned(provider, self.scene.base.plan, month).exists():
            on = yield on + timedelta(days=1), NOON
            if Month.of(on) != Month.of(day):
                return
        document = invoicing.invoice(
            provider, self.scene.base.municipality, month, by=self._responsible(provider), on=on
        )
        yield from self._is_answered(document, Status.PAID, on)

    def teacher_is_ill(self, each: Class, month: Month) -> Story:
        """A lesson of the month is cancelled, so its share returns to the children (R7.11)."""
        on = yield month.first_day.replace(day=DAY_OF_ILLNESS), EVENING
        group = self.scene.teaching.groups[each]
        planned = lessons_in(group, month)
        contracts = Contract.objects.filter(
            group=group,
            instalments__month=month.first_day,
            instalments__status=Instalment.Status.DEBITED,
        )
        for contract in contracts.order_by("pk"):
            attending.deliver(
                contract,
                month,
                held=planned - 1,
                planned=planned,
                by=self._responsible(group.program.provider),
                on=on,
            )

    def _is_answered(self, document: Document, answer: Status, on: date) -> Story:
        """The payer looks at the document and pays it, or returns it with a reason."""
        if answer == Status.NOT_VIEWED:
            return
        payer = self.scene.base.officials[cast.PAYER]
        on = yield on + timedelta(days=DAYS_TO_CHECK), MORNING
        invoicing.take_into_work(document, by=payer, on=on)
        if answer == Status.IN_WORK:
            return
        on = yield on + timedelta(days=DAYS_TO_PAY), NOON
        if answer == Status.RETURNED:
            invoicing.give_back(document, Document.Refusal.OTHER, WHY_RETURNED, by=payer, on=on)
            return
        invoicing.pay(document, payment_order=str(next(self.next_order)), by=payer, on=on)

    def _responsible(self, provider: Provider) -> User:
        return self.scene.teaching.responsible_for(self.certified[provider][0])


def begin(scene: Scene, diary: Diary) -> None:
    """Begin the stories of every month of the year up to the demo's day."""
    payments = Payments(scene)
    for month in months_between(scene.days.start, scene.days.day):
        is_present = month == Month.of(scene.days.day)
        ill = list(payments.certified)[month.number % len(payments.certified)]
        for ordinal, provider in enumerate(payments.certified):
            answer = ANSWERS.get(ordinal, Status.PAID) if is_present else Status.PAID
            _begin(payments.asks_for_advance(provider, month, answer), scene, diary)
            if provider == ill:
                each = payments.certified[provider][0]
                _begin(payments.teacher_is_ill(each, month), scene, diary)
            _begin(payments.invoices(provider, month), scene, diary)


def lessons_in(group: Group, month: Month) -> int:
    """How many lessons the timetable has in the month, holidays left out."""
    holidays = Holiday.of(month)
    weekdays = [slot.weekday for slot in group.slots.all()]
    days = (month.first_day + timedelta(days=n) for n in range(month.last_day.day))
    return sum(weekdays.count(day.isoweekday()) for day in days if day not in holidays)


def _begin(story: Story, scene: Scene, diary: Diary) -> None:
    """Tell the story as far as the demo's day."""
    first = next(story)
    if first[0] <= scene.days.day:
        diary.begin(_until(story, first, scene.days.day))


def _until(story: Story, when: When, last: date) -> Story:
    """The story from its first hour on, without the steps that are due after the last day."""
    while when[0] <= last:
        on = yield when
        try:
            when = story.send(on)
        except StopIteration:
            return
