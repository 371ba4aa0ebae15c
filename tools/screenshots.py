"""Pictures for the README, taken from the demo that `make run` serves.

.venv/bin/python -m tools.screenshots [http://localhost:8000]
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.journeys import chromium

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
SCREEN: ViewportSize = {"width": 1366, "height": 1100}
# A report is built by a worker, and the page asks it from time to time.
A_MINUTE = 60_000


def take(browser: Browser, address: str, *, parent: str, moc: str, password: str) -> None:
    """Write the catalogue, a certificate and a report as pictures. The address is the portal's."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    page = _window(browser, address)
    page.goto("/programs/?age=9&free=1")
    _keep(page, "catalogue")

    page = _signed_in(_window(browser, address), parent, password)
    page.goto("/certificates/family/")
    page.get_by_role("main").get_by_role("heading", level=2).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Сертификат")
    _keep(page, "certificate")

    page = _signed_in(_window(browser, address), moc, password)
    page.goto("/reports/")
    page.get_by_role("button", name="Заказать отчёт").click()
    expect(page.get_by_role("link", name="Открыть документ (PDF)")).to_be_visible(timeout=A_MINUTE)
    page.reload()
    _keep(page, "report")


def _window(browser: Browser, address: str) -> Page:
    context = browser.new_context(base_url=address, viewport=SCREEN, locale="ru-RU")
    return context.new_page()


def _signed_in(page: Page, email: str, password: str) -> Page:
    page.goto("/users/sign-in/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Пароль").fill(password)
    page.get_by_role("main").get_by_role("button", name="Войти").click()
    expect(page).not_to_have_url(re.compile("sign-in"))
    return page


def _keep(page: Page, name: str) -> None:
    page.wait_for_load_state()
    page.screenshot(path=IMAGES / f"{name}.png")
    print(f"docs/images/{name}.png")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "navigator.settings")
    import django

    django.setup()
    from navigator.demo import cast, families

    address = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"
    with sync_playwright() as playwright:
        take(
            chromium.launch(playwright),
            address,
            parent=families.MOTHER_OF_CAST,
            moc=cast.MODERATOR,
            password=cast.PASSWORD,
        )


if __name__ == "__main__":
    main()
