"""Reasons of a refusal: how a provider finds one, and what each means for the family (R6.29)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enrollment.models import Contract

R = Contract.Refusal
Words = str | Promise

# As the organisation chooses; those of jobs and of other people's decisions are not among them.
GROUPS: tuple[tuple[Words, tuple[Contract.Refusal, ...]], ...] = (
    (
        _("Places and groups"),
        (R.NO_PLACES, R.GROUP_NOT_FORMED, R.GROUP_CLOSED, R.PROGRAM_GONE, R.LIMIT),
    ),
    (
        _("The child and the documents"),
        (
            R.AGE,
            R.ENTRY_TEST,
            R.MISSED_TEST,
            R.MEDICAL,
            R.NO_MEDICAL_PAPER,
            R.NO_DOCUMENTS,
            R.WRONG_DATA,
            R.UNCONFIRMED,
            R.DUPLICATE,
            R.ALREADY_STUDIES,
        ),
    ),
    (
        _("Paying"),
        (R.NOT_PAYABLE, R.NO_MONEY, R.NO_CERTIFICATE, R.NO_EXTRA_PAYMENT),
    ),
    (
        _("The family"),
        (
            R.DID_NOT_COME,
            R.NOT_SIGNED,
            R.NOT_STARTED,
            R.PARENT_WITHDREW,
            R.TIMETABLE,
            R.MOVED_AWAY,
            R.OTHER_GROUP,
            R.BY_MISTAKE,
        ),
    ),
    (_("Anything else"), (R.TECHNICAL, R.OTHER)),
)

_CHOOSE = _("Choose another group or stand in line: we write to you when a place comes free.")
_SUITS = _("Choose a program that suits the child: those below do.")
_BRING = _("Bring what is missing to the organisation and apply again.")
_CORRECT = _("Ask the support centre to correct the data of the child, and apply again.")
_MONEY = _("Choose a program that the certificate pays for, or a free one.")
_NOTHING = _("Nothing is to be done. If it is a mistake, apply again.")

ADVICE: dict[str, Words] = {
    R.NO_PLACES: _CHOOSE,
    R.GROUP_NOT_FORMED: _("Too few children have applied. Choose another group."),
    R.GROUP_CLOSED: _CHOOSE,
    R.PROGRAM_GONE: _SUITS,
    R.LIMIT: _CHOOSE,
    R.AGE: _SUITS,
    R.ENTRY_TEST: _SUITS,
    R.MISSED_TEST: _("Call the organisation: it may set another day for the test."),
    R.MEDICAL: _("Ask the doctor which activities suit, and choose another program."),
    R.NO_MEDICAL_PAPER: _BRING,
    R.NO_DOCUMENTS: _BRING,
    R.WRONG_DATA: _CORRECT,
    R.UNCONFIRMED: _("Show the child's documents at the support centre, and apply again."),
    R.DUPLICATE: _("Look at your other application: it goes on."),
    R.ALREADY_STUDIES: _("Look at your contract: lessons go on."),
    R.NOT_PAYABLE: _MONEY,
    R.NO_MONEY: _MONEY,
    R.NO_CERTIFICATE: _("Look at the page of the certificate, or call the support centre."),
    R.NO_EXTRA_PAYMENT: _MONEY,
    R.DID_NOT_COME: _("If the child still wants to study, apply again."),
    R.NOT_SIGNED: _("If the child still wants to study, apply again and sign in time."),
    R.NOT_STARTED: _("If the child still wants to study, apply again."),
    R.PARENT_WITHDREW: _NOTHING,
    R.TIMETABLE: _("Choose a group with days that suit you."),
    R.MOVED_AWAY: _NOTHING,
    R.OTHER_GROUP: _("Look at your other application or contract."),
    R.BY_MISTAKE: _NOTHING,
    R.SUSPENDED: _("Call the support centre to learn why the certificate is suspended."),
    R.PROVIDER_STOPPED: _("Choose a program of another organisation."),
    R.OVERDUE: _("Nobody answered in time. Apply again, or choose another group."),
    R.TECHNICAL: _("Apply again. If it does not help, call the support centre."),
    R.OTHER: _("Call the organisation, or choose another group."),
}


def choices() -> list[tuple[Words, list[tuple[str, Words]]]]:
    """The dictionary in groups, for the organisation to choose from."""
    return [(title, [(each.value, each.label) for each in group]) for title, group in GROUPS]
