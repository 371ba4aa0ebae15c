"""What search engines may read: the catalogue, the cards of programs, the register of providers."""

from __future__ import annotations

from datetime import date

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from programs.models import Program
from providers.models import Provider

# A cabinet leads whoever has not signed in to the page of signing in, which is closed.
CLOSED = ("/users/", "/admin/", "/demo/", "/language/")


class FrontDoors(Sitemap[str]):
    """The pages everything public is found from."""

    def items(self) -> list[str]:
        return ["programs:catalogue", "providers:register", "help"]

    def location(self, item: str) -> str:
        return reverse(item)


class Programs(Sitemap[Program]):
    """The cards of the catalogue."""

    limit = 10_000

    def items(self) -> QuerySet[Program]:
        return Program.objects.published().order_by("pk").only("slug", "published_on")

    def lastmod(self, item: Program) -> date | None:
        return item.published_on


class Providers(Sitemap[Provider]):
    """The organisations of the register."""

    limit = 10_000

    def items(self) -> QuerySet[Provider]:
        return Provider.objects.filter(status=Provider.Status.ACTIVE).order_by("pk").only("slug")


SECTIONS = {"pages": FrontDoors, "programs": Programs, "providers": Providers}


def robots(sitemap: str) -> str:
    """What robots.txt says: all but signing in and the tools."""
    closed = "".join(f"Disallow: {path}\n" for path in CLOSED)
    return f"User-agent: *\n{closed}\nSitemap: {sitemap}\n"
