"""What the card of a program tells of children, who are known only on this floor."""

from __future__ import annotations

from django import template
from django.template import Context

from enrollment import advising, coming_free
from programs.models import Group
from programs.showing import Showing, state_of
from programs.tiles import GroupState
from users.models import User

register = template.Library()


@register.simple_tag(takes_context=True)
def advice_for(context: Context, card: Showing) -> advising.Advice | None:
    """What the card says of the child named in the address; nothing to those without children."""
    request = context["request"]
    asked = request.GET.get("child", "")
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 18 else None
    groups = [group for group in card.groups if state_of(group) == GroupState.OPEN]
    if not groups and card.program.provider.is_active:
        groups = list(card.groups)  # to wait for
    return advising.advise(
        card.program,
        groups,
        wanted,
        by=request.user if isinstance(request.user, User) else None,
        on=card.on,
    )


@register.simple_tag
def seats_ahead(card: Showing) -> dict[int, coming_free.Outlook]:
    """When places of the full groups come free, by the key of the group."""
    full = [group for group in card.groups if group.is_full]
    return coming_free.outlooks(full, on=card.on) if full else {}


@register.filter
def of_group(outlooks: dict[int, coming_free.Outlook], group: Group) -> coming_free.Outlook | None:
    """The outlook of one group."""
    return outlooks.get(group.pk)
