"""The shape of what people choose about groups: where a child moves, where pupils go on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.forms import CommandForm
from programs.models import Group


class GroupField(forms.ModelChoiceField[Group]):
    """A group with its module, days, timetable and free places."""

    own: int | None = None  # the group in which the pupils sit already

    def label_from_instance(self, obj: Group) -> str:
        if obj.pk == self.own:
            return _("The same group, %(group)s, until %(last)s: the place is kept") % {
                "group": obj.name,
                "last": f"{obj.ends_on:%d.%m.%Y}",
            }
        times = ", ".join(str(slot) for slot in obj.slots.all()) or _("no timetable yet")
        return _(
            "%(group)s (%(module)s), %(first)s – %(last)s: %(times)s. Free places: %(free)s"
        ) % {
            "group": obj.name,
            "module": obj.module.name,
            "first": f"{obj.starts_on:%d.%m.%Y}",
            "last": f"{obj.ends_on:%d.%m.%Y}",
            "times": times,
            "free": obj.free_seats,
        }


class TargetForm(forms.Form):
    """One of the groups that come into question."""

    target = GroupField(
        Group.objects.none(),
        label=gettext_lazy("To which group"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": gettext_lazy("Choose the group"),
            "invalid_choice": gettext_lazy("Choose the group"),
        },
    )

    def __init__(
        self, *args: Any, targets: Iterable[Group], own: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["target"]
        assert isinstance(field, GroupField)
        field.own = own
        field.queryset = (
            Group.objects.filter(pk__in=[each.pk for each in targets])
            .select_related("module")
            .prefetch_related("slots")
            .order_by("module__ordinal", "starts_on", "pk")
        )
        self.has_targets = bool(field.queryset)
        if len(field.queryset) == 1:
            self.initial.setdefault("target", field.queryset[0].pk)


class OneMoveForm(TargetForm, CommandForm):
    """Where one child moves; pressed once."""


class MoveForm(TargetForm):
    """Which of the group's children move, and where."""

    contracts = forms.MultipleChoiceField(
        label=gettext_lazy("Who moves"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Tick the children"),
            "invalid_choice": gettext_lazy("Tick the children"),
        },
    )
    field_order = ("contracts", "target")

    def __init__(self, *args: Any, children: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contracts"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = children


class AnswerForm(CommandForm):
    """Why the organisation says no: the family reads it."""

    answer = forms.CharField(
        label=gettext_lazy("Why not"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The family reads these words in the letter and on the page."),
        error_messages={"required": gettext_lazy("Say why not")},
    )
