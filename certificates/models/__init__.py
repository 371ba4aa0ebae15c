from certificates.models.account import Account, Entry
from certificates.models.achievement import Achievement
from certificates.models.certificate import Application, Certificate
from certificates.models.child import ADULTS, REPRESENTATIVES, Child, Consent, Guardianship
from certificates.models.child_point import ChildPoint
from certificates.models.invitation import Invitation
from certificates.models.plan_version import PlanVersion
from certificates.models.queue import QueuePlace

__all__ = [
    "ADULTS",
    "REPRESENTATIVES",
    "Account",
    "Achievement",
    "Application",
    "Certificate",
    "Child",
    "ChildPoint",
    "Consent",
    "Entry",
    "Guardianship",
    "Invitation",
    "PlanVersion",
    "QueuePlace",
]
