"""What an action noted, in words: its sums, its statuses, the fields that it changed."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from certificates.models import Consent
from reference.money import rubles
from users.models import AuditEvent

NAMES: dict[str, str | Promise] = {
    "after": _("became"),
    "before": _("was"),
    "capacity": _("places"),
    "case": _("case"),
    "category": _("category"),
    "certificate_part": _("certificate pays"),
    "channel": _("how"),
    "children": _("children"),
    "cursor": _("reached"),
    "difference": _("difference"),
    "digest": _("checksum"),
    "direction": _("direction"),
    "failure": _("failure"),
    "field": _("field"),
    "fields": _("fields"),
    "figure": _("figure"),
    "held": _("lessons held"),
    "month": _("month"),
    "name": _("name"),
    "nominal": _("nominal"),
    "number": _("number"),
    "order": _("order"),
    "page": _("page"),
    "party": _("by whom"),
    "planned": _("lessons planned"),
    "price": _("price"),
    "protocol": _("protocol"),
    "quarter": _("quarter"),
    "reason": _("reason"),
    "refusal": _("reason"),
    "review": _("check"),
    "since": _("from"),
    "source": _("source"),
    "sum": _("sum"),
    "terms": _("terms of use"),
    "total": _("sum"),
    "until": _("until"),
    "version": _("text of"),
    "was": _("was"),
    "was_certified": _("was certified"),
}
SUMS = {"certificate_part", "difference", "nominal", "price", "sum", "total"}
# Words of things other than what the action was about.
CHOICES: dict[str, type[models.TextChoices]] = {"channel": Consent.Channel}
# Actions whose "before" and "after" are sums too.
OF_MONEY = {"agreement.maximum_set", "module.priced"}


def in_words(event: AuditEvent) -> list[str]:
    """Each detail with its name, as the journal shows it; what was left empty is not shown."""
    try:
        model: type[models.Model] | None = apps.get_model(event.target_kind)
    except LookupError:
        model = None
    return [
        f"{NAMES.get(name, name)}: {_said(event, model, name, value)}"
        for name, value in event.details.items()
        if value not in (None, "", [])
    ]


def _said(event: AuditEvent, model: type[models.Model] | None, name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_field_or_choice(model, str(one)) for one in value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int) and (name in SUMS or event.action in OF_MONEY):
        return rubles(value)
    if name in CHOICES and value in CHOICES[name]:
        return str(CHOICES[name](value).label)
    return _field_or_choice(model, str(value))


def _field_or_choice(model: type[models.Model] | None, said: str) -> str:
    """A field or a choice of what the action was about, by its name on screen."""
    if model is None:
        return said
    for field in model._meta.get_fields():
        choices = dict(getattr(field, "flatchoices", ()))
        if said in choices:
            return str(choices[said])
    try:
        return str(getattr(model._meta.get_field(said), "verbose_name", said))
    except FieldDoesNotExist:
        return said
