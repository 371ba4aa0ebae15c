"""The shape of what providers and the support centre type about programs."""

from programs.forms.deciding import ArchiveForm, ProtocolForm, ReasonForm, RemarksForm
from programs.forms.fields import RublesField, show_refusal
from programs.forms.grouping import GroupForm, Timetable
from programs.forms.illustrating import AltForm, PhotoForm, TextForm
from programs.forms.writing import (
    SECTION_FORMS,
    AnswersForm,
    CardForm,
    MainForm,
    ModuleForm,
    PriceForm,
)

__all__ = [
    "SECTION_FORMS",
    "AltForm",
    "AnswersForm",
    "ArchiveForm",
    "CardForm",
    "GroupForm",
    "MainForm",
    "ModuleForm",
    "PhotoForm",
    "PriceForm",
    "ProtocolForm",
    "ReasonForm",
    "RemarksForm",
    "RublesField",
    "TextForm",
    "Timetable",
    "show_refusal",
]
