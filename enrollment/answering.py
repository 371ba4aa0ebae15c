"""The organisation answers an opinion: once, and after the support centre has read it.

An organisation knows whose words they are likely to be, so an answer may betray more of a family
than the opinion itself; therefore it waits for the same check.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from enrollment.models import Answer, Opinion
from reference.errors import RuleBroken
from reference.locking import lock_row
from users import audit
from users.models import User

Status = Answer.Status


def can_answer(opinion: Opinion) -> bool:
    """Whether there are words to answer, and no answer but one that was sent back."""
    answer = answer_of(opinion)
    is_told = opinion.status == Opinion.Status.PUBLISHED and bool(opinion.text)
    return is_told and (answer is None or answer.status == Status.RETURNED)


def answer_of(opinion: Opinion) -> Answer | None:
    """The answer to it, published or not."""
    return getattr(opinion, "answer", None)


@transaction.atomic
def answer(opinion: Opinion, text: str, *, by: User, on: date) -> Answer:
    """Write the answer, or mend the one that was sent back. Raises RuleBroken `not_to_answer`."""
    opinion = lock_row(Opinion.objects.all(), opinion.pk)
    if not can_answer(opinion):
        raise RuleBroken(
            "not_to_answer",
            _("This opinion has an answer already, or is not published any more."),
        )
    written = answer_of(opinion)
    if written is None:
        written = Answer(opinion=opinion)
    else:
        written.version += 1
    written.text, written.status, written.reason = text.strip(), Status.WAITING, ""
    written.author, written.written_on = by, on
    written.decided_by, written.decided_on = None, None
    written.save()
    audit.record(by, "opinion.answered", opinion)
    return written
