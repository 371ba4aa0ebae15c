"""What letters are about, so that people choose which of them come by e-mail.

In the portal every letter stands in any case. Some always come: about the person's own account, and
those with a term, after which a place or money is lost.
"""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from users.models import Role, User
from users.roles import has_role

CONTRACTS, CERTIFICATES, DOCUMENTS = "contracts", "certificates", "documents"
PROGRAMS, PROVIDERS, REPORTS = "programs", "providers", "reports"
LESSONS, OPINIONS = "lessons", "opinions"

LABELS: Final = {
    CONTRACTS: _("Applications, contracts and groups"),
    LESSONS: _("Lessons that are cancelled or moved"),
    OPINIONS: _("Opinions and questions about programs"),
    CERTIFICATES: _("Certificates"),
    DOCUMENTS: _("Advances and invoices"),
    PROGRAMS: _("Programs: places found, moderation, certification"),
    PROVIDERS: _("The register of organisations and agreements"),
    REPORTS: _("Reports and checks"),
}

# A letter is about what its kind begins with; the longest beginning wins.
TOPICS: Final = {
    "enrollment.": CONTRACTS,
    "enrollment.lesson_": LESSONS,
    "enrollment.opinion_": OPINIONS,
    "enrollment.answer_": OPINIONS,
    "enrollment.question_": OPINIONS,
    "enrollment.document_": DOCUMENTS,
    "enrollment.differences_": REPORTS,
    "certificates.": CERTIFICATES,
    "programs.": PROGRAMS,
    "providers.": PROVIDERS,
    "reporting.": REPORTS,
}
ALWAYS: Final = (
    "users.",
    "certificates.adult_",  # who looks after one's child
    "certificates.invited",
    "enrollment.answer_late",
    "enrollment.answer_sign",
    "enrollment.answer_soon",
    "enrollment.contract_accepted",
    "enrollment.dispute_",
    "enrollment.money_will_lapse",  # has a switch of its own
    "enrollment.prolongation_offered",
    "enrollment.seat_offered",
)

WHO_GETS: Final = {
    CONTRACTS: frozenset(Role) - {Role.OBSERVER, Role.ADMINISTRATOR},
    LESSONS: {Role.GUARDIAN},
    OPINIONS: {Role.GUARDIAN, Role.PROVIDER, Role.MOC},
    CERTIFICATES: {Role.GUARDIAN, Role.CLERK, Role.MOC, Role.PAYER},
    DOCUMENTS: {Role.PROVIDER, Role.MOC, Role.PAYER},
    PROGRAMS: {Role.GUARDIAN, Role.PROVIDER, Role.MOC, Role.OPERATOR},
    PROVIDERS: {Role.PROVIDER, Role.PAYER, Role.OPERATOR},
    REPORTS: {Role.MOC, Role.PAYER, Role.OPERATOR, Role.OBSERVER, Role.ADMINISTRATOR},
}


def topic_of(kind: str) -> str | None:
    """What a letter of the kind is about; None if it always comes by e-mail too."""
    if kind.startswith(ALWAYS):
        return None
    beginnings = [beginning for beginning in TOPICS if kind.startswith(beginning)]
    return TOPICS[max(beginnings, key=len)] if beginnings else None


def topics_for(user: User) -> list[str]:
    """What the person gets letters about, by their roles."""
    return [topic for topic in LABELS if has_role(user, *WHO_GETS[topic])]


def label_for(user: User, topic: str) -> str | Promise:
    """The words of a topic; a family reads only of what is written to families."""
    if topic == PROGRAMS and not has_role(user, *WHO_GETS[PROGRAMS] - {Role.GUARDIAN}):
        return _("Programs: places found")
    return LABELS[topic]
