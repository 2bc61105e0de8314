"""The page of a campaign of mutants, in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sim.mutate.model import Mutant
from sim.mutate.result import MUTATION_JSON, SUMMARY_JSON, Campaign, Fate, Judged, Summary
from sim.mutate.score import summary_of
from sim.mutate.show import PAGE
from sim.pages.mutation_page import mutation_page, word
from tests.mutate.made import campaign, killed, mutant, named, survivor
from tests.pages.browser import Viewer
from tests.pages.reading import facts, rows, texts

SOURCE = "module ram;\n  assign a = b &&\n      <c>;\nendmodule\n"
BEFORE = "b &&\n      <c>"
HOW = "A trace shows it."
HARMLESS = Judged(state="equivalent", how="Proven for all inputs.")


def of_source() -> Mutant:
    """A mutant of two lines of `SOURCE`."""
    change, place = (BEFORE, "b || <c>"), SOURCE.index(BEFORE)
    where = ("ram.sv", 2, 14)
    return Mutant.of("source", "ram", where, "logic", change, (place, len(BEFORE)))


def fates() -> list[Fate]:
    """Something of everything."""
    return [
        killed(mutant(1), "data", named("ram")),
        killed(mutant(2), "stuck", named("relu")),
        killed(mutant(3, "relu", "index"), "data"),
        survivor(of_source(), Judged(state="different", how=HOW, witness="trace.json")),
        survivor(mutant(5, "relu"), HARMLESS),
        Fate(mutant=mutant(6, "relu"), state="lost"),
    ]


def written(folder: Path, made: Campaign, before: list[Summary]) -> Path:
    """The page, in a folder beside those of earlier campaigns."""
    own = folder / made.name
    own.mkdir()
    (own / MUTATION_JSON).touch()
    (own / SUMMARY_JSON).touch()
    (own / "trace.json").touch()
    rtl = folder / "rtl"
    rtl.mkdir()
    (rtl / "ram.sv").write_text(SOURCE, encoding="utf-8")
    for summary in before:
        (folder / summary.name).mkdir()
        (folder / summary.name / PAGE).write_text("<title>earlier</title>", encoding="utf-8")
    page = own / PAGE
    page.write_text(mutation_page(made, before, own, rtl), encoding="utf-8")
    return page


def earlier() -> list[Summary]:
    """Two campaigns before."""
    summary = summary_of(campaign(fates()))
    return [summary.model_copy(update={"name": f"2025010{day}-010101"}) for day in (1, 2)]


@pytest.fixture
def page(tmp_path: Path, viewer: Viewer) -> Page:
    return viewer.open(written(tmp_path, campaign(fates()), earlier()))


def test_it_is_accessible(tmp_path: Path, viewer: Viewer) -> None:
    viewer.check(written(tmp_path, campaign(fates()), earlier()))


def test_the_verdict_comes_first(page: Page) -> None:
    first = page.locator("main section").first
    expect(first.get_by_role("heading", level=2)).to_have_text("FAILED")
    assert "75.0 % of 4 mutants killed, 99.5 % is the goal" in " ".join(texts(first.locator("p")))
    figures = facts(first.locator("dl"))
    assert figures["score"] == "75.0 % goal 99.5 %"
    assert figures["killed"] == "3 of 6"
    assert figures["weakly killed"] == "1"
    assert figures["proven harmless"] == "1"
    assert figures["survived"] == "1"
    assert figures["located"] == "1 of 2 goal 95.0 %"
    assert figures["controls killed"] == "1 of 1"
    assert texts(first.locator("code")) == ["make mutate N=5 SEED=7"]


def test_survivors_stand_with_their_change_and_why(page: Page) -> None:
    articles = page.locator("section[aria-labelledby=survivors] article")
    assert articles.count() == 2
    hole, harmless = articles.all()
    assert texts(hole.get_by_role("heading")) == ["ram.sv:2 logic different"]
    assert texts(hole.locator("pre span")) == [
        "- assign a = b &&",
        "- <c>;",
        "+ assign a = b || <c>;",
    ]
    told = hole.locator("p").text_content() or ""
    assert HOW in told
    assert hole.get_by_role("link").get_attribute("href") == "trace.json"
    assert "It survived 3 trials, 4.50 s of processor time." in told
    assert texts(harmless.get_by_role("heading")) == ["relu.sv:5 swap equivalent"]


def test_scores_are_told_by_module_and_operator(page: Page) -> None:
    modules = rows(page, "by-module")
    assert [row["module"] for row in modules] == ["ram", "relu"]
    # mutants, killed, weakly, harmless, survived, open, located, score
    assert modules[0]["cells"][1:9] == ["3", "2", "1", "0", "1", "0", "50.0 %", "66.6 %"]
    assert modules[1]["cells"][1:9] == ["3", "1", "0", "1", "0", "1", "", "100.0 %"]
    assert [row["operator"] for row in rows(page, "by-operator")] == ["index", "logic", "swap"]


def test_kills_are_told_by_kind_and_trial(page: Page) -> None:
    kinds = [(row["kind"], row["cells"][2]) for row in rows(page, "by-kind")]
    assert kinds == [("data", "2"), ("stuck", "1")]
    (trial,) = rows(page, "by-trial")
    assert trial["cells"] == ["ram.usual.verilator", "3", "0.50 s"]
    assert len(rows(page, "dead")) == 3
    weak = page.locator("section[aria-labelledby=kills] article")
    assert texts(weak.locator("h3")) == ["ram.sv:2 swap stuck"]


def test_the_blocks_that_were_named_are_told_the_wrong_ones_first(page: Page) -> None:
    told = [row["cells"] for row in rows(page, "named")]
    assert [cells[:4] for cells in told] == [
        ["ram.sv:2 swap", "failed", "relu", "top.small.icarus"],
        ["ram.sv:1 swap", "passed", "ram", "top.small.icarus"],
    ]
    assert told[0][5] == "u_relu (relu): data in clock 9"


def test_the_last_campaigns_are_told(page: Page) -> None:
    names = [row["campaign"] for row in rows(page, "past")]
    assert names == ["20260101-010101", "20250102-010101", "20250101-010101"]
    assert page.locator("svg.plot circle").count() == 3
    page.locator("#past a").first.click()
    expect(page).to_have_title("earlier")


def test_every_link_leads_somewhere(page: Page, tmp_path: Path) -> None:
    links = page.locator("a").evaluate_all("(all) => all.map((a) => a.getAttribute('href'))")
    assert {MUTATION_JSON, SUMMARY_JSON} <= set(links)
    for link in set(links):
        if link.startswith("#"):
            assert page.locator(f"[id='{link[1:]}']").count() == 1, link
        else:
            assert (tmp_path / campaign([]).name / link).exists(), link


def test_where_nothing_was_probed_no_column_tells_of_it(tmp_path: Path, viewer: Viewer) -> None:
    made = campaign([killed(mutant(1), "data")])
    page = viewer.open(written(tmp_path, made, []))
    assert "located" not in " ".join(texts(page.locator("#by-module th")))
    assert page.locator("#named").count() == 0
    assert page.get_by_text("No mutant survived.").count() == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, "PASSED"),
        ({"interrupted": True}, "NOT FINISHED"),
        ({"faults": ("The control survived.",)}, "FAILED"),
    ],
)
def test_the_word_is_the_verdict(change: dict[str, object], told: str) -> None:
    assert word(campaign([killed(mutant(1), "data")]).model_copy(update=change)) == told
