from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Refusal(models.TextChoices):
    """Why a provider or a job says no (R6.29): the dictionary that families read."""

    NO_PLACES = "no_places", _("no free places")
    GROUP_NOT_FORMED = "group_not_formed", _("the group was not formed")
    GROUP_CLOSED = "group_closed", _("the group is closed")
    PROGRAM_GONE = "program_gone", _("the program is taught no more")
    LIMIT = "limit", _("the limit of places is used up")
    AGE = "age", _("the age does not fit")
    ENTRY_TEST = "entry_test", _("the entry test was not passed")
    MISSED_TEST = "missed_test", _("the child did not come to the entry test")
    MEDICAL = "medical", _("medical contraindication")
    NO_MEDICAL_PAPER = "no_medical_paper", _("no medical certificate")
    NO_DOCUMENTS = "no_documents", _("documents were not brought")
    WRONG_DATA = "wrong_data", _("wrong data")
    UNCONFIRMED = "unconfirmed", _("the child's data are not confirmed")
    DUPLICATE = "duplicate", _("a double of another application")
    ALREADY_STUDIES = "already_studies", _("the child studies in this group already")
    NOT_PAYABLE = "not_payable", _("the certificate cannot pay for this program")
    NO_MONEY = "no_money", _("not enough money on the certificate")
    NO_CERTIFICATE = "no_certificate", _("the certificate is not found or is frozen")
    NO_EXTRA_PAYMENT = "no_extra_payment", _("the parent declined the extra payment")
    DID_NOT_COME = "did_not_come", _("the child did not come in time")
    NOT_SIGNED = "not_signed", _("nobody came to sign the contract in time")
    NOT_STARTED = "not_started", _("the child did not begin the lessons")
    PARENT_WITHDREW = "parent_withdrew", _("the parent gave the application up")
    TIMETABLE = "timetable", _("the timetable has changed, the parent declined")
    MOVED_AWAY = "moved_away", _("the family has moved away")
    OTHER_GROUP = "other_group", _("the child was placed in another group")
    BY_MISTAKE = "by_mistake", _("applied by mistake")
    SUSPENDED = "suspended", _("the certificate was suspended")
    PROVIDER_STOPPED = "provider_stopped", _("the organisation does not take children now")
    OVERDUE = "overdue", _("the term has passed")
    TECHNICAL = "technical", _("a technical reason")
    OTHER = "other", _("other reason")
