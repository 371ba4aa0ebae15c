"""What is needed from a family now: one list of everything, the most urgent first.

Each need says who it is about, what to do and until when, and has one button.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates import consenting, inviting
from certificates.guiding import FamilyCard, Step
from certificates.models import Certificate
from enrollment import confirming, occurring, owing, prolonging, reminding
from enrollment.awaiting import PARENT, Deed, turn_of, turn_of_waiting
from enrollment.models import Contract, WaitingPlace
from enrollment.timetabling import Place
from reference.models import FundingPlan
from reference.money import rubles
from users import accepting
from users.models import Notification, User

CLASHES_AHEAD = timedelta(days=13)  # this week and the next one
STUDYING = (Contract.Status.ACTIVE, Contract.Status.TERMINATING)


@dataclass(frozen=True)
class Need:
    """One thing to do: about whom, what, until when, and the button for it."""

    what: str
    url: str
    label: str
    who: str = ""
    until: date | None = None
    is_overdue: bool = False
    is_wrong: bool = False  # something did not come about: shown in red
    moment: datetime | None = None  # of the day, where the term is counted in hours

    @property
    def urgency(self) -> tuple[bool, date]:
        """By the day, then what has no day."""
        return (self.until is None, self.until or date.max)


def in_order(needs: Iterable[Need]) -> list[Need]:
    """The most urgent first; equal ones stay as they were found."""
    return sorted(needs, key=lambda need: need.urgency)


def of_the_account(user: User) -> Iterator[Need]:
    """The letters nobody has read. What is wrong with the e-mail every page says at its top."""
    unread = Notification.objects.filter(recipient=user).unread().count()
    if unread:
        yield Need(
            ngettext("You have %(number)s new letter.", "You have %(number)s new letters.", unread)
            % {"number": unread},
            reverse("users:messages"),
            _("Read the letters"),
        )


def of_invitations(user: User) -> Iterator[Need]:
    """Invitations that came back: the invited person will never read them."""
    for invitation in inviting.returned_to(user):
        page = reverse("certificates:child", args=(invitation.child_id,))
        yield Need(
            _("Your invitation to %(email)s was not delivered: the address may be wrong.")
            % {"email": invitation.email},
            f"{page}#invitation-{invitation.pk}",
            _("Correct the address"),
            invitation.child.first_name,
            is_wrong=True,
        )


def of_children(cards: Sequence[FamilyCard]) -> Iterator[Need]:
    """Children to be written down, consents, documents, certificates."""
    if not cards:
        yield Need(
            _("Add a child: then you can get a certificate and apply for programs."),
            reverse("certificates:add_child"),
            _("Add a child"),
        )
    for card in cards:
        yield from _of_a_child(card)


def _of_a_child(card: FamilyCard) -> Iterator[Need]:
    child, application = card.child, card.application
    # who took the consent back is not asked for it at every turn (R11.04)
    lacks_consent = card.certificate and not card.came_with_consent
    if card.step == Step.GIVE_CONSENT or lacks_consent:
        yield Need(
            _("Give the consent to data processing: without it nothing can be applied for."),
            reverse("certificates:consent", args=(child.pk,)),
            _("Read and give the consent"),
            child.first_name,
        )
    elif card.step == Step.APPLY:
        yield Need(
            _("Apply for a certificate: it is free and is given to every child."),
            reverse("certificates:apply_for_certificate", args=(child.pk,)),
            _("Apply for a certificate"),
            child.first_name,
        )
    elif card.step == Step.BRING_DOCUMENTS and application:
        yield Need(
            _("Bring the documents to the municipal support centre."),
            reverse("certificates:receipt", args=(application.pk,)),
            _("What to bring, where and when"),
            child.first_name,
            until=card.bring_by,
        )
    elif card.step == Step.APPLY_AGAIN and application:
        reason = application.get_reason_display() or application.get_status_display()
        yield Need(
            _("Clarify the data and apply once more: %(reason)s.") % {"reason": reason},
            reverse("certificates:apply_for_certificate", args=(child.pk,)),
            _("Apply once more"),
            child.first_name,
        )
    elif card.step == Step.SUSPENDED and card.certificate:
        yield Need(
            _("The certificate is suspended: ask the support centre what is wrong."),
            card.certificate.get_absolute_url(),
            _("Open the certificate"),
            child.first_name,
        )


def of_texts(user: User, cards: Sequence[FamilyCard]) -> Iterator[Need]:
    """Texts the person agreed to that have changed since (R11.03)."""
    for child in consenting.asks_again([card.child for card in cards], user):
        yield Need(
            _("The text of the consent to the processing of the child's data has changed."),
            reverse("certificates:consent", args=(child.pk,)),
            _("Read the new text and agree"),
            child.first_name,
        )
    if not accepting.accepts_present(user):
        yield Need(
            _("The terms of use have changed: %(changes)s")
            % {"changes": accepting.current().changes},
            reverse("users:accept_terms"),
            _("Read and accept"),
        )


def of_contracts(contracts: Iterable[Contract], *, on: date) -> Iterator[Need]:
    """Offers to sign, medical certificates to bring, one's own part to pay, going on."""
    for contract in contracts:
        yield from _to_answer(contract, on)
        if contract.status in (Contract.Status.ACCEPTED, *STUDYING):
            yield from _to_bring(contract, on)
        if contract.status in STUDYING:
            yield from _to_pay(contract, on)


def _to_answer(contract: Contract, on: date) -> Iterator[Need]:
    turn = turn_of(contract, on=on)
    if turn.whose != PARENT:
        return
    facts = {"program": contract.group.program.short_name}
    if turn.deed == Deed.GO_ON:
        what, label = _("Answer about the next year: “%(program)s”."), _("Agree or object")
        url = contract.get_absolute_url()
    else:
        what, label = _("Sign the contract: “%(program)s”."), _("Read and sign")
        url = reverse("enrollment:sign", args=(contract.pk,))
    yield Need(what % facts, url, label, _name(contract), turn.until, turn.is_overdue)


def _to_bring(contract: Contract, on: date) -> Iterator[Need]:
    if contract.group.program.needs_medical_certificate and not contract.medical_seen_on:
        yield Need(
            _("Bring a medical certificate to the organisation: “%(program)s”.")
            % {"program": contract.group.program.short_name},
            contract.get_absolute_url(),
            _("Open the contract"),
            _name(contract),
            contract.starts_on,
            on > contract.starts_on,
        )


def _to_pay(contract: Contract, on: date) -> Iterator[Need]:
    if not contract.parent_part:
        return
    debt = owing.debt_of(contract, on=on)
    if not debt.due:
        return
    until = owing.pay_by(contract, on=on)
    yield Need(
        _("Pay your own part to the organisation: %(sum)s, “%(program)s”.")
        % {"sum": rubles(debt.due), "program": contract.group.program.short_name},
        contract.get_absolute_url(),
        _("Open the contract"),
        _name(contract),
        until,
        until is not None and until < on,
    )


def of_going_on(contracts: Iterable[Contract], *, on: date) -> Iterator[Need]:
    """Contracts that end about now and may be continued in one step."""
    studied = [contract for contract in contracts if contract.status in STUDYING]
    ending = prolonging.ending_of(studied, on=on) if studied else set()
    for contract in studied:
        if contract.pk in ending and prolonging.may_go_on(contract, on=on):
            yield Need(
                _("Learning on “%(program)s” ends: decide whether to go on.")
                % {"program": contract.group.program.short_name},
                reverse("enrollment:continue_contract", args=(contract.pk,)),
                _("Go on studying"),
                _name(contract),
                contract.ends_on,
            )


def of_waiting(places: Iterable[WaitingPlace], *, at: datetime) -> Iterator[Need]:
    """Seats that are kept for a child until a moment."""
    for place in places:
        turn = turn_of_waiting(place, at=at)
        if turn.whose == PARENT:
            yield Need(
                _("A place is kept for you: take it or decline it, “%(program)s”.")
                % {"program": place.group.program.short_name},
                reverse("enrollment:waiting", args=(place.pk,)),
                _("Take or decline the place"),
                place.certificate.child.first_name,
                turn.until,
                turn.is_overdue,
                moment=turn.moment,
            )


def of_money(cards: Iterable[FamilyCard], *, on: date) -> Iterator[Need]:
    """Money that returns to the budget when the period ends (R8.01)."""
    for card in cards:
        plan = card.plan
        if plan is None or not _will_lapse(card, plan, on):
            continue
        yield Need(
            _("%(sum)s on the certificate are not used: after this day they return to the budget.")
            % {"sum": rubles(card.balance.available)},
            f"{reverse('programs:catalogue')}?child={card.child.pk}&pay=certificate&free=1",
            _("Programs for this money"),
            card.child.first_name,
            plan.ends_on,
        )


def _will_lapse(card: FamilyCard, plan: FundingPlan, on: date) -> bool:
    certificate = card.certificate
    return (
        certificate is not None
        and certificate.type == Certificate.Type.FUNDED
        and certificate.is_active
        and card.balance.available > 0
        and plan.status == FundingPlan.Status.OPEN
        and plan.regime == FundingPlan.Regime.MONEY
        and reminding.step_of(plan, on) is not None
    )


def of_the_month(places: Iterable[Place], *, on: date) -> Iterator[Need]:
    """Towards the end of a month: whether its lessons are really held."""
    for place in places:
        if place.is_studied and confirming.is_asked(place.item, on=on):
            name = "attendance" if place.kind == "contract" else "place_attendance"
            yield Need(
                _("Are the lessons of this month held? “%(program)s”.")
                % {"program": place.group.program.short_name},
                reverse(f"enrollment:{name}", args=(place.item.pk,)),
                _("Answer with one press"),
                place.child.first_name,
            )


def of_the_week(places: Iterable[Place], *, on: date) -> Iterator[Need]:
    """Lessons of one child at one time, the first of each two programs."""
    lessons = occurring.lessons_between(places, on, on + CLASHES_AHEAD)
    clashes = occurring.clashes_of(lessons)
    told: set[frozenset[str]] = set()
    for lesson in lessons:
        for other in clashes.get(id(lesson), ()):
            pair = frozenset((lesson.place.key, other.place.key))
            if pair in told:
                continue
            told.add(pair)
            yield Need(
                _("Lessons overlap on %(weekday)s %(day)s: “%(one)s” and “%(other)s”.")
                % {
                    "weekday": date_format(lesson.day, "D").lower(),
                    "day": f"{lesson.day:%d.%m.%Y}",
                    "one": lesson.place.group.program.short_name,
                    "other": other.place.group.program.short_name,
                },
                f"{reverse('enrollment:week')}?day={lesson.day}",
                _("Open the week"),
                lesson.place.child.first_name,
            )


def _name(contract: Contract) -> str:
    return contract.certificate.child.first_name
