"""Letters about going on in the next period: the first name only, and no name in a subject."""

from __future__ import annotations

from django.utils.translation import gettext as _

from enrollment.models import ProlongationLine
from enrollment.notifications import guardians_of, language_of_letters
from users.notifying import notify


def prolongation_offered(line: ProlongationLine) -> None:
    """The organisation offers to go on; the family may agree or object until a day (R6.55)."""
    offered = line.offered
    assert offered is not None, "a line without an offer has no letter"
    with language_of_letters():
        silence = (
            _("If you do not answer by then, you are taken to agree, and the contract acts.")
            if line.silence_agrees
            else _("If you do not answer by then, the offer lapses.")
        )
        notify(
            guardians_of(offered.certificate.child_id),
            "enrollment.prolongation_offered",
            subject=_("The organisation offers to go on studying"),
            body=_(
                "%(provider)s offers %(child)s to go on: program “%(program)s”, group "
                "“%(group)s”, from %(starts_on)s to %(ends_on)s. The seat and the money are "
                "kept. You may agree or object until %(until)s. %(silence)s"
            )
            % {
                "provider": offered.provider.short_name,
                "child": offered.certificate.child.first_name,
                "program": offered.group.program.short_name,
                "group": offered.group.name,
                "starts_on": f"{offered.starts_on:%d.%m.%Y}",
                "ends_on": f"{offered.ends_on:%d.%m.%Y}",
                "until": f"{line.answer_until:%d.%m.%Y}",
                "silence": silence,
            },
            url=offered.get_absolute_url(),
            key=f"prolongation_offered:{offered.pk}",
        )
