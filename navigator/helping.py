"""Help for families as data: steps, questions and answers, each with the page where it is done.

Buttons are quoted by the words they carry themselves, and terms are those of the region, so the
help says what the screens say.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from enrollment.reminding import STEPS as REMINDED
from reference import configuration
from reference.models import Region

Words = str | Promise

TERMS = {
    "documents": "document_confirm_days",
    "answer": "provider_decision_days",
    "sign": "parent_sign_days",
    "names": "names_kept_days",
}
AGES = {"age": "own_account_age", "youngest": "age_min", "oldest": "age_max_full_years"}


@dataclass(frozen=True)
class Help:
    """What to do: a question, where there is one, its answer, and the page for it."""

    answer: Words
    question: Words = ""
    page: str = ""
    label: Words = ""

    @property
    def url(self) -> str:
        return reverse(self.page) if self.page else ""


@dataclass(frozen=True)
class Topic:
    """Questions of one kind."""

    code: str
    title: Words
    answers: tuple[Help, ...]


def facts() -> dict[str, object]:
    """Terms of the region, and the words of the buttons that answers quote."""
    region = Region.objects.order_by("pk").first()
    settings = region.settings if region else {}
    terms = {name: configuration.value_of(key, settings) for name, key in TERMS.items()}
    ages = {name: configuration.value_of(key, settings) for name, key in AGES.items()}
    buttons = {
        "wait": _("Wait for a place"),
        "leave": _("Leave the program"),
        "not_me": _("This was not me"),
        "complain": _("Complain to the support centre"),
        "ask": _("Ask the organisation"),
        "fund": _("Ask for funding"),
        "children": _("Our children"),
    }
    reminded = ", ".join(str(days) for days in sorted(REMINDED, reverse=True))
    return {
        **{name: _days(number) for name, number in terms.items()},
        **ages,
        **buttons,
        "reminded": reminded,
    }


def _days(number: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", number) % {"n": number}


STEPS = (
    Help(
        _("Register by e-mail: you are inside at once. Then add the child."),
        page="users:register",
        label=_("Register as a parent"),
    ),
    Help(
        _(
            "Give the consent and apply for a certificate. It is free, and every child from "
            "%(youngest)s to %(oldest)s gets one."
        )
    ),
    Help(
        _(
            "Bring the child's documents to the support centre once, within %(documents)s. "
            "Show the code on the screen: the child is found at once."
        )
    ),
    Help(
        _(
            "Choose a program. Its card says for whom it is, where and when, what you pay after "
            "the certificate, and whether there are free places."
        ),
        page="programs:catalogue",
        label=_("Catalogue of programs"),
    ),
    Help(
        _(
            "Apply on the card of the program. The organisation answers within %(answer)s. "
            "Then read its offer and sign it within %(sign)s: the place is yours."
        )
    ),
)

TOPICS = (
    Topic(
        "certificate",
        _("Certificate and money"),
        (
            Help(
                _(
                    "With an accounting certificate the child takes free places and places you "
                    "pay for. A funded certificate has a nominal: with it you choose any certified "
                    "program, and the municipality pays month by month. The card of a program "
                    "says which one it needs."
                ),
                _("What is the difference between an accounting and a funded certificate?"),
            ),
            Help(
                _(
                    "Money is given in the order of requests, as far as the municipality has it. "
                    "Press “%(fund)s” on the page of the certificate: if there is none left, you "
                    "stand in a queue and see your place in it."
                ),
                _("There is no money on the certificate. What can we do?"),
            ),
            Help(
                _(
                    "It goes back to the municipal budget at the end of the period: it is not "
                    "carried over and cannot be cashed. We remind you %(reminded)s days before, "
                    "with programs near you that it would pay for."
                ),
                _("What becomes of money we do not spend?"),
            ),
            Help(
                _("It always stands in “%(children)s”. You need not know it by heart."),
                _("Where is the number of the certificate?"),
                "certificates:family",
                _("Our children"),
            ),
        ),
    ),
    Topic(
        "applications",
        _("Applications and contracts"),
        (
            Help(
                _(
                    "%(answer)s. The page of the application shows the clock; the "
                    "organisation sees the same one and is reminded. If it stays silent, the "
                    "support centre is told."
                ),
                _("How long does the organisation think about an application?"),
            ),
            Help(
                _(
                    "Press “%(wait)s”: you see your number in the line. A place that comes free is "
                    "offered to the first one and kept for a time, and we write to you."
                ),
                _("There are no free places. What can we do?"),
            ),
            Help(
                _(
                    "The page of the application names everything that stands in the way at once, "
                    "and what to do about each of it."
                ),
                _("The button refuses. Why can we not apply?"),
            ),
            Help(
                _(
                    "Yes, for several children too: put them together, see what the certificates "
                    "pay and what you pay, and send all of it at once."
                ),
                _("Can we apply for several programs at once?"),
                "enrollment:simulator",
                _("Will the money be enough"),
            ),
            Help(
                _(
                    "The page of the application names the reason and places the child can have "
                    "at once instead. If you do not agree, press “%(complain)s” there."
                ),
                _("We were refused. What now?"),
            ),
            Help(
                _(
                    "Press “%(leave)s” on the page of the contract. It shows the last day and the "
                    "money that returns to the certificate before you confirm."
                ),
                _("How do we leave a program?"),
            ),
        ),
    ),
    Topic(
        "signing-in",
        _("Signing in"),
        (
            Help(
                _(
                    "Look into the spam folder and check the address in the profile. If no letter "
                    "comes, the support centre gives you a code of six digits instead of it."
                ),
                _("The letter does not come"),
            ),
            Help(
                _("Ask for a link by the e-mail or by the number of the certificate."),
                _("The password is forgotten"),
                "users:password_reset",
                _("Set a new password"),
            ),
            Help(
                _(
                    "Yes. On the child's page invite them by e-mail: with full rights, or to look "
                    "only. From the age of %(age)s a child may have an account of their own."
                ),
                _("May the other parent or a grandmother see the child too?"),
                "certificates:family",
                _("Our children"),
            ),
        ),
    ),
    Topic(
        "safety",
        _("Nothing without you"),
        (
            Help(
                _(
                    "Nobody may press you: a place is applied for by you, here. Press "
                    "“%(complain)s” on the page of the certificate."
                ),
                _("Somebody demands the number of the certificate"),
            ),
            Help(
                _(
                    "Press “%(not_me)s” beside the movement or the contract. At once nothing new "
                    "is paid from the certificate, and the support centre finds out who did it."
                ),
                _("Money was used without us"),
            ),
            Help(
                _(
                    "An organisation reads the child's name when you apply to it, and %(names)s "
                    "after the lessons are over no more. Every look of the staff is written "
                    "down and shown to you on the page of the certificate."
                ),
                _("Who sees our data?"),
            ),
        ),
    ),
)

LAST = _(
    "Ask the organisation: press “%(ask)s” on the card of its program. Or call the support centre."
)
