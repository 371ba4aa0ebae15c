"""Letters about questions and complaints: no child is named, nor who asks an organisation."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from enrollment.models import Question
from enrollment.notifications import language_of_letters, responsible_of
from reference.models import Municipality
from users.models import Role, User
from users.notifying import notify


def question_asked(question: Question) -> None:
    """The organisation has somebody to answer."""
    assert question.program is not None, "a question is about a program"
    with language_of_letters():
        notify(
            responsible_of(question.program.provider),
            "enrollment.question_asked",
            subject=_("A family asks about your program"),
            body=_(
                "Question No. %(number)s about “%(program)s”:\n\n%(words)s\n\nAnswer on the "
                "portal by %(day)s: the family reads it in a letter."
            )
            % {**_facts(question), "program": question.program.short_name},
            url=reverse("enrollment:answer_question", args=(question.pk,)),
        )


def complaint_sent(question: Question) -> None:
    """The support centre has something to look into."""
    assert question.certificate is not None, "a complaint is about a certificate"
    with language_of_letters():
        notify(
            centre_of(question.certificate.municipality),
            "enrollment.complaint_sent",
            subject=_("A family complains"),
            body=_(
                "Complaint No. %(number)s waits for the answer of the support centre until "
                "%(day)s. Its page says what it is about."
            )
            % _facts(question),
            url=reverse("enrollment:answer_complaint", args=(question.pk,)),
        )


def question_answered(question: Question) -> None:
    """The family reads the answer."""
    with language_of_letters():
        if question.program is None:
            subject = _("The support centre has answered your complaint")
            whose = _("The answer of the support centre to complaint No. %(number)s:")
        else:
            subject = _("The organisation has answered your question")
            whose = _("The answer to question No. %(number)s about “%(program)s”:")
        facts = {
            **_facts(question),
            "program": question.program.short_name if question.program else "",
        }
        notify(
            [question.author],
            "enrollment.question_answered",
            subject=subject,
            body=whose % facts + "\n\n" + question.answer,
            url=question.get_absolute_url(),
        )


def answer_is_late(question: Question) -> None:
    """The term is over: whoever should answer is told, and of an organisation the centre."""
    with language_of_letters():
        body = _("Question No. %(number)s should have been answered by %(day)s. The family waits.")
        if question.program is not None:
            provider = question.program.provider
            notify(
                responsible_of(provider),
                "enrollment.question_late",
                subject=_("A family waits for your answer"),
                body=body % _facts(question),
                url=reverse("enrollment:answer_question", args=(question.pk,)),
                key=f"question-late:{question.pk}",
            )
            notify(
                centre_of(provider.municipality),
                "enrollment.question_late",
                subject=_("An organisation does not answer a family"),
                body=_(
                    "%(provider)s should have answered a question about “%(program)s” by "
                    "%(day)s. Call the organisation."
                )
                % {
                    **_facts(question),
                    "provider": provider.short_name,
                    "program": question.program.short_name,
                },
                url=provider.get_absolute_url(),
                key=f"question-silent:{question.pk}",
            )
        elif question.certificate is not None:
            notify(
                centre_of(question.certificate.municipality),
                "enrollment.question_late",
                subject=_("A complaint waits for your answer"),
                body=_(
                    "Complaint No. %(number)s should have been answered by %(day)s. The family "
                    "waits."
                )
                % _facts(question),
                url=reverse("enrollment:answer_complaint", args=(question.pk,)),
                key=f"complaint-late:{question.pk}",
            )


def centre_of(municipality: Municipality) -> QuerySet[User]:
    """Who works in the support centre of the municipality."""
    return User.objects.filter(
        is_active=True,
        role_assignments__role=Role.MOC,
        role_assignments__municipality=municipality,
    ).distinct()


def _facts(question: Question) -> dict[str, str]:
    return {
        "number": str(question.pk),
        "words": question.words,
        "day": f"{question.answer_until:%d.%m.%Y}",
    }
