"""What a provider shows of a program: photos, each with its words, and the program's text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs.models import Photo

WHAT_IS_THERE = _("Write what is in the photo")


def _alt_field() -> forms.CharField:
    return forms.CharField(
        label=_("What is in the photo"),
        max_length=200,
        help_text=_("For those who do not see it: who is there and what they do. No names."),
        error_messages={
            "required": WHAT_IS_THERE,
            "max_length": _("Write up to 200 characters"),
        },
    )


def _asking(for_what: Promise) -> dict[str, Any]:
    """What a field says where no file has come, or an empty one."""
    nothing = dict.fromkeys(("required", "missing", "invalid"), for_what)
    return {**nothing, "empty": _("The file is empty. Choose another one")}


class PhotoForm(forms.Form):
    """A new photo."""

    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("JPEG, PNG or WebP up to 10 MB. Place and day of the shot are not kept."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages=_asking(_("Choose a photo")),
    )
    alt = _alt_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "photo" in data and self.errors:
            self.add_error("photo", _("Choose the photo once more: browsers do not keep files."))
        return data


class AltForm(forms.Form):
    """Other words for a photo."""

    alt = _alt_field()

    def __init__(self, data: Any = None, *, photo: Photo) -> None:
        super().__init__(data, auto_id=f"id_photo_{photo.pk}_%s", initial={"alt": photo.alt})
        self.photo = photo


class TextForm(forms.Form):
    """The program's text."""

    text = forms.FileField(
        label=_("File of the program's text"),
        help_text=_("PDF up to 15 MB, as it was approved. Families download it from the card."),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        error_messages=_asking(_("Choose a PDF file")),
    )
