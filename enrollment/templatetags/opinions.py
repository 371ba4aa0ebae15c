"""What families say of a program, on pages of the floor below, which knows no contracts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enrollment import answering, evaluating
from enrollment.models import Answer, Opinion
from enrollment.opinion_forms import ASKED, words_of
from programs.models import Program
from programs.rating import MARKS
from users.models import User

register = template.Library()

SHOWN = 3


@register.inclusion_tag("enrollment/_opinions_of.html")
def opinions_of(program: Program) -> dict[str, Any]:
    """The rating in words and figures, and the latest opinions."""
    told = Opinion.objects.told().filter(program=program).select_related("answer")
    latest = list(told[: SHOWN + 1])
    return {
        "program": program,
        "opinions": latest[:SHOWN],
        "has_more": len(latest) > SHOWN,
    }


@register.filter
def can_be_answered(opinion: Opinion) -> bool:
    """Whether the organisation may write an answer, or mend one that was sent back."""
    return answering.can_answer(opinion)


@register.filter
def by_whom(opinion: Opinion) -> str:
    """Who says it, as far as nobody can be recognised by it (R11.09)."""
    if opinion.since is None:
        return _("a family")
    facts = {"season": _season(opinion.since)}
    if opinion.age is None:
        return _("a family, the child studies since %(season)s") % facts
    words = ngettext(
        "the family of a child of %(age)s year, studies since %(season)s",
        "the family of a child of %(age)s years, studies since %(season)s",
        opinion.age,
    )
    return words % {**facts, "age": opinion.age}


@register.filter
def answer_to(opinion: Opinion) -> Answer | None:
    """What the organisation says to it, published or not."""
    return answering.answer_of(opinion)


@register.filter
def marks_of(opinion: Opinion) -> list[tuple[str, str]]:
    """The four marks: what was asked and the word that was chosen."""
    return [(str(ASKED[name][0]), words_of(getattr(opinion, name))) for name in MARKS]


@register.filter
def averages_of(rating: Any) -> list[tuple[str, int]]:
    """The four averages of a program, in hundredths of a point."""
    return [(str(ASKED[name][0]), getattr(rating, name)) for name in MARKS]


@register.simple_tag(takes_context=True)
def opinion_to_give(context: template.Context, learning: evaluating.Learning, on: date) -> str:
    """What the button of a contract or a place says to its family; nothing when it is too early."""
    user = context["request"].user
    if not isinstance(user, User) or evaluating.find_obstacle(learning, user, on=on):
        return ""
    known = evaluating.opinion_of(learning)
    if known is None or known.status == Opinion.Status.WITHDRAWN:
        return _("Write an opinion")
    return _("My opinion")


def _season(first: date) -> str:
    names = {
        3: _("spring %(year)s"),
        6: _("summer %(year)s"),
        9: _("autumn %(year)s"),
        12: _("winter %(year)s"),
    }
    return names[first.month] % {"year": first.year}
