"""“Tell me when there is something”: wishes of families the catalogue could not fulfil."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, parse_qsl, urlencode

from django.db import IntegrityError, transaction
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from programs import filtering, notifications, searching, understanding
from programs.conditions import Filters
from programs.filter_form import PARAMETERS
from programs.models import Program, Wish
from programs.ordering import Sort
from reference.errors import RuleBroken
from users import audit
from users.models import User

# What the address of the catalogue says and no wish does: the page and the order of the list, and
# free places, which every wish waits for.
NO_WISH = ("page", "sort", "free")
MOST = 20
NAMED = 5
LONGEST = 1000


def tidy(address: str) -> str:
    """The filters of an address as a wish keeps them."""
    said = parse_qsl(address.replace("\x00", ""), keep_blank_values=False)
    known = {*PARAMETERS.values()} - {*NO_WISH}
    return urlencode(sorted({(name, value) for name, value in said if name in known}))


def for_program(program: Program) -> str:
    """What the catalogue would be asked, to find this program alone."""
    return urlencode({"q": program.short_name, "provider": program.provider.slug})


@transaction.atomic
def wish(address: str, *, by: User, on: date) -> Wish:
    """Keep what somebody looked for; the same wish twice is one.

    Raises RuleBroken `nothing_asked`, `too_long`, `too_many_wishes`.
    """
    asked = tidy(address)
    if not asked or not filters_of(asked, by, on=on).asked():
        raise RuleBroken("nothing_asked", _("Choose at least one filter: what to wait for?"))
    if len(asked) > LONGEST:
        raise RuleBroken("too_long", _("There are too many filters. Leave some of them out."))
    waiting = Wish.objects.living().filter(user=by)
    if known := waiting.filter(asked=asked).first():
        return known
    if waiting.count() >= MOST:
        raise RuleBroken(
            "too_many_wishes", _("You wait for many things already. End some of the wishes first.")
        )
    try:
        with transaction.atomic():
            made = Wish.objects.create(user=by, asked=asked)
    except IntegrityError:
        # pressed twice at once
        return waiting.get(asked=asked)
    audit.record(by, "wish.made", made)
    return made


@transaction.atomic
def end(wish: Wish, *, by: User, on: date) -> Wish:
    """Wait no longer; an ended wish stays as it is."""
    wish = Wish.objects.select_for_update(of=("self",), no_key=True).get(pk=wish.pk)
    if wish.ended_on is None:
        wish.ended_on = on
        wish.save(update_fields=("ended_on",))
        audit.record(by, "wish.ended", wish)
    return wish


def tell(*, on: date) -> int:
    """Write to everyone for whom there is something now, once; how many were told.

    One transaction for each wish, so that a nightly run that breaks off has told the others.
    """
    living = Wish.objects.living().filter(user__is_active=True).order_by("pk")
    return sum(_tell(key, on=on) for key in list(living.values_list("pk", flat=True)))


@transaction.atomic
def _tell(key: int, *, on: date) -> bool:
    wish = (
        Wish.objects.living()
        .select_for_update(of=("self",), no_key=True)
        .select_related("user")
        .filter(pk=key)
        .first()
    )
    if wish is None or not (programs := fitting(wish, on=on)):
        return False
    wish.told_on = on
    wish.save(update_fields=("told_on",))
    audit.record(None, "wish.fulfilled", wish, job="wishes")
    notifications.places_found(wish, programs)
    return True


def fitting(wish: Wish, *, on: date) -> list[Program]:
    """Programs with a free place that the wish fits, the first ones."""
    filters = filters_of(f"{wish.asked}&free=1", wish.user, on=on)
    if filters == Filters(free_only=True):
        # what it asked for is no longer known: a child or an organisation that is gone
        return []
    keys = searching.find(filters, sort=Sort.RELEVANCE, on=on, first=0, last=NAMED)
    found = Program.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def filters_of(asked: str, user: User, *, on: date) -> Filters:
    """What the address asks for, read as the catalogue reads it."""
    filters = filtering.read(_address(asked), user, on=on).filters()
    return understanding.understood(filters)


def words_of(wish: Wish, *, on: date) -> list[str]:
    """The filters of the wish as people read them."""
    form = filtering.read(_address(wish.asked), wish.user, on=on)
    form.filters()
    return [asked.words for asked in form.asked()]


def _address(asked: str) -> MultiValueDict[str, str]:
    return MultiValueDict(parse_qs(asked))
