"""What must never happen on a page, whoever looks at it."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.urls import resolve
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

# axe-core as its Python wheel carries it.
AXE = files("axe_playwright_python").joinpath("axe.min.js")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What stays in Latin letters on a Russian page, beside addresses.
ADDRESS = re.compile(r"\S+@\S+|https?://\S+|\b[0-9a-f]{12,}\b")
LATIN = re.compile(r"[A-Za-z]{2,}")
KNOWN = {"English", "mail", "PDF", "XLSX", "SHA", "JPEG", "PNG", "WebP", "II", "III", "IV"}
KNOWN |= {"ID", "Google", "Authenticator", "FreeOTP", "Aegis", "QR"}
KNOWN |= {"Wm", "Ww"}  # signs in the formula of the normative cost (R5.10)
CHECK = """standards => axe.run(document, {
    runOnly: {type: "tag", values: standards}, resultTypes: ["violations"],
}).then(found => found.violations)"""


class Watch:
    """Follows everyone's pages in a story and keeps what went wrong on them.

    A word in the console counts, so a breach of the content security policy does too.
    """

    def __init__(self) -> None:
        self.troubles: list[str] = []
        self._contexts: list[BrowserContext] = []
        self._kinds: set[tuple[str, bool]] = set()

    def follow(self, context: BrowserContext) -> None:
        """Keep what the browser complains of from now on."""
        self._contexts.append(context)
        context.on("console", self._heard)
        context.on("weberror", lambda failure: self.troubles.append(str(failure.error)))
        context.on("response", self._answered)

    def look_at(self, page: Page) -> None:
        """Check that everybody can use the page; each kind of page once in a story."""
        has_errors = page.locator(".error-summary").count() > 0
        address = page.url.removeprefix(page.evaluate("location.origin"))
        kind = (resolve(address.partition("?")[0].partition("#")[0]).view_name, has_errors)
        if kind not in self._kinds:
            self._kinds.add(kind)
            self.troubles += accessibility_violations(page) + foreign_words(page)

    def take_pictures(self, folder: Path) -> None:
        """Keep how every open page looks and reads."""
        folder.mkdir(parents=True, exist_ok=True)
        pages = [page for context in self._contexts for page in context.pages]
        for number, page in enumerate(pages, start=1):
            page.screenshot(path=folder / f"{number}.png", full_page=True)
            words = page.locator("body").aria_snapshot()
            (folder / f"{number}.txt").write_text(f"{page.url}\n{words}\n", encoding="utf-8")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.troubles.append(f"{message.page and message.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.url}: {response.status}")


def accessibility_violations(page: Page) -> list[str]:
    """What axe finds on the page against WCAG 2.2 AA, a line for each element."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(CHECK, STANDARDS)
    return [
        f"{page.url}: {violation['help']} ({violation['id']}): {element['html'][:200]}"
        for violation in found
        for element in violation["nodes"]
    ]


def foreign_words(page: Page) -> list[str]:
    """Words that were left without a translation."""
    said = ADDRESS.sub("", page.locator("body").inner_text())
    for code in page.locator("code:visible").all_inner_texts():
        said = said.replace(code, "")
    return [f"{page.url}: {word}" for word in LATIN.findall(said) if word not in KNOWN]
