"""The form in which a family says where home or school is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programs import places
from providers.forms import PointField
from reference.points import Point

LONGEST = 200


class ChildPointForm(forms.Form):
    """A known place by its name, or a point; of several places with the name one is chosen."""

    place = forms.CharField(
        label=_("Settlement, street or school"),
        required=False,
        max_length=LONGEST,
        help_text=_("A place where an organisation of the portal teaches, near to yours."),
    )
    chosen = forms.ChoiceField(
        label=_("Which one do you mean?"), required=False, widget=forms.RadioSelect
    )
    point = PointField(
        label=_("Or a point on the map"),
        required=False,
        help_text=_("Latitude and longitude, for example 55.7522, 37.6156."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = str(self.data.get(self.add_prefix("place"), "")).replace("\x00", "")[:LONGEST]
        self.found = places.search(words)
        chosen = self.fields["chosen"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [
            (place.key, f"{place.name} ({place.about})" if place.about else place.name)
            for place in self.found
        ]
        if len(self.found) < 2:
            del self.fields["chosen"]

    def clean(self) -> dict[str, Any]:
        """The wanted point as `point`."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or said.get("point"):
            return said
        if not said.get("place"):
            self.add_error("place", _("Name a place, or give a point on the map"))
        elif not self.found:
            self.add_error(
                "place",
                _("No such place is known. Type the name of a settlement, a street or a school."),
            )
        else:
            said["point"] = self._meant(said.get("chosen", ""))
        return said

    def _meant(self, chosen: str) -> Point | None:
        keys = {place.key: place.point for place in self.found}
        if len(self.found) == 1:
            return self.found[0].point
        if chosen not in keys:
            self.add_error("chosen", _("There are several such places. Choose one."))
        return keys.get(chosen)
