"""What every page shows around its own content: the menu, the support centre, the demo's ribbon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from certificates import acting
from navigator import menu, sight
from reference import clock
from reference.models import Municipality
from reference.remembering import remembered
from users.models import User


class Portal:
    """The frame of a page; each part is worked out only when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.here = request.get_full_path()
        self.home_url = menu.url_of("home") or "/"
        self.sign_in_url = menu.url_of("users:sign_in")
        self.register_url = menu.url_of("users:register")
        self.sign_out_url = menu.url_of("users:sign_out")
        self.usual_sight_url = menu.url_of("usual_sight")
        self.set_language_url = menu.url_of("set_language")

    @cached_property
    def person(self) -> User | None:
        """Whoever has signed in."""
        user = getattr(self._request, "user", None)
        return cast(User, user) if user is not None and user.is_authenticated else None

    @cached_property
    def main_menu(self) -> list[menu.Link]:
        return menu.links(menu.MAIN_MENU, path=self._request.path, user=self.person)

    @property
    def choices(self) -> list[menu.Link]:
        """What of the main menu a family chooses from; on a phone it stands with its favourites."""
        return self._main(is_choice=True)

    @property
    def helps(self) -> list[menu.Link]:
        """The rest of it."""
        return self._main(is_choice=False)

    def _main(self, *, is_choice: bool) -> list[menu.Link]:
        items = [item for item in menu.MAIN_MENU if item.is_choice == is_choice]
        return menu.links(items, path=self._request.path, user=self.person)

    @cached_property
    def person_menu(self) -> list[menu.Link]:
        return menu.links(menu.PERSON_MENU, path=self._request.path, user=self.person)

    @cached_property
    def sections(self) -> list[menu.Section]:
        """The person's workplaces; none for a visitor."""
        return menu.sections(self.person, path=self._request.path) if self.person else []

    @property
    def is_family(self) -> bool:
        """Whether the person chooses for a family: the main menu then stands among the choices."""
        return any(section.is_choice for section in self.sections)

    @property
    def notice(self) -> str:
        """What everyone should know now: that the portal will be closed, for example."""
        return str(settings.PORTAL_NOTICE)

    @cached_property
    def is_own(self) -> bool:
        """Whether this is a child with an account of their own: pages say “my”, not “our”."""
        return self.person is not None and acting.is_own_account(self.person)

    @property
    def our_children(self) -> str | Promise:
        """What the page of the family's children is called to this person."""
        return _("My certificate") if self.is_own else _("Our children")

    @property
    def our_contracts(self) -> str | Promise:
        """The same of the page of applications and contracts."""
        return _("My clubs") if self.is_own else _("Our applications and contracts")

    @cached_property
    def support_centres(self) -> Sequence[Municipality]:
        """Whom to call: the person's own centre, or the first ones of the region."""
        if self.person and self.person.municipality_id:
            return _support_centres(pk=self.person.municipality_id)
        return remembered("support centres", _support_centres, seconds=settings.LISTS_SECONDS)

    @cached_property
    def sight(self) -> sight.Sight | None:
        """How the visitor wants pages to look; nothing where the usual ones will do."""
        return sight.chosen(self._request.COOKIES)

    @property
    def here_for_sight(self) -> str:
        """Where choosing colours and size leads back to: here, or whence one came to choose."""
        if self._request.path == menu.url_of("sight"):
            return self._request.GET.get("next", "")
        return self.here

    @property
    def sight_link(self) -> str:
        """The page of the choice, which remembers this one."""
        return f"{menu.url_of('sight')}?{urlencode({'next': self.here_for_sight})}"

    @property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Codes of the portal's languages, each with its own name for itself."""
        return [
            (code, get_language_info(code)["name_local"].capitalize())
            for code, _name in settings.LANGUAGES
        ]


def _support_centres(**of: Any) -> list[Municipality]:
    return list(Municipality.objects.exclude(support_centre="").filter(**of)[:2])


@dataclass(frozen=True)
class DemoDay:
    """The day the demo lives in."""

    today: date


def page(request: HttpRequest) -> dict[str, Any]:
    """`portal` for the layouts; `demo_clock` only where the clock can be moved."""
    context: dict[str, Any] = {"portal": Portal(request)}
    if settings.DEMO_CLOCK:
        context["demo_clock"] = DemoDay(clock.today())
    return context
