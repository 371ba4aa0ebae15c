"""What one pair of hands does in a crowd: a verb at random, by the rule itself or by its page."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.db import OperationalError, models
from django.test import Client
from django.urls import reverse

from certificates import issuing, ledger, planning
from certificates.models import Certificate
from enrollment import (
    attending,
    deleting,
    enrolling,
    freezing,
    invoicing,
    limiting,
    monthly,
    terminating,
)
from enrollment.models import Contract, Delivery, Document
from reference.days import Month
from reference.errors import RuleBroken
from reference.models import CategoryTerms
from tests.factories.reference import direction
from tools.proof.town import NOMINAL, Town
from users.commanding import once
from users.models import User

PRESSES = UUID("c0ffee00-0000-4000-8000-000000000003")  # the space of all presses of the trial
LIVELY = 60  # contracts nearer to the present are more often somebody's business


@dataclass
class Deed:
    """One thing that was tried and how it ended."""

    verb: str
    by_page: bool
    outcome: str  # "done", "refused", the code of a refusal, "error: …"
    seconds: float


class NothingToDo(Exception):
    """There is no such contract or document now: another verb is chosen."""


class Hands:
    """One person of the crowd; seeded, so a run can be repeated as far as a crowd ever repeats."""

    def __init__(self, towns: list[Town], seed: int) -> None:
        self.towns = towns
        self.chance = random.Random(seed)
        self.clients: dict[int, Client] = {}
        self.verbs = [name for name, weight in VERBS.items() for _ in range(weight)]

    def act(self) -> Deed:
        """Do one verb and tell how it ended."""
        while True:
            town = self.chance.choice(self.towns)
            verb = self.chance.choice(self.verbs)
            by_page = verb in PAGES and self.chance.random() < 0.4
            began = time.perf_counter()
            with suppress(NothingToDo):
                outcome = self._try(PAGES[verb] if by_page else DEEDS[verb], town)
                return Deed(verb, by_page, outcome, time.perf_counter() - began)

    def _try(self, deed: Callable[[Hands, Town], str], town: Town) -> str:
        try:
            return deed(self, town)
        except NothingToDo:
            raise
        except RuleBroken as refusal:
            return refusal.code
        except OperationalError as failure:
            return f"error: {getattr(failure.__cause__, 'pgcode', None)}"
        except Exception as failure:  # the trial counts and goes on
            return f"error: {type(failure).__name__}: {str(failure)[:90]}"

    def press(
        self,
        kind: str,
        model: type[models.Model],
        do: Callable[[], Any],
        by: User,
        **inputs: object,
    ) -> str:
        """Press a button whose key collides: with a twin of the same moment, or with a stranger."""
        once(self.key(kind, inputs), kind, model, do, by=by, **inputs)
        return "done"

    def key(self, kind: str, inputs: dict[str, object]) -> UUID:
        if self.chance.random() < 0.03:
            return uuid5(PRESSES, f"anything {int(time.time() * 2)}")
        return uuid5(PRESSES, f"{kind} {sorted(inputs.items())} {int(time.time() * 2)}")

    def client(self, user: User) -> Client:
        if user.pk not in self.clients:
            self.clients[user.pk] = Client(raise_request_exception=False)
            self.clients[user.pk].force_login(user)
        return self.clients[user.pk]

    def post(self, user: User, page: str, *args: object, **fields: object) -> str:
        answer = self.client(user).post(reverse(page, args=args), fields)
        if answer.status_code >= 500:
            return f"error: {answer.status_code} at {page}"
        return {302: "done", 200: "refused"}.get(answer.status_code, str(answer.status_code))

    def contract(self, town: Town, *statuses: str) -> Contract:
        """A contract of the town, mostly in a fitting status, mostly a late one."""
        contracts = Contract.objects.filter(plan__municipality=town.municipality)
        if self.chance.random() < 0.9:
            contracts = contracts.filter(status__in=statuses)
        keys = list(contracts.order_by("-pk").values_list("pk", flat=True)[:LIVELY])
        if not keys:
            raise NothingToDo
        return Contract.objects.select_related("certificate__municipality", "requested_by").get(
            pk=self.chance.choice(keys)
        )

    def document(self, town: Town) -> Document:
        documents = Document.objects.filter(
            municipality=town.municipality, status__in=("not_viewed", "in_work")
        )
        found = documents.order_by("-pk").first()
        if found is None:
            raise NothingToDo
        return found

    def certificate(self, town: Town) -> Certificate:
        lasting = self.chance.random() < 0.85
        return self.chance.choice(town.certificates if lasting else town.passing)


# ---- By the rule -----------------------------------------------------------------------------


def _apply(me: Hands, town: Town) -> str:
    certificate, group = me.certificate(town), me.chance.choice(town.groups)
    by = User.objects.get(guardianships__child__certificates=certificate)
    starts_on = me.chance.choice(
        [town.on, town.on, Month.of(town.on).shift(-1).first_day, town.after.first_day]
    )
    return me.press(
        "contract.requested",
        Contract,
        lambda: enrolling.apply(certificate, group, starts_on=starts_on, by=by, on=town.on),
        by,
        certificate=certificate.pk,
        group=group.pk,
        starts_on=starts_on,
    )


def _on_contract(
    verb: Callable[..., object], kind: str, who: str, *statuses: str, **more: Any
) -> Callable[[Hands, Town], str]:
    def do(me: Hands, town: Town) -> str:
        contract = me.contract(town, *statuses)
        by = contract.requested_by if who == "family" else getattr(town, who)
        return me.press(
            kind,
            Contract,
            lambda: verb(contract, by=by, on=town.on, **more),
            by,
            contract=contract.pk,
        )

    return do


def _deliver(me: Hands, town: Town) -> str:
    contract = me.contract(town, "active", "terminating", "closed")
    month = Month.of(town.on).shift(me.chance.choice([-1, -1, 0]))
    return me.press(
        "month.delivered",
        Delivery,
        lambda: attending.deliver(
            contract, month, held=me.chance.randint(0, 4), planned=4, by=town.manager, on=town.on
        ),
        town.manager,
        contract=contract.pk,
        month=str(month),
    )


def _advance(me: Hands, town: Town) -> str:
    month = Month.of(town.on)
    return me.press(
        "document.advance",
        Document,
        lambda: invoicing.advance(
            town.provider, town.municipality, month, by=town.manager, on=town.on
        ),
        town.manager,
        month=str(month),
        town=town.municipality.pk,
    )


def _invoice(me: Hands, town: Town) -> str:
    month = Month.of(town.on).shift(me.chance.choice([-1, -1, -2]))
    return me.press(
        "document.invoice",
        Document,
        lambda: invoicing.invoice(
            town.provider, town.municipality, month, by=town.manager, on=town.on
        ),
        town.manager,
        month=str(month),
        town=town.municipality.pk,
    )


def _on_document(
    verb: Callable[..., Document], *, own: bool = False, **more: Any
) -> Callable[[Hands, Town], str]:
    def do(me: Hands, town: Town) -> str:
        document = me.document(town)
        by = town.manager if own else town.payer
        return me.press(
            f"document.{verb.__name__}",
            Document,
            lambda: verb(document, by=by, on=town.on, **more),
            by,
            document=document.pk,
        )

    return do


def _on_certificate(
    verb: Callable[..., Certificate], *more: Any, who: str = "payer"
) -> Callable[[Hands, Town], str]:
    def do(me: Hands, town: Town) -> str:
        certificate = me.certificate(town) if who == "family" else me.chance.choice(town.passing)
        by = town.payer if who == "payer" else town.families[0]
        return me.press(
            f"certificate.{verb.__name__}",
            Certificate,
            lambda: verb(certificate, *more, by=by, on=town.on),
            by,
            certificate=certificate.pk,
        )

    return do


def _set_nominal(me: Hands, town: Town) -> str:
    nominal = me.chance.choice([NOMINAL, NOMINAL, NOMINAL + 100_000, NOMINAL - 100_000])
    terms = CategoryTerms.objects.get(pk=town.terms.pk)
    planning.set_nominal(terms, nominal, by=town.payer, on=town.on)
    return "done"


def _set_limits(me: Hands, town: Town) -> str:
    number = me.chance.choice([None, len(town.certificates) - 2, len(town.certificates)])
    terms = CategoryTerms.objects.get(pk=town.terms.pk)
    planning.set_limits(terms, number_limit=number, sum_limit=None, by=town.payer, on=town.on)
    return "done"


def _limit_direction(me: Hands, town: Town) -> str:
    number = me.chance.choice([None, 4, 6, 20])
    limiting.set_limit(town.plan, direction(), number, by=town.payer, on=town.on)
    return "done"


def _turn(me: Hands, town: Town) -> str:
    monthly.turn(town.municipality, Month.of(town.on).shift(me.chance.choice([0, 0, 1])))
    return "done"


def _look(me: Hands, town: Town) -> str:
    ledger.balance_of(me.certificate(town), town.on)
    return "done"


# ---- By the page -----------------------------------------------------------------------------


def _apply_page(me: Hands, town: Town) -> str:
    certificate, group = me.certificate(town), me.chance.choice(town.groups)
    inputs: dict[str, object] = {"page of": certificate.pk, "group": group.pk}
    by = User.objects.get(guardianships__child__certificates=certificate)
    return me.post(
        by,
        "enrollment:apply",
        group.pk,
        certificate=certificate.pk,
        starts_on=f"{town.on:%d.%m.%Y}",
        command=me.key("apply", inputs),
        expected_available=ledger.balance_of(certificate, town.on).available,
        wants="on",
        pays="on",
        has_read="on",
    )


def _contract_page(
    page: str, who: str, *statuses: str, **fields: str
) -> Callable[[Hands, Town], str]:
    def do(me: Hands, town: Town) -> str:
        contract = me.contract(town, *statuses)
        by = contract.requested_by if who == "family" else getattr(town, who)
        command = me.key(page, {"contract": contract.pk})
        return me.post(by, f"enrollment:{page}", contract.pk, command=command, **fields)

    return do


def _pay_page(me: Hands, town: Town) -> str:
    document = me.document(town)
    return me.post(
        town.payer,
        "enrollment:pay_document",
        document.pk,
        command=me.key("pay", {"document": document.pk}),
        payment_order="17",
        paid_on=f"{town.on:%d.%m.%Y}",
    )


def _suspend_page(me: Hands, town: Town) -> str:
    certificate = me.chance.choice(town.passing)
    return me.post(
        town.payer,
        "enrollment:suspend",
        certificate.pk,
        command=me.key("suspend", {"certificate": certificate.pk}),
        reason="r",
    )


def _contracts_page(me: Hands, town: Town) -> str:
    answer = me.client(town.families[0]).get(reverse("enrollment:our_contracts"))
    return "done" if answer.status_code == 200 else f"error: {answer.status_code}"


UNSIGNED = ("requested", "accepted")

# How often each is done, of a hundred.
VERBS = {
    "apply": 24,
    "accept": 12,
    "refuse": 3,
    "withdraw": 8,
    "sign": 14,
    "terminate": 7,
    "delete": 3,
    "deliver": 5,
    "advance": 2,
    "invoice": 2,
    "take_into_work": 2,
    "pay": 3,
    "give_back": 1,
    "remove": 1,
    "suspend": 1,
    "resume": 1,
    "fund": 2,
    "unfund": 2,
    "close": 1,
    "set_nominal": 2,
    "set_limits": 2,
    "limit_direction": 2,
    "turn": 2,
    "look": 3,
}
DEEDS: dict[str, Callable[[Hands, Town], str]] = {
    "apply": _apply,
    "accept": _on_contract(enrolling.accept, "contract.accepted", "manager", "requested"),
    "refuse": _on_contract(
        enrolling.refuse, "contract.refused", "manager", *UNSIGNED, refusal=Contract.Refusal.AGE
    ),
    "withdraw": _on_contract(enrolling.withdraw, "contract.withdrawn", "family", *UNSIGNED),
    "sign": _on_contract(enrolling.sign, "contract.signed", "family", "accepted"),
    "terminate": _on_contract(
        terminating.terminate, "contract.ends", "family", "active", party=Contract.Party.PARENT
    ),
    "delete": _on_contract(
        deleting.delete, "contract.deleted", "operator", "active", "terminating"
    ),
    "deliver": _deliver,
    "advance": _advance,
    "invoice": _invoice,
    "take_into_work": _on_document(invoicing.take_into_work),
    "pay": _on_document(invoicing.pay),
    "give_back": _on_document(invoicing.give_back, refusal=Document.Refusal.SUM),
    "remove": _on_document(invoicing.remove, own=True),
    "suspend": _on_certificate(freezing.suspend, "r"),
    "resume": _on_certificate(freezing.resume),
    "fund": _on_certificate(issuing.request_funding, who="family"),
    "unfund": _on_certificate(issuing.return_to_accounting, who="family"),
    "close": _on_certificate(freezing.close, "wrong data"),
    "set_nominal": _set_nominal,
    "set_limits": _set_limits,
    "limit_direction": _limit_direction,
    "turn": _turn,
    "look": _look,
}
PAGES: dict[str, Callable[[Hands, Town], str]] = {
    "apply": _apply_page,
    "accept": _contract_page("accept", "manager", "requested"),
    "refuse": _contract_page("refuse", "manager", *UNSIGNED, refusal="age"),
    "withdraw": _contract_page("withdraw", "family", *UNSIGNED),
    "sign": _contract_page("sign", "family", "accepted", accepts="on"),
    "terminate": _contract_page("leave", "family", "active", reason="r"),
    "delete": _contract_page("delete_contract", "operator", "active", "terminating", reason="r"),
    "pay": _pay_page,
    "suspend": _suspend_page,
    "look": _contracts_page,
}
