"""What stands on a page, as plain data."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

ROWS = """(table) => Array.from(table.tBodies[0].rows, (row) => ({
    ...row.dataset,
    shown: row.checkVisibility(),
    cells: Array.from(row.cells, (cell) => cell.textContent.replace(/\\s+/g, " ").trim()),
}))"""
TEXTS = "(all) => all.map((one) => one.textContent.replace(/\\s+/g, ' ').trim())"


def rows(page: Page, table: str) -> list[dict[str, Any]]:
    """The rows of a table's body: their data, their ``cells`` as text, whether ``shown``."""
    found: list[dict[str, Any]] = page.locator(f"table#{table}").evaluate(ROWS)
    return found


def texts(locator: Locator) -> list[str]:
    """The texts of all that a locator finds, folded or not."""
    found: list[str] = locator.evaluate_all(TEXTS)
    return found


def facts(locator: Locator) -> dict[str, str]:
    """A list of terms and what they are."""
    return dict(zip(texts(locator.locator("dt")), texts(locator.locator("dd")), strict=True))
