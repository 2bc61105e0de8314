"""The page of a run in a browser, against what the run left in its files."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sim.pages.run_page import write_run_page
from sim.report import number, summary
from sim.results import REPORT_HTML, RunResult
from sim.run import simulate
from tb.bench.bench import SIMULATORS
from tb.results import GRAPH
from tb.spec import RunSpec
from tests.pages.browser import Viewer
from tests.planted.bug import Bug, written
from tests.planted.planting import plant

FAULTS = 6
ENGINE = {"Rows": 2, "Cols": 6, "KhMax": 3, "KwMax": 3, "SMax": 2, "WeightDepth": 64}


TURNED = Bug(
    "a bit of each beat turned",
    "axis_skid.sv",
    "assign m_axis_tdata  = data_q;",
    "assign m_axis_tdata  = data_q ^ Width'(4);",
)
SWAPPED = next(bug for bug in written() if bug.name == "two rows swapped in the output pipe")


def run(**told: object) -> RunResult:
    result = simulate(RunSpec.of(waves=True, **told))
    write_run_page(result)
    return result


def bugged(bug: Bug, folder: Path, **told: object) -> RunResult:
    return run(rtl=plant(bug, folder), max_mismatches=FAULTS, **told)


MAKE: dict[str, Callable[[Path], RunResult]] = {
    f"slice on {simulator}": functools.partial(
        bugged, TURNED, toplevel="axis_skid", simulator=simulator, tests=("sound",)
    )
    for simulator in SIMULATORS
}
SLICES = list(MAKE)
MAKE["engine"] = functools.partial(
    bugged,
    SWAPPED,
    toplevel="conv_engine",
    simulator="icarus",
    parameters=ENGINE,
    tests=("directed",),
)
MAKE["network"] = lambda _folder: run(
    toplevel="conv_engine", simulator="icarus", options={"LAYERS": "fully_connected_22"}
)
"""Runs by name: a slice that turns a bit, an engine that swaps rows, a layer on a sound engine."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], RunResult]:
    """The runs, each made once."""
    return functools.cache(lambda which: MAKE[which](tmp_path_factory.mktemp("planted")))


@pytest.fixture
def result(which: str, made: Callable[[str], RunResult]) -> RunResult:
    """The run that a test asks for by name."""
    return made(which)


def only(*names: str) -> pytest.MarkDecorator:
    """For these runs."""
    return pytest.mark.parametrize("which", names)


def opened(viewer: Viewer, result: RunResult) -> Page:
    return viewer.open(result.folder / REPORT_HTML)


def cells(page: Page, table: str) -> list[list[str]]:
    rows = page.locator(f"#{table} tbody tr").all()
    return [row.locator("th, td").all_inner_texts() for row in rows]


@only(*MAKE)
def test_it_is_accessible_and_all_its_links_lead_somewhere(
    result: RunResult, viewer: Viewer
) -> None:
    viewer.check(result.folder / REPORT_HTML)
    page = opened(viewer, result)
    links = [str(link.get_attribute("href")) for link in page.locator("a").all()]
    assert {"result.json", "junit.xml", "sim.log", "cases.jsonl"} <= set(links)
    for link in links:
        if link.startswith("#"):
            assert page.locator(link).count() == 1, link
        else:
            assert (result.folder / link).is_file(), link


@only(*MAKE)
def test_it_begins_with_the_verdict_and_says_how_to_repeat_the_run(
    which: str, result: RunResult, viewer: Viewer
) -> None:
    page = opened(viewer, result)
    assert page.title() == f"{result.verdict.upper()}: {result.toplevel} on {result.simulator}"
    expect(page.locator("main > :first-child")).to_have_text(result.verdict.upper())
    expect(page.locator("main > :nth-child(2)")).to_have_text(f"{summary(result)}.")
    expect(page.locator("#repeat + .command code")).to_have_text(result.replay)
    page.get_by_role("button", name="Copy the command that repeats the run").click()
    assert page.evaluate("navigator.clipboard.readText()") == result.replay
    headings = page.get_by_role("heading", level=2).all_inner_texts()
    failed = ["What failed"] if not result.passed else []
    shown = ["Network"] if which == "network" else []
    assert headings == [
        *failed,
        "How to repeat it",
        result.case_label.capitalize() + "s",
        *shown,
        "Facts",
    ]


@only(*SLICES, "engine")
def test_the_words_of_the_first_bad_beat_stand_side_by_side(
    result: RunResult, viewer: Viewer
) -> None:
    first = result.mismatches[0]
    page = opened(viewer, result)
    expect(page.get_by_text(first["cause_text"]).first).to_be_visible()
    expect(page.get_by_text(first["detail"]).first).to_be_visible()
    found = cells(page, "lanes-0")
    for row, lane in zip(found, first["lanes"], strict=True):
        place = [str(lane["place"].get(name, "")) for name in first["lane_columns"]]
        assert row[: 1 + len(place)] == [str(lane["lane"]), *place]
        assert row[-4:-2] == [number(lane["expected"]), number(lane["actual"])]
        difference = lane["actual"] - lane["expected"]
        told = [f"{difference:+,}", "differs"] if lane["wrong"] else ["", row[-1]]
        assert row[-2:] == told
    assert any(lane["wrong"] for lane in first["lanes"])


@only("engine")
def test_the_maps_show_the_rows_that_changed_places(result: RunResult, viewer: Viewer) -> None:
    page = opened(viewer, result)
    titles = page.locator("article figcaption").all_inner_texts()
    assert titles == [
        "Rows and columns",
        "Channels and rows",
        "Channels and columns",
        "Array rows and cores",
        "Lanes and bad beats",
    ]
    first = [
        report
        for report in result.mismatches
        if report["subject"] == result.mismatches[0]["subject"]
    ]
    lanes = [lane for report in first for lane in report["lanes"] if lane["kept"]]
    wrong = [lane["place"] for lane in lanes if lane["wrong"]]
    hot = page.locator("article figure").nth(3).locator("rect.hot title")
    assert {text.partition(":")[0] for text in hot.all_text_contents()} == {
        f"array row {place['array_row']}, core {place['core']}" for place in wrong
    }
    told = page.locator("article figure p").nth(0).inner_text()
    assert told.startswith(f"{len(wrong)} wrong words, in ")


@only(*SLICES)
def test_the_signals_in_the_clocks_before_are_those_of_the_beats_before(
    result: RunResult, viewer: Viewer
) -> None:
    """The transport and the waveforms know nothing of each other."""
    folded = next(i for i, report in enumerate(result.mismatches) if report["recent"])
    report = result.mismatches[folded]
    only = result.model_copy(update={"mismatches": (report,)})
    write_run_page(only)
    page = opened(viewer, only)
    write_run_page(result)
    description = page.locator("article svg desc").last.text_content() or ""
    assert f"in clock {report['clock']:,}: out tvalid 1, out tready 1, " in description
    (lane,) = report["lanes"]
    assert f"out tdata {lane['actual'] & 0xFF:02x}, " in description


@only("network")
def test_the_table_has_every_case_with_its_clocks(result: RunResult, viewer: Viewer) -> None:
    page = opened(viewer, result)
    (row,) = cells(page, "case-table")
    (case,) = result.cases
    figures = case["figures"]
    assert row == [
        case["case"],
        case["detail"],
        "",
        *(number(case[name]) for name in ("beats", "values", "clocks")),
        number(figures["predicted"]),
        f"{100 * figures['utilisation']:.1f} %",
        "passed",
    ]
    due = f"{case['clocks']:,} clocks, {figures['predicted']:,} predicted"
    expect(page.locator("#case-table svg desc")).to_have_text(due)


@only("network")
def test_the_network_is_drawn_with_the_place_of_each_layer(
    result: RunResult, viewer: Viewer
) -> None:
    page = opened(viewer, result)
    layers = json.loads((result.folder / GRAPH).read_text(encoding="utf-8"))["layers"]
    titles = page.locator("svg rect.box title").all_text_contents()
    assert [title.partition(":")[0] for title in titles] == [layer["name"] for layer in layers]
    engine = page.locator("svg rect.box.engine title").all_text_contents()
    assert [title.partition(":")[0] for title in engine] == ["fully_connected_22"]


@only(*SLICES)
def test_the_facts_say_with_what_it_ran(result: RunResult, viewer: Viewer) -> None:
    facts = opened(viewer, result).locator("#facts + dl").inner_text().split("\n")
    told = dict(zip(facts[::2], facts[1::2], strict=True))
    commit = result.commit.removesuffix("+")
    assert told["commit"] == commit + (" (dirty)" if result.commit.endswith("+") else "")
    assert told["seed"] == str(result.seed)
    assert told["transport"] == result.transport
    assert told["parameters"] == ", ".join(f"{k} {v:,}" for k, v in result.parameters.items())
    for name, version in result.tools.items():
        assert f"{name} {version}" in told["tools"]


@only("slice on icarus")
def test_one_lane_needs_no_map(result: RunResult, viewer: Viewer) -> None:
    page = opened(viewer, result)
    expect(page.locator("#lanes-0 tbody tr")).to_have_count(1)
    expect(page.locator("figure")).to_have_count(0)
