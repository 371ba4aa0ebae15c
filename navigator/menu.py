"""Menu items as data: what is where, and who is shown it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates import acting
from navigator import waiting
from users.models import Role, User
from users.roles import roles_of


@dataclass(frozen=True)
class MenuItem:
    """One entry: its words, its page, whose work it is, and how much of that work waits."""

    label: str | Promise
    url_name: str
    roles: frozenset[Role] = frozenset()
    waiting: Callable[[User], int] | None = None
    own_label: str | Promise = ""  # to a child with an account of their own
    is_choice: bool = False  # of a family: what it looks for, not what it has

    def is_shown_to(self, role: Role) -> bool:
        """Whether it belongs to the workplace of the role."""
        return role in self.roles


@dataclass(frozen=True)
class Link:
    """A menu item as the page draws it."""

    label: str | Promise
    url: str
    is_current: bool
    count: int


@dataclass(frozen=True)
class Section:
    """The links of one role; what a family chooses from stands apart from what is its own."""

    title: str | Promise
    links: Sequence[Link]
    is_choice: bool = False


def for_roles(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


MAIN_MENU = (
    MenuItem(_("Catalogue of programs"), "programs:catalogue", is_choice=True),
    MenuItem(_("Organisations"), "providers:register", is_choice=True),
    MenuItem(_("Help"), "help"),
)

PERSON_MENU = (
    MenuItem(_("Letters"), "users:messages", waiting=waiting.unread_letters),
    MenuItem(_("Profile"), "users:profile"),
)

WORKPLACES = (
    # the family
    MenuItem(_("What is needed from you"), "enrollment:family_home", for_roles(Role.GUARDIAN)),
    MenuItem(
        _("Our children"),
        "certificates:family",
        for_roles(Role.GUARDIAN),
        own_label=_("My certificate"),
    ),
    MenuItem(
        _("Our applications and contracts"),
        "enrollment:our_contracts",
        for_roles(Role.GUARDIAN),
        waiting.contracts_to_sign,
        own_label=_("My clubs"),
    ),
    MenuItem(_("Our week"), "enrollment:week", for_roles(Role.GUARDIAN), own_label=_("My week")),
    MenuItem(_("Favourites"), "programs:favourites", for_roles(Role.GUARDIAN), is_choice=True),
    MenuItem(_("What we wait for"), "programs:wishes", for_roles(Role.GUARDIAN), is_choice=True),
    MenuItem(
        _("Our questions"),
        "enrollment:our_questions",
        for_roles(Role.GUARDIAN),
        own_label=_("My questions"),
        is_choice=True,
    ),
    # the organisation
    MenuItem(
        _("Applications to us"),
        "enrollment:inbox",
        for_roles(Role.PROVIDER),
        waiting.applications_for_places,
    ),
    MenuItem(
        _("Our programs and groups"),
        "programs:own_programs",
        for_roles(Role.PROVIDER),
        waiting.programs_to_mend,
    ),
    MenuItem(
        _("Questions of families"),
        "enrollment:questions_to_us",
        for_roles(Role.PROVIDER),
        waiting.questions_to_answer,
    ),
    MenuItem(_("Pupils go on"), "enrollment:prolongations", for_roles(Role.PROVIDER)),
    MenuItem(_("Advances and invoices"), "enrollment:own_documents", for_roles(Role.PROVIDER)),
    MenuItem(_("Opinions of families"), "enrollment:own_opinions", for_roles(Role.PROVIDER)),
    MenuItem(_("Our organisation"), "providers:own_card", for_roles(Role.PROVIDER)),
    # the municipality
    MenuItem(
        _("Applications for certificates"),
        "certificates:applications",
        for_roles(Role.CLERK, Role.MOC),
        waiting.applications_for_certificates,
    ),
    MenuItem(
        _("Register of certificates"),
        "certificates:register",
        for_roles(Role.CLERK, Role.MOC, Role.PAYER),
    ),
    MenuItem(
        _("Help with signing in"),
        "users:people",
        for_roles(Role.CLERK, Role.MOC, Role.ADMINISTRATOR),
    ),
    MenuItem(
        _("“This was not me”"),
        "enrollment:disputes",
        for_roles(Role.MOC, Role.PAYER),
        waiting.disputes_to_decide,
    ),
    MenuItem(
        _("Complaints of families"),
        "enrollment:complaints",
        for_roles(Role.MOC),
        waiting.complaints_to_answer,
    ),
    MenuItem(
        _("Moderation of programs"),
        "programs:moderation_queue",
        for_roles(Role.MOC),
        waiting.programs_to_check,
    ),
    MenuItem(
        _("Opinions of programs"),
        "enrollment:opinions_to_check",
        for_roles(Role.MOC),
        waiting.opinions_to_check,
    ),
    MenuItem(_("Lessons in doubt"), "enrollment:doubts", for_roles(Role.MOC)),
    MenuItem(
        _("Certification of programs"),
        "programs:certification",
        for_roles(Role.MOC, Role.OPERATOR),
    ),
    MenuItem(_("Funding plan"), "certificates:plan", for_roles(Role.PAYER, Role.MOC)),
    MenuItem(_("Queue for funding"), "certificates:queue", for_roles(Role.MOC, Role.PAYER)),
    MenuItem(
        _("Contracts"),
        "enrollment:contracts",
        for_roles(Role.MOC, Role.PAYER, Role.OPERATOR),
    ),
    MenuItem(_("Work of the 1st"), "enrollment:month", for_roles(Role.MOC, Role.PAYER)),
    MenuItem(
        _("Calendar of jobs"),
        "enrollment:jobs",
        for_roles(Role.MOC, Role.PAYER, Role.ADMINISTRATOR),
    ),
    MenuItem(
        _("Documents for payment"),
        "enrollment:documents",
        for_roles(Role.MOC, Role.PAYER, Role.OPERATOR),
        waiting.documents_to_check,
    ),
    MenuItem(_("Agreements with providers"), "providers:agreements", for_roles(Role.PAYER)),
    MenuItem(
        _("Parameters of the normative cost"), "programs:cost_parameters", for_roles(Role.PAYER)
    ),
    # the region
    MenuItem(
        _("Providers' applications"),
        "providers:decisions",
        for_roles(Role.OPERATOR),
        waiting.providers_to_decide,
    ),
    MenuItem(
        _("Parameters of municipalities"),
        "programs:parameters_to_decide",
        for_roles(Role.OPERATOR),
        waiting.parameters_to_decide,
    ),
    MenuItem(
        _("Reports"),
        "reporting:reports",
        for_roles(Role.MOC, Role.PAYER, Role.OPERATOR, Role.OBSERVER, Role.ADMINISTRATOR),
    ),
    MenuItem(
        _("Findings of the check"),
        "enrollment:findings",
        for_roles(Role.ADMINISTRATOR),
        waiting.findings,
    ),
    MenuItem(_("Journal of actions"), "users:audit", for_roles(Role.ADMINISTRATOR)),
    MenuItem(_("Reference lists"), "admin:index", for_roles(Role.ADMINISTRATOR)),
)

EVERY_PAGE = tuple(item.url_name for item in (*MAIN_MENU, *PERSON_MENU, *WORKPLACES))

# Where each role's day begins; someone with several roles starts at the first of theirs here.
START_PAGES = (
    (Role.MOC, "certificates:applications"),
    (Role.CLERK, "certificates:applications"),
    (Role.PAYER, "certificates:plan"),
    (Role.OPERATOR, "providers:decisions"),
    (Role.PROVIDER, "enrollment:inbox"),
    (Role.ADMINISTRATOR, "users:audit"),
    (Role.OBSERVER, "reporting:reports"),
    (Role.GUARDIAN, "enrollment:family_home"),
)


@cache
def url_of(url_name: str) -> str:
    """The address of a page, or nothing when this installation does not have it."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def links(
    items: Iterable[MenuItem], *, path: str, user: User | None, is_own: bool = False
) -> list[Link]:
    """The items as links; of the whole menu, the one that fits the path most fully is current.

    `is_own`: a child with an account of their own reads them.
    """
    found = [(item, url) for item in items if (url := url_of(item.url_name))]
    here = max(filter(path.startswith, map(url_of, EVERY_PAGE)), key=len, default="")
    return [
        Link(
            item.own_label if is_own and item.own_label else item.label,
            url,
            url == here,
            item.waiting(user) if item.waiting and user else 0,
        )
        for item, url in found
    ]


def sections(user: User, *, path: str) -> list[Section]:
    """The person's workplaces, one for each role; an item of two roles stands in the first.

    A family has two: what is its own, then what it chooses from.
    """
    mine = roles_of(user)
    is_own = Role.GUARDIAN in mine and acting.is_own_account(user)
    shown: set[MenuItem] = set()
    places = []
    for role in (role for role in Role if role in mine):
        items = [item for item in WORKPLACES if item.is_shown_to(role) and item not in shown]
        shown.update(items)
        for is_choice in (False, True):
            part = [item for item in items if item.is_choice == is_choice]
            if found := links(part, path=path, user=user, is_own=is_own):
                title = _title_of(role, is_own=is_own, is_choice=is_choice)
                places.append(Section(title, found, is_choice))
    return places


def _title_of(role: Role, *, is_own: bool, is_choice: bool) -> str | Promise:
    if is_choice:
        return _("to choose")
    if role == Role.GUARDIAN:
        return _("my account") if is_own else _("our family")
    return role.label


def start_page(user: User | None) -> str:
    """The address where the person's day begins; the catalogue for everyone else."""
    mine = roles_of(user) if user else frozenset()
    names = [name for role, name in START_PAGES if role in mine]
    addresses = [
        url_of(name) for name in [*names, "users:profile" if user else "", "programs:catalogue"]
    ]
    return next(filter(None, addresses), "")
