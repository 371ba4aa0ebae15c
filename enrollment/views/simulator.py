"""The simulator of a family: these programs for these children, and what it all comes to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from certificates import acting
from certificates.models import Certificate
from enrollment import access, cures, remembering, simulating
from enrollment.forms import CertificateField
from enrollment.obstacles import Obstacle
from enrollment.simulating import Choice
from enrollment.views import basket
from programs import searching
from programs.conditions import Filters, Payment
from programs.models import Group
from programs.ordering import Sort
from reference import clock
from reference.errors import RuleBroken
from users.http import AuthenticatedRequest
from users.models import Role, User
from users.roles import role_required

MOST_CHOICES = 20
MOST_FOUND = 10


class LookForm(forms.Form):
    """For which child, and what to look for."""

    child = CertificateField(
        Certificate.objects.none(),
        label=_("For whom"),
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    q = forms.CharField(
        label=_("Program"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": _("drawing, football, robots…")}),
    )

    def __init__(self, *args: Any, certificates: QuerySet[Certificate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["child"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = certificates


@role_required(Role.GUARDIAN)
@require_http_methods(["GET", "HEAD", "POST"])
def simulator(request: AuthenticatedRequest) -> HttpResponse:
    """Chosen places stand in the address; each shows what is left after those before it.

    One press sends all that are possible.
    """
    # what the certificates pay is asked here, so those with money come first
    certificates = _certificates(request.user)
    takes = request.GET.getlist("take")
    choices = _choices(request.user, takes, {each.pk: each for each in certificates})
    looked = {"child": request.GET.get("child") or getattr(certificates.first(), "pk", "")}
    form = LookForm({**looked, "q": request.GET.get("q", "")}, certificates=certificates)
    on = clock.today()
    purses = simulating.simulate(choices, on=on)
    only_seen = acting.children_only_seen(request.user)
    lines = [
        line
        for line in basket.possible(purses)
        if line.choice.certificate.child_id not in only_seen
    ]
    to_send = basket.BasketForm(
        request.POST if request.method == "POST" else None, own=sum(line.own for line in lines)
    )
    if request.method == "POST" and to_send.is_valid():
        return basket.send(request, to_send, choices)
    sent = basket.sent_of(request)
    return render(
        request,
        "enrollment/simulator.html",
        {
            "form": form,
            "choices": choices,
            "draft": _draft(request.user, choices, on=on),
            "to_send": to_send if lines else None,
            "to_confirm": [basket.words_of(line) for line in lines],
            "sent": sent,
            "answers_until": basket.answers_until(sent),
            "sees_only": [
                acting.refusal_of(child)
                for child in sorted({choice.certificate.child_id for choice in choices} & only_seen)
            ],
            "purses": [
                {
                    "purse": purse,
                    "lines": [
                        {
                            "line": line,
                            "without": _address(choices, without=line.choice),
                            "obstacles": _with_cures(line),
                        }
                        for line in purse.lines
                    ],
                }
                for purse in purses
            ],
            "total": {
                name: sum(getattr(purse, name) for purse in purses)
                for name in ("needed", "paid", "own")
            },
            "found": _found(form, choices, on=on),
            "has_looked": bool(request.GET.get("q")),
        },
    )


@role_required(Role.GUARDIAN)
@require_POST
def keep(request: AuthenticatedRequest) -> HttpResponse:
    """Remember the places for some days, to go on with them later."""
    certificates = {each.pk: each for each in _certificates(request.user)}
    choices = _choices(request.user, request.POST.getlist("take"), certificates)
    try:
        until = remembering.keep(choices, by=request.user, on=clock.today())
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("The draft is kept until %(day)s. Nothing is reserved by it.")
            % {"day": f"{until:%d.%m.%Y}"},
        )
    return redirect(f"{reverse('enrollment:simulator')}{_address(choices)}")


@role_required(Role.GUARDIAN)
@require_POST
def forget(request: AuthenticatedRequest) -> HttpResponse:
    """The draft is not wanted any more."""
    remembering.forget(by=request.user)
    messages.success(request, _("The draft is deleted."))
    return redirect("enrollment:simulator")


def _draft(user: User, choices: Sequence[Choice], *, on: date) -> dict[str, Any] | None:
    """What is remembered and does not stand on the page yet, with the address that adds it."""
    kept = [Choice(each.certificate, each.group) for each in remembering.drafts_of(user, on=on)]
    shown = {choice.key for choice in choices}
    new = [choice for choice in kept if choice.key not in shown]
    return {"choices": new, "address": _address([*choices, *new])} if new else None


def _certificates(user: User) -> QuerySet[Certificate]:
    return (
        access.own_certificates(user)
        .select_related("child", "municipality__region")
        .order_by("-type", "pk")
    )


def _choices(
    user: User, takes: Sequence[str], certificates: dict[int, Certificate]
) -> list[Choice]:
    """The places of the address, in its order; what is not the family's is left out."""
    wanted = [pair.split("-") for pair in takes[:MOST_CHOICES]]
    pairs = [
        (int(pair[0]), int(pair[1]))
        for pair in wanted
        if len(pair) == 2 and all(part.isascii() and part.isdigit() for part in pair)
        if len(pair[0]) <= 18 and len(pair[1]) <= 18
    ]
    groups = _with_all(access.visible_groups(user)).in_bulk([group for _, group in pairs])
    chosen = [
        Choice(certificates[certificate], groups[group])
        for certificate, group in pairs
        if certificate in certificates and group in groups
    ]
    return list({choice.key: choice for choice in chosen}.values())


def _found(form: LookForm, choices: Sequence[Choice], *, on: date) -> list[dict[str, Any]]:
    """Open groups that a certificate pays for and that fit the words and the child's age."""
    if not form.is_valid() or not form.cleaned_data["q"]:
        return []
    certificate: Certificate = form.cleaned_data["child"]
    filters = Filters(
        text=form.cleaned_data["q"],
        municipality=certificate.municipality_id,
        age=certificate.child.age(on),
        payments=(Payment.CERTIFICATE,),
    )
    keys = searching.find(filters, sort=Sort.RELEVANCE, on=on, first=0, last=MOST_FOUND)
    groups = _with_all(Group.objects.to_join(on).filter(program__in=keys))
    return [
        {"group": group, "add": _address([*choices, Choice(certificate, group)])}
        for group in sorted(groups, key=lambda group: (keys.index(group.program_id), group.name))
    ][:MOST_FOUND]


def _with_all(groups: QuerySet[Group]) -> QuerySet[Group]:
    """Groups with all that a calculation reads."""
    return groups.select_related("module", "program__provider", "program__direction", "venue")


def _with_cures(line: simulating.Line) -> list[tuple[Obstacle, str, cures.Words]]:
    """Everything that stands in the way of a place, each with the page that cures it."""
    chosen = line.choice
    return [
        (each, *cures.cure_of(each, chosen.certificate, chosen.group)) for each in line.obstacles
    ]


def _address(choices: Sequence[Choice], *, without: Choice | None = None) -> str:
    """The query with these places, one of them left out."""
    return "?" + urlencode(
        [("take", choice.key) for choice in choices if choice is not without], doseq=True
    )
