"""The simulator's places sent by one press: what is confirmed, and what came of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.forms import CommandForm
from enrollment import access, awaiting, basket
from enrollment.awaiting import PROVIDER
from enrollment.basket import Wanted
from enrollment.models import Contract
from enrollment.simulating import Choice, Line, Purse
from reference import clock
from reference.money import rubles
from users.http import AuthenticatedRequest

MOST_DIGITS = 18


class BasketForm(CommandForm):
    """One tick for all the places, each with the sums that were shown (R6.21)."""

    wants = forms.BooleanField(
        error_messages={"required": gettext_lazy("Tick that you want to apply for these places")},
    )

    def __init__(self, *args: Any, own: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wants"].label = (
            _(
                "I want to apply for all these places, have read the conditions and know that "
                "I pay %(sum)s myself"
            )
            % {"sum": rubles(own)}
            if own
            else _("I want to apply for all these places and have read the conditions")
        )


def possible(purses: Sequence[Purse]) -> list[Line]:
    """The places that can be applied for, in the order shown."""
    return [line for purse in purses for line in purse.lines if line.is_possible]


def words_of(line: Line) -> str:
    """A place and its sums as the form carries them."""
    parts = (line.calculation.available, line.paid, line.own)
    day = line.calculation.starts_on
    return f"{line.choice.key}-{day:%Y%m%d}-" + "-".join(str(part) for part in parts)


def answers_until(sent: Sequence[Contract]) -> date | None:
    """The last day by which the organisations have to answer what was sent (R6.28)."""
    turns = [awaiting.turn_of(each, on=each.requested_on) for each in sent]
    return max(
        (turn.until for turn in turns if turn.whose == PROVIDER and turn.until), default=None
    )


def sent_of(request: AuthenticatedRequest) -> list[Contract]:
    """The family's applications that the address names as just sent."""
    keys = [key for key in request.GET.getlist("sent")[:20] if _is_number(key)]
    contracts = access.family_contracts(request.user).filter(pk__in=keys)
    return list(
        contracts.select_related(
            "certificate__child", "group__program", "plan__municipality__region"
        ).order_by("pk")
    )


def send(
    request: AuthenticatedRequest, form: BasketForm, choices: Sequence[Choice]
) -> HttpResponse:
    """Apply for what was shown; say what was refused and why, and show the receipts."""
    wanted = list(_wanted(request, {choice.key: choice for choice in choices}))
    outcomes = basket.send(
        [(each, clock.today(each.choice.certificate.municipality)) for each in wanted],
        command=form.cleaned_data["command"],
        by=request.user,
    )
    sent = {each.wanted.choice.key: each.contract.pk for each in outcomes if each.contract}
    for each in outcomes:
        if each.refusal:
            messages.error(
                request,
                _("%(child)s, “%(program)s”: not sent. %(reason)s")
                % {
                    "child": each.wanted.choice.certificate.child.first_name,
                    "program": each.wanted.choice.group.program.short_name,
                    "reason": each.refusal.message,
                },
            )
    if not outcomes:
        messages.error(request, _("Nothing was sent: look at the places and press again."))
    query = [("sent", str(pk)) for pk in sent.values()]
    query += [("take", choice.key) for choice in choices if choice.key not in sent]
    return redirect(f"{reverse('enrollment:simulator')}?{urlencode(query)}")


def _wanted(request: AuthenticatedRequest, choices: dict[str, Choice]) -> Iterator[Wanted]:
    """The places of the form, each once; what cannot be read or is not chosen is left out."""
    for words in request.POST.getlist("place")[: len(choices)]:
        parts = words.split("-")
        if len(parts) != 6 or not all(_is_number(part) for part in parts):
            continue
        certificate, group, day, *sums = parts
        choice = choices.pop(f"{certificate}-{group}", None)
        starts_on = _day(day)
        if choice and starts_on and choice.group.starts_on <= starts_on <= choice.group.ends_on:
            yield Wanted(choice, starts_on, *(int(part) for part in sums))


def _day(words: str) -> date | None:
    try:
        return datetime.strptime(words, "%Y%m%d").date()
    except ValueError:
        return None


def _is_number(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) <= MOST_DIGITS
