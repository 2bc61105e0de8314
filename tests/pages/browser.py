"""Pages in headless Chromium: what a user would see go wrong there fails the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
FOUND: dict[str, object] = {"resultTypes": ["violations"]}
RULES: dict[Theme, dict[str, object]] = {
    "light": FOUND,
    "dark": {**FOUND, "runOnly": ["color-contrast"]},
}
"""What axe is told, by theme."""
LAPTOP = {"width": 1366, "height": 768}
MAY = ["clipboard-read", "clipboard-write"]
"""What a user allows by clicking; a headless browser has to be told."""


class Viewer:
    """Opens pages from disk and notes what is wrong with them.

    Attributes:
        faults: errors and warnings on the console, errors of scripts, requests for anything but
            files.
    """

    def __init__(self, browser: Browser) -> None:
        self.faults: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def open(self, file: Path, theme: Theme = "light") -> Page:
        """Show a page as somebody sees it whose system has this theme."""
        page = self._context(theme).new_page()
        page.goto(file.absolute().as_uri())
        return page

    def check(self, file: Path) -> None:
        """Hold a page, with all that can be unfolded, against the rules of accessibility.

        Themes differ in their colours alone, so the dark one is held against the rule on contrast.
        """
        page = self.open(file)
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        for theme, options in RULES.items():
            page.emulate_media(color_scheme=theme)
            found = Axe().run(page, options=options)
            assert found.violations_count == 0, f"{theme}: {found.generate_report()}"

    def close(self) -> None:
        """Close all pages that were opened here."""
        for context in self._contexts:
            context.close()

    def _context(self, theme: Theme) -> BrowserContext:
        context = self._browser.new_context(color_scheme=theme, viewport=LAPTOP, permissions=MAY)
        self._contexts.append(context)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"error: {error.error}"))
        context.on("request", self._request)
        return context

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith("file:"):
            self.faults.append(f"request: {request.url}")


def chromium() -> str:
    """Where it is; no test of a page is passed over for want of it."""
    found = shutil.which("chromium")
    assert found, "chromium is missing: type 'make test', or apt-get install chromium"
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a process."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []  # which root cannot have
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium(), args=sandbox)
        yield made
        made.close()


@pytest.fixture
def viewer(browser: Browser) -> Iterator[Viewer]:
    """Opens pages; at the end of the test none may have had a fault."""
    made = Viewer(browser)
    yield made
    made.close()
    assert made.faults == []
