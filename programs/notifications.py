"""Letters to the people responsible for a program."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.models import CostParameters, Program, Review, Wish
from providers.models import ProviderMember
from users.models import User
from users.notifying import notify


def program_returned(review: Review) -> None:
    """The support centre sent the card back with remarks."""
    with _language_of_letters():
        count = review.remarks.count()
        remarks = ngettext("%(n)s remark", "%(n)s remarks", count) % {"n": count}
        _tell(
            review.program,
            "program_returned",
            _("The program is returned for mending"),
            _(
                "The support centre has checked “%(program)s” and left: %(remarks)s. They stand "
                "beside the fields of the card. Mend or answer each, and hand the card in again."
            )
            % {"program": review.program, "remarks": remarks}
            + _comment(review.comment),
        )


def program_published(review: Review) -> None:
    """The program is in the catalogue."""
    with _language_of_letters():
        _tell(
            review.program,
            "program_published",
            _("The program is published"),
            _(
                "“%(program)s” is in the catalogue now. Open the enrollment when its groups and "
                "timetable are ready."
            )
            % {"program": review.program}
            + _comment(review.comment),
        )


def program_refused(review: Review) -> None:
    """The support centre said no."""
    with _language_of_letters():
        _tell(
            review.program,
            "program_refused",
            _("The program is refused"),
            _("The support centre has refused “%(program)s”. Reason: %(reason)s")
            % {"program": review.program, "reason": review.comment},
        )


def program_certified(program: Program) -> None:
    """Certificates pay for it."""
    with _language_of_letters():
        _tell(
            program,
            "program_certified",
            _("The program is certified"),
            _("Children can now pay for “%(program)s” with certificates. Ground: %(protocol)s.")
            % {"program": program, "protocol": program.certificate_protocol},
        )


def certification_withdrawn(program: Program, reason: str) -> None:
    """Certificates pay for it no longer."""
    with _language_of_letters():
        _tell(
            program,
            "certification_withdrawn",
            _("The certification is withdrawn"),
            _(
                "“%(program)s” is no longer paid by certificates and its enrollment is closed. "
                "Reason: %(reason)s"
            )
            % {"program": program, "reason": reason},
        )


def cost_parameters_decided(decided: CostParameters) -> None:
    """The operator has decided on the coefficients the municipality asked for (R5.11)."""
    with _language_of_letters():
        if decided.status == CostParameters.Status.APPROVED:
            subject = _("The parameters of the normative cost are approved")
            body = _("The set for “%(place)s” counts from now on.")
        else:
            subject = _("The parameters of the normative cost are refused")
            body = _("The set for “%(place)s” is refused. Reason: %(reason)s")
        notify(
            [decided.submitted_by],
            "programs.cost_parameters_decided",
            subject=subject,
            body=body % {"place": str(decided), "reason": decided.reason},
            url=reverse("programs:cost_parameters"),
        )


def places_found(wish: Wish, programs: Sequence[Program]) -> None:
    """There is something for a family that looked in vain."""
    with _language_of_letters():
        names = "\n".join(f"— {program.short_name}" for program in programs)
        notify(
            [wish.user],
            "programs.places_found",
            subject=_("There are programs you were waiting for"),
            body=_(
                "You asked to be told. Now there are free places:\n\n%(programs)s\n\nOpen the wish "
                "to see all of them. We write of it once."
            )
            % {"programs": names},
            url=wish.get_absolute_url(),
            key=f"wish:{wish.pk}",
        )


def _comment(comment: str) -> str:
    return "\n\n" + _("Comment: %(comment)s") % {"comment": comment} if comment else ""


def _tell(program: Program, kind: str, subject: str, body: str) -> None:
    responsible = User.objects.filter(
        is_active=True,
        pk__in=ProviderMember.objects.filter(
            provider=program.provider_id,
            position=ProviderMember.Position.RESPONSIBLE,
            is_active=True,
        ).values("user"),
    )
    url = reverse("programs:edit_program", args=(program.pk,))
    notify(responsible, f"programs.{kind}", subject=subject, body=body, url=url)


def _language_of_letters() -> translation.override:
    """Letters are stored, so they speak the portal's language, not that of who pressed."""
    return translation.override(settings.LANGUAGE_CODE)
