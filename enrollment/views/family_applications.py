"""What a family has applied for: by whose turn it is, with a card for each (S7)."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certificates import acting
from certificates.models import Certificate
from enrollment import access, following, listing, possibilities
from enrollment.following import Card, Shelf
from enrollment.possibilities import Possibility
from reference import clock
from users.http import AuthenticatedRequest
from users.models import Role
from users.roles import role_required


@role_required(Role.GUARDIAN)
@require_safe
def our_contracts(request: AuthenticatedRequest) -> HttpResponse:
    """Applications, contracts, places and waiting, of all the children or of one."""
    user = request.user
    cards = following.cards_of(
        listing.with_families(access.family_contracts(user)).select_related(
            "group__program__provider"
        ),
        listing.places_with_families(access.family_places(user)),
        listing.waiting_with_families(access.family_places_in_line(user)),
        reader=user,
        on=clock.today(user.municipality),
        at=clock.now(),
    )
    chosen = _chosen(request.GET.get("child", ""), cards)
    shown = [card for card in cards if chosen is None or card.child.pk == chosen]
    return render(
        request,
        "enrollment/our_contracts.html",
        {
            "shelves": [
                (shelf, title, [card for card in shown if card.shelf == shelf])
                for shelf, title in (
                    (Shelf.OURS, _("Waits for you")),
                    (Shelf.THEIRS, _("Waits for the organisation")),
                    (Shelf.LINE, _("Waiting list")),
                    (Shelf.STUDIES, _("Studies")),
                )
            ],
            "archive": [card for card in shown if card.shelf == Shelf.ARCHIVE],
            "has_living": any(card.shelf != Shelf.ARCHIVE for card in shown),
            "children": _children(cards, chosen),
            "possibilities": _possibilities(request),
            "is_own": acting.is_own_account(user),
        },
    )


def _chosen(asked: str, cards: list[Card]) -> int | None:
    """The child asked for, if it is one of the family's."""
    return next((card.child.pk for card in cards if str(card.child.pk) == asked), None)


def _children(cards: list[Card], chosen: int | None) -> list[dict[str, object]]:
    """Whose affairs may be looked at alone; nothing for an only child."""
    children = {card.child.pk: card.child for card in cards}
    if len(children) < 2:
        return []
    address = reverse("enrollment:our_contracts")
    everybody = {"label": _("All children"), "url": address, "current": chosen is None}
    return [
        everybody,
        *(
            {
                "label": child.first_name,
                "url": f"{address}?child={child.pk}",
                "current": child.pk == chosen,
            }
            for child in sorted(children.values(), key=lambda child: child.first_name)
        ),
    ]


def _possibilities(request: AuthenticatedRequest) -> list[tuple[Certificate, list[Possibility]]]:
    """What each child may hold and holds of the budget registers this year (R6.43)."""
    certificates = (
        access.own_certificates(request.user)
        .active()
        .select_related("child", "municipality__region")
    )
    by_day: dict[date, list[Certificate]] = {}
    for each in certificates:
        by_day.setdefault(clock.today(each.municipality), []).append(each)
    given = {
        pk: registers
        for on, those in by_day.items()
        for pk, registers in possibilities.all_of(those, on=on).items()
    }
    return [(each, given[each.pk]) for each in certificates]
