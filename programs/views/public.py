"""What everyone sees: the catalogue and the card of a program."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from programs import access, searching, showing
from programs.filtering import PARAMETERS, CatalogueForm, Option, options
from programs.models import Program, Slot
from programs.searching import Filters, Found, Payment, Sort
from providers.models import Provider
from reference import clock
from reference.models import Direction, Municipality

# Longer lists of organisations are no help in a drop-down; there one chooses a municipality first.
SHORT_LIST = 100


@login_not_required
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Find programs by words and filters; everything asked for stands in the address."""
    if (address := _tidy_address(request)) is not None:
        return redirect(address)
    on = clock.today()
    form = _form(request)
    filters = form.filters()
    found = searching.count(filters, on=on)
    page = Paginator(range(found.total), searching.PAGE).get_page(request.GET.get("page"))
    first = (page.number - 1) * searching.PAGE
    keys = searching.find(
        filters, sort=form.order(), on=on, first=first, last=first + searching.PAGE
    )
    context = {
        "filters_form": form,
        "filters": filters,
        "found": found,
        "page_obj": page,
        "tiles": showing.tiles(keys, on=on),
        "choices": _choices(form, filters, found),
        "chips": _chips(request, form),
        "sorts": options(Sort.choices, [form.order()]),
        "relaxations": _relaxations(request, filters, form) if not found.total else [],
        "asked": len(filters.asked()),
    }
    return render(request, "programs/catalogue.html", context)


@login_not_required
@require_safe
def program(request: HttpRequest, slug: str) -> HttpResponse:
    """The card of a program: for whom, where, when, for how much, and the way in."""
    program = get_object_or_404(
        access.visible_programs(request.user).select_related(
            "provider__municipality", "direction", "activity"
        ),
        slug=slug,
    )
    card = showing.card(program, on=clock.today())
    context = {
        "program": program,
        "card": card,
        "address": request.build_absolute_uri(program.get_absolute_url()),
        "health_conditions": [
            label
            for code, label in program._meta.get_field("health_conditions").base_field.choices  # type: ignore[union-attr]
            if code in program.health_conditions
        ],
    }
    return render(request, "programs/program.html", context)


def _tidy_address(request: HttpRequest) -> str | None:
    """The address without the filters a form leaves empty, fit to be sent on; None if it is."""
    tidy = request.GET.copy()
    for name, values in request.GET.lists():
        tidy.setlist(name, [value for value in values if value])
    if tidy.get("sort") == Sort.RELEVANCE:
        tidy.pop("sort")
    if tidy.urlencode() == request.GET.urlencode():
        return None
    return f"{request.path}?{tidy.urlencode()}" if tidy.urlencode() else request.path


def _form(request: HttpRequest) -> CatalogueForm:
    municipalities = list(Municipality.objects.all())
    return CatalogueForm(
        request.GET,
        municipalities=municipalities,
        directions=list(Direction.objects.all()),
        providers=_providers(request, municipalities),
    )


def _providers(request: HttpRequest, municipalities: list[Municipality]) -> list[Provider]:
    """Organisations to choose from: of the chosen municipality, or all while they are few."""
    active = Provider.objects.active().order_by("short_name")
    chosen = request.GET.get("municipality")
    if place := next((place for place in municipalities if place.slug == chosen), None):
        return list(active.filter(municipality=place))
    few = list(active[: SHORT_LIST + 1])
    if len(few) <= SHORT_LIST:
        return few
    return list(active.filter(slug=request.GET.get("provider", "").replace("\x00", "")))


def _choices(form: CatalogueForm, filters: Filters, found: Found) -> dict[str, list[Option]]:
    """What each fieldset of filters offers."""
    directions = [(code, direction.name) for code, direction in form.directions.items()]
    municipalities = [(slug, place.name) for slug, place in form.municipalities.items()]
    providers = [(slug, provider.short_name) for slug, provider in form.providers.items()]
    said = form.cleaned_data
    return {
        "municipalities": options(municipalities, [said.get("municipality", "")]),
        "directions": options(directions, filters.directions, found.by_direction),
        "payments": options(Payment.choices, filters.payments, found.by_payment),
        "registers": options(Program.Register.choices, [filters.register]),
        "levels": options(Program.Level.choices, [filters.level]),
        "weekdays": options(Slot.Weekday.choices, filters.weekdays),
        "providers": options(providers, [said.get("provider", "")]),
    }


def _chips(request: HttpRequest, form: CatalogueForm) -> list[dict[str, str]]:
    """Each value that is asked for, and the address of the same list without it."""
    return [
        {"label": asked.words, "url": _address_without(request, asked.parameter, asked.value)}
        for asked in form.asked()
    ]


def _relaxations(
    request: HttpRequest, filters: Filters, form: CatalogueForm
) -> list[dict[str, str | int]]:
    """Filters whose dropping would bring something, the most first."""
    words: dict[str, list[str]] = {}
    for asked in form.asked():
        words.setdefault(asked.parameter, []).append(asked.words)
    numbers = searching.relaxations(filters, on=clock.today())
    return [
        {
            "words": _(", ").join(words.get(PARAMETERS[name], [])),
            "number": number,
            "url": _address_without(request, PARAMETERS[name]),
        }
        for name, number in sorted(numbers.items(), key=lambda pair: -pair[1])
        if number
    ]


def _address_without(request: HttpRequest, parameter: str, value: str | None = None) -> str:
    """This address without a filter, or without one of its values."""
    kept = request.GET.copy()
    rest = [one for one in kept.getlist(parameter) if one != value] if value is not None else []
    # a text or an age is read tidied up, so its only value may differ from the typed one
    if rest and len(rest) == len(kept.getlist(parameter)):
        rest = []
    kept.setlist(parameter, rest)
    kept.pop("page", None)
    return f"?{kept.urlencode()}"
