"""The first page of a family: what is needed from it, what comes next, its children."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates import access as certificates
from certificates import acting, guiding
from enrollment import access, auditioning, disputing, listing, needing, suggesting
from enrollment.awaiting import PROVIDER
from enrollment.models import BudgetPlace, Contract, Dispute
from enrollment.views.family_week import next_lesson_of, places_of
from reference import clock
from users.http import AuthenticatedRequest
from users.models import Role, User
from users.roles import role_required


@role_required(Role.GUARDIAN)
@never_cache
@require_safe
def home(request: AuthenticatedRequest) -> HttpResponse:
    """One list of all that is needed, the most urgent first; what else may be done is below."""
    user = request.user
    on = clock.today(user.municipality)
    children = certificates.children_seen_by(user).select_related("municipality__region")
    cards = guiding.cards_of((child, clock.today(child.municipality)) for child in children)
    contracts = list(listing.with_families(access.family_contracts(user).living()))
    waits = access.family_waiting(user).select_related(
        "certificate__child", "certificate__municipality", "group__program__provider"
    )
    places = places_of(user)
    only_seen = acting.children_only_seen(user)  # nothing is needed of who may only look (R11.05)
    own_cards = [card for card in cards if card.child.pk not in only_seen]
    own = [each for each in contracts if each.certificate.child_id not in only_seen]
    needs = needing.in_order(
        [
            *needing.of_invitations(user),
            *needing.of_contracts(own, on=on),
            *auditioning.needs(user, on=on),
            *needing.of_waiting(
                [place for place in waits if place.certificate.child_id not in only_seen],
                at=clock.now(),
            ),
            *(needing.of_children(own_cards) if own_cards or not cards else ()),
            *needing.of_texts(user, own_cards),
            *needing.of_going_on(own, on=on),
            *needing.of_money(own_cards, on=on),
            *needing.of_the_month(
                [place for place in places if place.child.pk not in only_seen], on=on
            ),
            *needing.of_the_week(places, on=on),
            *needing.of_the_account(user),
        ]
    )
    return render(
        request,
        "enrollment/family_home.html",
        {
            "needs": needs,
            "suggestions": suggesting.to_family(user, on=on),
            "next_lesson": next_lesson_of(user, places),
            "today": on,
            "is_own": acting.is_own_account(user),
            "awaited": _awaited(user, contracts, on),
            "disputes": _disputes(user),
            "cards": [
                (card, sum(place.child == card.child and place.is_studied for place in places))
                for card in cards
            ],
        },
    )


def _disputes(user: User) -> list[tuple[Dispute, date]]:
    """What the support centre looks into, and by when it answers."""
    cases = access.family_disputes(user).open()
    found = cases.select_related("certificate__child", "certificate__municipality__region")
    return [(case, disputing.answer_until(case)) for case in found]


def _awaited(user: User, contracts: list[Contract], on: date) -> list[listing.Line]:
    """What the organisations have to answer, the nearest term first."""
    places = access.family_places(user).filter(status=BudgetPlace.Status.NEW)
    lines = listing.lines(contracts, listing.places_with_families(places), on=on)
    found = [line for line in lines if line.turn.whose == PROVIDER]
    return sorted(found, key=lambda line: str(line.turn.until))
