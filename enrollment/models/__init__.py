from enrollment.models.absence import Absence
from enrollment.models.budget_place import BudgetPlace
from enrollment.models.closing import ClosingProtocol
from enrollment.models.confirmation import Confirmation
from enrollment.models.consent_code import ConsentCode
from enrollment.models.contract import Contract, Instalment
from enrollment.models.dispute import Dispute
from enrollment.models.document import Document
from enrollment.models.draft import Draft
from enrollment.models.entrance_test import EntranceTest
from enrollment.models.hurry import AnswerReminder
from enrollment.models.job import Finding, JobRun, Reminder
from enrollment.models.journal import Delivery, Lesson, Mark
from enrollment.models.limit import ProgramLimit, ProviderLimit
from enrollment.models.line import Correction, DocumentLine, Repayment
from enrollment.models.moving import MoveRequest
from enrollment.models.opinion import Answer, Opinion
from enrollment.models.payment import ParentPayment
from enrollment.models.prolongation import Prolongation, ProlongationLine
from enrollment.models.question import Question
from enrollment.models.social_certificate import SocialCertificate
from enrollment.models.turn import MonthTurn
from enrollment.models.waiting import WaitingPlace
from enrollment.models.week_address import WeekAddress

__all__ = [
    "Absence",
    "Answer",
    "AnswerReminder",
    "BudgetPlace",
    "ClosingProtocol",
    "Confirmation",
    "ConsentCode",
    "Contract",
    "Correction",
    "Delivery",
    "Dispute",
    "Document",
    "DocumentLine",
    "Draft",
    "EntranceTest",
    "Finding",
    "Instalment",
    "JobRun",
    "Lesson",
    "Mark",
    "MonthTurn",
    "MoveRequest",
    "Opinion",
    "ParentPayment",
    "ProgramLimit",
    "Prolongation",
    "ProlongationLine",
    "ProviderLimit",
    "Question",
    "Reminder",
    "Repayment",
    "SocialCertificate",
    "WaitingPlace",
    "WeekAddress",
]
