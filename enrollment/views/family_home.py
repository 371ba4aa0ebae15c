"""The first page of a family: what is needed from it, what comes next, its children."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates import access as certificates
from certificates import guiding
from enrollment import access, listing, needing
from enrollment.awaiting import PROVIDER
from enrollment.models import BudgetPlace, Contract
from enrollment.views.family_week import next_lesson_of, places_of
from reference import clock
from users.http import AuthenticatedRequest
from users.models import Role, User
from users.roles import role_required


@role_required(Role.GUARDIAN)
@never_cache
@require_safe
def home(request: AuthenticatedRequest) -> HttpResponse:
    """One list of all that is needed, the most urgent first; the children below."""
    user = request.user
    on = clock.today(user.municipality)
    children = certificates.children_of(user).select_related("municipality__region")
    cards = [guiding.card_of(child, on=clock.today(child.municipality)) for child in children]
    contracts = list(listing.with_families(access.family_contracts(user).living()))
    waits = access.family_waiting(user).select_related(
        "certificate__child", "group__program__provider"
    )
    places = places_of(user)
    needs = needing.in_order(
        [
            *needing.of_the_account(user),
            *needing.of_contracts(contracts, on=on),
            *needing.of_waiting(waits, on=on),
            *needing.of_children(cards),
            *needing.of_going_on(contracts, on=on),
            *needing.of_money(cards, on=on),
            *needing.of_the_week(places, on=on),
        ]
    )
    return render(
        request,
        "enrollment/family_home.html",
        {
            "needs": needs,
            "next_lesson": next_lesson_of(user, places),
            "today": on,
            "awaited": _awaited(user, contracts, on),
            "cards": [
                (card, sum(place.child == card.child and place.is_studied for place in places))
                for card in cards
            ],
        },
    )


def _awaited(user: User, contracts: list[Contract], on: date) -> list[listing.Line]:
    """What the organisations have to answer, the nearest term first."""
    places = access.family_places(user).filter(status=BudgetPlace.Status.NEW)
    lines = listing.lines(contracts, listing.places_with_families(places), on=on)
    found = [line for line in lines if line.turn.whose == PROVIDER]
    return sorted(found, key=lambda line: str(line.turn.until))
