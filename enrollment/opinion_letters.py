"""Letters about opinions: to their authors and to the organisations they are about."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from enrollment.models import Answer, Opinion
from enrollment.notifications import language_of_letters, responsible_of
from users.notifying import notify


def opinion_published(opinion: Opinion) -> None:
    """Everyone reads it now; the organisation may answer."""
    with language_of_letters():
        facts = {"program": opinion.program.short_name}
        notify(
            [opinion.author],
            "enrollment.opinion_published",
            subject=_("Your opinion is published"),
            body=_("Your opinion of “%(program)s” is published without names. Thank you.") % facts,
            url=address_of(opinion),
        )
        notify(
            responsible_of(opinion.program.provider),
            "enrollment.opinion_published",
            subject=_("There is a new opinion of your program"),
            body=_(
                "A family has written about “%(program)s”. You may answer once, for everyone to "
                "read; the support centre reads the answer first."
            )
            % facts,
            url=reverse("enrollment:own_opinions"),
        )


def opinion_returned(opinion: Opinion) -> None:
    """The support centre asks to write it otherwise."""
    with language_of_letters():
        _tell_author(
            opinion,
            "opinion_returned",
            _("Your opinion has to be mended"),
            _(
                "The support centre asks you to change your opinion of “%(program)s” before it is "
                "published: %(reason)s"
            ),
        )


def opinion_hidden(opinion: Opinion) -> None:
    """Nobody reads it, and its marks do not count."""
    with language_of_letters():
        _tell_author(
            opinion,
            "opinion_hidden",
            _("Your opinion is not shown"),
            _("The support centre has hidden your opinion of “%(program)s”: %(reason)s"),
        )


def answer_published(answer: Answer) -> None:
    """The author reads what the organisation says."""
    with language_of_letters():
        opinion = answer.opinion
        notify(
            [opinion.author],
            "enrollment.answer_published",
            subject=_("The organisation has answered your opinion"),
            body=_("There is an answer to your opinion of “%(program)s”.")
            % {"program": opinion.program.short_name},
            url=address_of(opinion),
        )


def answer_returned(answer: Answer) -> None:
    """The organisation hears why its answer is not shown."""
    with language_of_letters():
        program = answer.opinion.program
        notify(
            responsible_of(program.provider),
            "enrollment.answer_returned",
            subject=_("Your answer to an opinion is not published"),
            body=_("The answer to an opinion of “%(program)s” is not published: %(reason)s")
            % {"program": program.short_name, "reason": answer.reason},
            url=reverse("enrollment:own_opinions"),
        )


def address_of(opinion: Opinion) -> str:
    """The page on which its author reads and changes it."""
    learning = opinion.learning
    return reverse(f"enrollment:opinion_of_{learning.kind}", args=(learning.pk,))


def _tell_author(opinion: Opinion, kind: str, subject: str, body: str) -> None:
    notify(
        [opinion.author],
        f"enrollment.{kind}",
        subject=subject,
        body=body % {"program": opinion.program.short_name, "reason": opinion.reason},
        url=address_of(opinion),
    )
