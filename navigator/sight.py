"""The version for the visually impaired (ГОСТ Р 52872): how somebody wants the pages to look.

It is kept in a cookie, so it works for guests and without scripts, and the server draws it: classes
on the page and one more stylesheet, which nobody else loads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass
from typing import Any, Final

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

COOKIE_AGE: Final = 365 * 24 * 60 * 60

# Lazy words have no public type in forms.
Words = Any
Choices = dict[str, Words]

CONTRAST: Final[Choices] = {
    "black": _("Black on white"),
    "white": _("White on black"),
    "blue": _("Dark blue on light blue"),
    "brown": _("Brown on beige"),
    "green": _("Light green on dark brown"),
    "usual": _("Colours of the portal"),
}
SIZE: Final[Choices] = {"100": "100 %", "150": "150 %", "200": "200 %"}
SPACING: Final[Choices] = {
    "usual": _("Usual"),
    "wide": _("Wide"),
    "widest": _("Very wide"),
}
PICTURES: Final[Choices] = {"shown": pgettext_lazy("pictures", "Show"), "hidden": _("Do not show")}
FONT: Final[Choices] = {"sans": _("Plain, without serifs"), "serif": _("With serifs")}
KNOWN: Final = (CONTRAST, SIZE, SPACING, PICTURES, FONT)


@dataclass(frozen=True)
class Sight:
    """One answer to each question; as it stands, what is proposed to who asks first."""

    contrast: str = "black"
    size: str = "150"
    spacing: str = "usual"
    pictures: str = "shown"
    font: str = "sans"

    @property
    def classes(self) -> str:
        """For the page: «sight sight-contrast-black sight-size-150 …»."""
        return " ".join(["sight", *(f"sight-{name}-{said}" for name, said in asdict(self).items())])

    @property
    def as_kept(self) -> str:
        return ".".join(astuple(self))


def chosen(cookies: Mapping[str, str]) -> Sight | None:
    """What the visitor chose; nothing is chosen where the cookie is not one of ours."""
    said = cookies.get(settings.SIGHT_COOKIE_NAME, "").split(".")
    is_ours = len(said) == len(KNOWN) and all(
        one in known for one, known in zip(said, KNOWN, strict=True)
    )
    return Sight(*said) if is_ours else None


def keep(response: HttpResponse, sight: Sight) -> None:
    """Remember the choice in this browser for a year."""
    response.set_cookie(
        settings.SIGHT_COOKIE_NAME,
        sight.as_kept,
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Back to the usual pages."""
    response.delete_cookie(settings.SIGHT_COOKIE_NAME, samesite="Lax")


def _question(label: Words, answers: Choices, unknown: Words) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=list(answers.items()),
        widget=forms.RadioSelect,
        error_messages={"required": unknown, "invalid_choice": unknown},
    )


class SightForm(forms.Form):
    """Five questions, each with an answer already."""

    contrast = _question(_("Colours"), CONTRAST, _("Choose one of the colours."))
    size = _question(_("Size of letters"), SIZE, _("Choose one of the sizes."))
    spacing = _question(
        _("Space between letters and lines"), SPACING, _("Choose one of the spaces.")
    )
    pictures = _question(_("Photos and pictures"), PICTURES, _("Choose: show or not."))
    font = _question(
        pgettext_lazy("of an alphabet", "Letters"), FONT, _("Choose one of the kinds of letters.")
    )

    @property
    def sight(self) -> Sight:
        """What was answered."""
        answers: dict[str, Any] = self.cleaned_data
        return Sight(**answers)
