"""Words of the codes that reports and their lists are made of."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.models import Certificate
from enrollment.models import Contract
from programs.models import Program

Words = Mapping[str, str | Promise]

SOURCES: Words = {
    "contract": _("funded certificate"),
    "budget": _("municipal assignment"),
    "paid": _("paid by the parents"),
}
USES: Words = {
    "used": pgettext_lazy("certificate", "used"),
    "unused": pgettext_lazy("certificate", "not used"),
    "suspended": pgettext_lazy("certificate", "suspended"),
}
KINDS: Words = {"contract": _("by a funded certificate"), "place": _("without certificate money")}
OUTCOMES: Words = {
    "accepted": pgettext_lazy("application", "accepted"),
    "refused": pgettext_lazy("application", "refused"),
    "withdrawn": pgettext_lazy("application", "withdrawn"),
    "waiting": pgettext_lazy("application", "waits for an answer"),
}
STATES: Words = {
    "published": pgettext_lazy("program", "published"),
    "moderated": pgettext_lazy("program", "on moderation"),
}
HEADLINES: Words = {
    "organisers": _("Organisers that teach"),
    "programs": _("Programs published"),
    "children": _("Children that study (unique)"),
    "enrolments": _("Enrolments (places)"),
    "coverage": _("Coverage, percent"),
    "certificates": _("Certificates in force"),
    "accounting": _("of them accounting certificates"),
    "funded": _("of them funded certificates"),
    "used": _("Certificates in use"),
    "reserved": _("Reserved, rubles"),
    "debited": _("Debited, rubles"),
}
CONTROLS: Words = {
    "types": _("Certificates: accounting + funded = all"),
    "used": _("Certificates in use: accounting + funded = all"),
    "uses": _("Certificates: used + not used + suspended = all"),
    "directions": _("Programs: sum over directions = all"),
    "ages": _("Children: sum over ages = all"),
    "sexes": _("Children: boys + girls = all"),
    "sources": _("Enrolments: sum over who pays = all"),
    "places": _("Places: taken + free = declared"),
    "volume": _("Plan: issued + never issued = volume"),
    "issued": _("Nominals: available + reserved + debited + lapsed = issued"),
}

WORDS: Mapping[str, Words] = {
    "source": SOURCES,
    "use": USES,
    "kind": KINDS,
    "outcome": OUTCOMES,
    "headline": HEADLINES,
    "control": CONTROLS,
    "register": dict(Program.Register.choices),
    "level": dict(Program.Level.choices),
    "contract": dict(Contract.Status.choices),
    "refusal": dict(Contract.Refusal.choices),
    "certificate": dict(Certificate.Type.choices),
}
