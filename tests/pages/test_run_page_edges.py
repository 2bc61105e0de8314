"""The page of a run that has little to show, far too much, or what would be markup."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from sim.pages.cases import MOST_ROWS
from sim.pages.run_page import MOST_FAILURES, MOST_LISTED, write_run_page
from sim.results import REPORT_HTML, Row, RunResult, TestOutcome
from tb.results import FAILED, PASSED
from tb.spec import RunSpec
from tests.pages.browser import Viewer

EVIL = (
    "</pre><script>document.title = 'caught'</script>\"'&amp;<img src=http://127.0.0.1:9/x>\n\x07"
)
LONG = "word" * 2000


def result_in(folder: Path, **told: object) -> RunResult:
    """A run of the register slice that left no file."""
    known = {"parameters": {"Width": 8}, "folder": folder, "replay": "make TOPLEVEL=axis_skid"}
    spec = RunSpec(toplevel="axis_skid")
    return RunResult.model_validate({"spec": spec, **known, **told})


def report(text: str, case: str = "") -> Row:
    """A report that says `text` wherever it may say something of a bench's own."""
    lane = {"lane": 0, "place": {}, "expected": 1, "actual": 2, "wrong": True, "kept": True}
    told = dict.fromkeys(("kind", "detail", "port", "test", "cause", "cause_text", "packet"), text)
    return {
        **told,
        "subject": {"case": case or text, text: text},
        "label": "case",
        "hints": [text],
        "ports": [text],
        "marks": [{"label": text, "expected": text, "actual": text}],
        "lanes": [{**lane, "place": {"row": text}}],
        "lane_columns": ["row"],
        "lane": 0,
        "place": {"row": text},
        "beat": 0,
        "beats": 1,
        "clock": 7,
    }


def case(name: str, verdict: str) -> Row:
    return {"case": name, "detail": name, "profile": name, "clocks": 9, "verdict": verdict}


def said(text: str, folder: Path) -> RunResult:
    """A run that says `text` wherever a bench may say something."""
    return result_in(
        folder,
        mismatches=[report(text)],
        cases=[case(text, FAILED)],
        case_label=text,
        tests=[TestOutcome(name=text, verdict=FAILED, seconds=0.1, message=text)],
        usage=[{"test": text, "message": text}],
        fault=text,
        replay=text,
        remark=text,
        tools={text: text},
    )


def test_a_run_without_any_result_has_a_page_that_says_so(tmp_path: Path, viewer: Viewer) -> None:
    result = RunResult(
        spec=RunSpec(toplevel="gone", bench=tmp_path / "gone.py"),
        parameters={},
        folder=tmp_path,
        fault="The simulator ended without <words>.",
        replay="make TOPLEVEL=gone",
    )
    viewer.check(write_run_page(result))
    page = viewer.open(tmp_path / REPORT_HTML)
    expect(page.locator("main > :first-child")).to_have_text("FAILED")
    expect(page.get_by_text("The simulator ended without <words>.")).to_be_visible()
    expect(page.get_by_text("make TOPLEVEL=gone")).to_be_visible()


def test_a_report_that_tells_little_is_shown(tmp_path: Path, viewer: Viewer) -> None:
    result = RunResult(
        spec=RunSpec(toplevel="axis_skid"),
        parameters={"Width": 8},
        folder=tmp_path,
        replay="make TOPLEVEL=axis_skid",
        mismatches=({"kind": "clocks", "detail": "5 clocks measured, 4 predicted"},),
    )
    viewer.check(write_run_page(result))
    page = viewer.open(tmp_path / REPORT_HTML)
    expect(page.get_by_text("5 clocks measured, 4 predicted.")).to_be_visible()
    expect(page.locator("figure")).to_have_count(0)


def test_what_a_bench_says_stays_text(tmp_path: Path, viewer: Viewer) -> None:
    page = viewer.open(write_run_page(said(EVIL, tmp_path), {EVIL: EVIL}))
    assert page.title() == "FAILED: axis_skid on verilator"
    assert page.locator("img").count() == 0
    expect(page.locator("#repeat + .command code")).to_have_text(EVIL)
    assert page.locator("main > pre.text").last.text_content() == EVIL
    assert page.locator("#case-table tbody th").text_content() == EVIL
    assert EVIL in (page.locator("#case-table svg title").text_content() or "")


def test_what_is_very_long_does_not_make_the_page_wider(tmp_path: Path, viewer: Viewer) -> None:
    page = viewer.open(write_run_page(said(LONG, tmp_path), {LONG: LONG}))
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0
    table = page.locator("#case-table").bounding_box()
    assert table
    assert table["width"] < 3000


def test_files_of_any_name_are_a_link_away(tmp_path: Path, viewer: Viewer) -> None:
    name = 'a b#c?d%20"e&amp;.json'
    (tmp_path / name).write_text("{}", encoding="utf-8")
    page = viewer.open(write_run_page(result_in(tmp_path)))
    link = page.get_by_role("link", name=name)
    address = page.evaluate("(link) => decodeURIComponent(link.pathname)", link.element_handle())
    assert address == str(tmp_path / name)


def test_ten_thousand_cases_that_passed_share_rows(tmp_path: Path) -> None:
    cases = [{**case("a", PASSED), "detail": f"1x{i}", "profile": ""} for i in range(10_000)]
    page = write_run_page(result_in(tmp_path, cases=cases))
    assert page.stat().st_size < 50_000


def test_ten_thousand_that_failed_are_told_in_short(tmp_path: Path, viewer: Viewer) -> None:
    names = [f"case {i}" for i in range(10_000)]
    page = viewer.open(
        write_run_page(
            result_in(
                tmp_path,
                cases=[case(name, FAILED) for name in names],
                mismatches=[report("it differs", name) for name in names],
            )
        )
    )
    assert (tmp_path / REPORT_HTML).stat().st_size < 1_000_000
    expect(page.locator("#case-table tbody tr")).to_have_count(MOST_ROWS)
    expect(page.get_by_text(f"{10_000 - MOST_ROWS:,} more rows are not shown")).to_be_visible()
    expect(page.locator("#case-table tfoot")).to_contain_text("90,000")
    expect(page.locator("ul.more li")).to_have_count(MOST_LISTED)
    left = 10_000 - MOST_FAILURES - MOST_LISTED
    expect(page.get_by_text(f"{left:,} more are not shown")).to_be_visible()
