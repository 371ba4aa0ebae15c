"""Who can be signed in as: the staff of the district, and a few of its parents.

Everybody in the demo has one password, so that a visitor may be any of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from navigator.demo.families import (
    FATHER_OF_CAST,
    MOTHER_OF_CAST,
    SECOND_OF_CAST,
    TEENAGER_OF_CAST,
    WAITING_OF_CAST,
)
from users.models import Role, User

PASSWORD = "navigator"

RESPONSIBLE = "organizator@example.org"
MODERATOR, SECOND_MODERATOR = "moc@example.org", "moc2@example.org"
CLERK = "priem@example.org"
PAYER = "platelshik@example.org"
OPERATOR, SECOND_OPERATOR = "rmc@example.org", "rmc2@example.org"
OBSERVER = "nablyudatel@example.org"
ADMINISTRATOR = "admin@example.org"


@dataclass(frozen=True)
class Official:
    """Somebody who works for the district or the region."""

    email: str
    role: Role
    name: tuple[str, str, str]
    is_regional: bool = False


OFFICIALS = (
    Official(MODERATOR, Role.MOC, ("Заречнева", "Марина", "Олеговна")),
    Official(SECOND_MODERATOR, Role.MOC, ("Ключников", "Денис", "Юрьевич")),
    Official(CLERK, Role.CLERK, ("Калинкина", "Ольга", "Павловна")),
    Official(PAYER, Role.PAYER, ("Мостовская", "Ирина", "Сергеевна")),
    Official(OPERATOR, Role.OPERATOR, ("Озёрская", "Елена", "Викторовна"), is_regional=True),
    Official(SECOND_OPERATOR, Role.OPERATOR, ("Полянский", "Игорь", "Андреевич"), is_regional=True),
    Official(OBSERVER, Role.OBSERVER, ("Туманская", "Алла", "Николаевна"), is_regional=True),
    Official(ADMINISTRATOR, Role.ADMINISTRATOR, ("Стрижов", "Павел", "Иванович"), is_regional=True),
)

# Who is shown to a visitor, and what they have to show.
CAST: Sequence[tuple[str, str | Promise]] = (
    (MOTHER_OF_CAST, _("parent: a funded certificate, a contract, and money left")),
    (FATHER_OF_CAST, _("parent: an accounting certificate, funding can be asked for")),
    (WAITING_OF_CAST, _("parent: waits in the queue for funding")),
    (SECOND_OF_CAST, _("second parent: may only look at the children of the first")),
    (TEENAGER_OF_CAST, _("teenager with an account of their own")),
    (RESPONSIBLE, _("responsible for the Navigator in an organisation")),
    (MODERATOR, _("municipal support centre")),
    (CLERK, _("acceptance of documents")),
    (PAYER, _("authorised organisation, payer")),
    (OPERATOR, _("regional model centre")),
    (ADMINISTRATOR, _("administrator")),
)


def people() -> list[tuple[str, str, str | Promise]]:
    """E-mail, name and work of everybody of the cast who is in the database, in order."""
    known = {user.email: user.full_name for user in User.objects.filter(email__in=dict(CAST))}
    return [(email, known[email], words) for email, words in CAST if email in known]
