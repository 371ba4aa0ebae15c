"""Letters about opinions: to their authors and to the organisations they are about."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from enrollment.models import Answer, BudgetPlace, Contract, Opinion
from enrollment.notifications import language_of_letters, responsible_of
from users.models import Notification, User
from users.notifying import notify, notify_each


def opinions_are_asked_for(families: Iterable[tuple[Contract | BudgetPlace, User]]) -> int:
    """What was it like? Once to each person of each contract or place; how many are new."""
    asked = {
        f"opinion-asked:{learning.kind}:{learning.pk}:{person.pk}": (learning, person)
        for learning, person in families
    }
    told = set(Notification.objects.filter(key__in=asked).values_list("key", flat=True))
    with language_of_letters():
        letters = [
            Notification(
                recipient=person,
                kind="enrollment.opinion_asked",
                subject=_("What were the lessons like?"),
                body=_(
                    "The lessons on “%(program)s” are over for %(child)s. Tell other parents what "
                    "they were like: four marks, and your own words if you like. It takes two "
                    "minutes, your name is not shown. You need not answer; we do not ask again."
                )
                % {
                    "program": learning.group.program.short_name,
                    "child": learning.certificate.child.first_name,
                },
                url=address_of(learning),
                key=key,
            )
            for key, (learning, person) in asked.items()
            if key not in told
        ]
        notify_each(letters)
    return len(letters)


def opinion_published(opinion: Opinion) -> None:
    """Everyone reads it now; the organisation may answer."""
    with language_of_letters():
        facts = {"program": opinion.program.short_name}
        notify(
            [opinion.author],
            "enrollment.opinion_published",
            subject=_("Your opinion is published"),
            body=_("Your opinion of “%(program)s” is published without names. Thank you.") % facts,
            url=address_of(opinion.learning),
        )
        notify(
            responsible_of(opinion.program.provider),
            "enrollment.opinion_published",
            subject=_("A new opinion: “%(program)s”") % facts,
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
            url=address_of(opinion.learning),
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


def address_of(learning: Contract | BudgetPlace) -> str:
    """The page on which a family writes, reads and changes its opinion."""
    return reverse(f"enrollment:opinion_of_{learning.kind}", args=(learning.pk,))


def _tell_author(opinion: Opinion, kind: str, subject: str, body: str) -> None:
    notify(
        [opinion.author],
        f"enrollment.{kind}",
        subject=subject,
        body=body % {"program": opinion.program.short_name, "reason": opinion.reason},
        url=address_of(opinion.learning),
    )
