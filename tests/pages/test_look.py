"""What all pages share, on a small page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from sim.pages.render import render
from tests.pages.browser import THEMES, Theme, Viewer

DATA = Path(__file__).parent / "data"
NAME = "<b>Fish & chips</b>"
REPLAY = "make SIM=icarus OPTION='a < b' SEED=7"
ROWS = (
    {"name": "bench 10", "beats": 900, "share": 100.0, "state": "passed"},
    {"name": "bench 9", "beats": 12000, "share": 99.96, "state": "failed"},
    {"name": "bench 11", "beats": None, "share": 0.0, "state": "not run"},
    {"name": "other", "beats": 3, "share": 12.5, "state": "lost"},
)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    page = tmp_path / "small.html"
    text = render(DATA / "small.html.j2", name=NAME, replay=REPLAY, rows=ROWS)
    page.write_text(text, encoding="utf-8")
    return page


def names(page: Page) -> list[str]:
    """The first cells of the rows that are to be seen."""
    return page.locator("#rows tbody tr:visible th").all_inner_texts()


def test_it_is_accessible_in_both_themes(viewer: Viewer, small: Path) -> None:
    viewer.check(small)


def test_text_stays_text(viewer: Viewer, small: Path) -> None:
    page = viewer.open(small)
    assert page.title() == NAME
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(page.locator("#rows td.number").nth(1)).to_have_text("12,000")
    expect(page.locator("#rows")).to_contain_text("99.9 %")
    expect(page.get_by_text("memory")).to_have_count(0)


@pytest.mark.parametrize("theme", THEMES)
def test_the_theme_is_the_systems_until_it_is_chosen(
    theme: Theme, viewer: Viewer, small: Path
) -> None:
    page = viewer.open(small, theme)
    button = page.get_by_role("button", name="Dark theme")
    dark = theme == "dark"
    paper = "getComputedStyle(document.body).backgroundColor"
    sign = "getComputedStyle(document.getElementById('theme'), '::before').content"
    expect(button).to_have_attribute("aria-pressed", str(dark).lower())
    assert ("\N{CHECK MARK}" in page.evaluate(sign)) == dark
    before = page.evaluate(paper)
    button.click()
    expect(button).to_have_attribute("aria-pressed", str(not dark).lower())
    assert page.evaluate(paper) != before
    page.reload()
    expect(button).to_have_attribute("aria-pressed", str(not dark).lower())


def test_a_command_is_copied(viewer: Viewer, small: Path) -> None:
    page = viewer.open(small)
    page.get_by_role("button", name="Copy the replay command").click()
    expect(page.locator("#said")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == REPLAY


def test_a_command_is_selected_where_it_cannot_be_copied(viewer: Viewer, small: Path) -> None:
    page = viewer.open(small)
    refuse = "navigator.clipboard.writeText = () => Promise.reject(new Error('no'))"
    page.evaluate(f"() => {{ {refuse} }}")
    page.get_by_role("button", name="Copy the replay command").click()
    expect(page.locator("#said")).to_contain_text("press Ctrl and C")
    assert page.evaluate("getSelection().toString()") == REPLAY


def test_rows_are_sorted_from_the_keyboard(viewer: Viewer, small: Path) -> None:
    page = viewer.open(small)
    header = page.get_by_role("columnheader", name="beats")
    expect(header).not_to_have_attribute("aria-sort", "ascending")
    header.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(header).to_have_attribute("aria-sort", "ascending")
    assert names(page) == ["other", "bench 10", "bench 9", "bench 11"]
    page.keyboard.press("Enter")
    expect(header).to_have_attribute("aria-sort", "descending")
    assert names(page) == ["bench 9", "bench 10", "other", "bench 11"]
    page.get_by_role("button", name="name").press("Space")
    expect(header).not_to_have_attribute("aria-sort", "descending")
    assert names(page) == ["bench 9", "bench 10", "bench 11", "other"]
    expect(page.locator("#said")).to_have_text("Sorted by name, ascending.")


def test_rows_are_filtered_from_the_keyboard(viewer: Viewer, small: Path) -> None:
    page = viewer.open(small)
    field = page.get_by_label("Filter the rows")
    field.fill("FAILED bench")
    assert names(page) == ["bench 9"]
    expect(page.locator("output")).to_have_text("1 of 4 rows")
    field.press("Escape")
    assert len(names(page)) == len(ROWS)
    expect(page.locator("output")).to_have_text("")


def test_only_what_can_be_scrolled_is_a_stop(viewer: Viewer, small: Path) -> None:
    page = viewer.open(small)
    table = page.get_by_role("region", name="Rows")
    expect(table).not_to_have_attribute("tabindex", "0")
    page.set_viewport_size({"width": 240, "height": 600})
    expect(table).to_have_attribute("tabindex", "0")


def test_a_link_into_a_folded_part_unfolds_it(viewer: Viewer, small: Path) -> None:
    page = viewer.open(small)
    expect(page.locator("#inside")).to_be_hidden()
    page.goto(f"{small.as_uri()}#inside")
    expect(page.locator("#inside")).to_be_visible()


def test_the_first_key_leads_past_the_head(viewer: Viewer, small: Path) -> None:
    page = viewer.open(small)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize(
    ("put", "fault"),
    [
        ("<script>throw new Error('planted')</script>", "Content Security Policy"),
        ('<p style="color: red">planted</p>', "Content Security Policy"),
        ('<img src="http://127.0.0.1:9/planted.png" alt="">', "Content Security Policy"),
    ],
)
def test_what_a_page_must_not_do_is_noted(
    put: str, fault: str, browser: Browser, small: Path
) -> None:
    small.write_text(
        small.read_text(encoding="utf-8").replace("</main>", f"{put}</main>"), encoding="utf-8"
    )
    viewer = Viewer(browser)
    viewer.open(small)
    viewer.close()
    assert [entry for entry in viewer.faults if fault in entry]


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ("<input>", "light: (.|\n)*label"),
        ('<font color="#e0e0e0">pale</font>', "light: (.|\n)*contrast"),
        ('<font color="#303030">dim</font>', "dark: (.|\n)*contrast"),
    ],
)
def test_what_is_hard_to_read_is_noted(
    planted: str, fault: str, browser: Browser, small: Path
) -> None:
    text = small.read_text(encoding="utf-8")
    small.write_text(text.replace("</main>", f"{planted}</main>"), encoding="utf-8")
    viewer = Viewer(browser)
    with pytest.raises(AssertionError, match=fault):
        viewer.check(small)
    viewer.close()
