"""`make lighthouse`: the marks of a phone's visit to the catalogue, a card and a certificate.

It visits the portal that `make run` has started, as the demo's first parent. Lighthouse comes from
the npm registry under a fixed version and needs Node.js 18.20 or newer.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from tests.journeys import chromium
from tools.proof import telling

LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
AT_LEAST = 95


class Visitor:
    """A parent at the running portal, to learn addresses and to be let in."""

    def __init__(self, portal: str) -> None:
        self.portal = portal
        self.cookies = CookieJar()
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(self.cookies))

    def read(self, path: str, **said: str) -> str:
        """The page at the address; with words, what comes after sending them."""
        data = urlencode(said).encode() if said else None
        with self.opener.open(self.portal + path, data) as answer:
            return str(answer.read().decode())

    def sign_in(self, email: str, password: str) -> None:
        """Come in."""
        page = self.read("/users/sign-in/")
        token = first(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        self.read("/users/sign-in/", csrfmiddlewaretoken=token, username=email, password=password)

    @property
    def pass_card(self) -> str:
        """The cookies as a browser sends them."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)


def first(pattern: str, page: str) -> str:
    """The first match; raises LookupError when the page has none."""
    if found := re.search(pattern, page):
        return found[1]
    raise LookupError(f"No {pattern} on the page: is it the demo district that runs?")


def marks(address: str, cookie: str = "") -> dict[str, int]:
    """Lighthouse's marks of the page on a phone, of a hundred."""
    headers = ["--extra-headers", json.dumps({"Cookie": cookie})] if cookie else []
    flags = " ".join(("--headless=new", *chromium.FLAGS))
    told = subprocess.run(
        [
            *("npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json"),
            *(f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={flags}", *headers),
        ],
        env={**os.environ, "CHROME_PATH": str(chromium.find())},
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        raise RuntimeError(told.stderr[-2000:])
    categories = json.loads(told.stdout)["categories"]
    return {name: round(100 * (categories[name]["score"] or 0)) for name in CATEGORIES}


def main() -> int:
    """Visit the three pages, print the table; 1 when a mark is below the goal."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--portal", default=f"http://localhost:{os.environ.get('PORT', '8000')}")
    parser.add_argument("--email", default="mama@example.org", help="a parent with a certificate")
    parser.add_argument("--password", default="navigator")
    wanted = parser.parse_args()
    portal = wanted.portal
    if shutil.which("npx") is None:
        print("Lighthouse needs Node.js: `apt-get install nodejs npm`.")
        return 1
    visitor = Visitor(portal)
    card = first(r'<h[23][^>]*>\s*<a href="(/programs/[^"?]+/)', visitor.read("/programs/"))
    visitor.sign_in(wanted.email, wanted.password)
    certificate = first(r'href="(/certificates/\d+/)"', visitor.read("/certificates/family/"))
    pages = {
        "the catalogue": marks(portal + "/programs/"),
        "a card": marks(portal + card),
        "a certificate": marks(portal + certificate, visitor.pass_card),
    }
    rows = [[name, *(str(found[mark]) for mark in CATEGORIES)] for name, found in pages.items()]
    telling.table("Lighthouse on a phone", ["page", *CATEGORIES], rows)
    return int(min(mark for found in pages.values() for mark in found.values()) < AT_LEAST)


if __name__ == "__main__":
    sys.exit(main())
