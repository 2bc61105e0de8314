"""Every way of running a layer, on a small array: all the same work, and all that compares does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rich.console import Console

from golden.kraken.format.axes import SUM
from golden.streams.frame import DATA
from sim.bench.figures import Entry, Figures
from sim.bench.job import Took
from sim.bench.measure import run_bench
from sim.bench.page import BEGIN, END
from sim.bench.request import LAYERS, SIZES, WORDS, read_request
from sim.bench.streams import Streams
from sim.bench.ways import all_ways
from sim.errors import SimError, ToolError, UsageError
from sim.places import ROOT
from tb.results import COMPARE, PYTHON, SIMULATOR

SMALL = {"ROWS": "2", "COLS": "6", "LAYER": "3,1,2,5", "SIZES": "4,8"}
"""Three columns of cores for two groups, and iterations that are not full."""


def bench(**words: str) -> tuple[int, str]:
    console = Console(width=150, record=True, quiet=False)
    with console.capture() as captured:
        code = run_bench({**SMALL, **words}, console)
    return code, captured.get()


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("bench")
    page = folder / "page.md"
    page.write_text(f"above\n{BEGIN}\nold\n{END}\nbelow\n", encoding="utf-8")
    code, said = bench(
        REPEATS="1", JSON=str(folder / "all.json"), PLOT=str(folder / "plot.svg"), PAGE=str(page)
    )
    assert code == 0
    return folder, said


def test_all_ways_take_the_clocks_of_the_clock_model(measured: tuple[Path, str]) -> None:
    found = json.loads((measured[0] / "all.json").read_text(encoding="utf-8"))
    request = read_request(SMALL)
    runs = {(run["way"], run["size"]): run for run in found["runs"]}
    assert set(runs) == {(way, size) for way in all_ways() for size in (4, 8)}
    for (_, size), run in runs.items():
        streams = Streams.of(request.work("3,1,2,5", size), 1, request.chosen.values, None)
        assert run["clocks"] == streams.clocks
        assert run["beats"] == streams.beats(SUM)
        assert run["clocks_a_second"] == pytest.approx(run["clocks"] / run["counted_seconds"])


def test_the_parts_of_a_run_are_told(measured: tuple[Path, str]) -> None:
    found = json.loads((measured[0] / "all.json").read_text(encoding="utf-8"))
    for run in found["runs"]:
        parts = run["seconds"]
        assert all(seconds >= 0 for seconds in parts.values()), run
        assert parts["simulator"] > 0
        assert (parts.get("python", 0) > 0) == (run["way"] not in ("bare", "bare-O3", "articles"))
        assert ("compare" in parts) >= (run["way"] in ("stock", "articles"))


def test_what_is_printed_names_each_way_and_its_command(measured: tuple[Path, str]) -> None:
    for way in all_ways():
        words = f"WAY={way} LAYER=3,1,2,5 SIZES=4,8 ROWS=2 COLS=6"
        assert f"make bench {words}\n" in measured[1]
        assert re.search(rf"3,1,2,5 +{way} +8 x 8 ", measured[1])
        told = dict(word.split("=") for word in words.split())
        assert [w.name for w in read_request(told).ways] == [way]


def test_the_page_holds_what_was_measured(measured: tuple[Path, str]) -> None:
    folder = measured[0]
    text = (folder / "page.md").read_text(encoding="utf-8")
    assert text.startswith(f"above\n{BEGIN}\n")
    assert text.endswith(f"\n{END}\nbelow\n")
    assert "\nold\n" not in text
    assert "](page.svg)" in text
    assert (folder / "page.json").read_bytes() == (folder / "all.json").read_bytes()
    for name in ("page.svg", "plot.svg"):
        assert "<svg" in (folder / name).read_text(encoding="utf-8")
    assert not list(folder.glob("*.part")) + list(folder.glob(".*"))
    (row,) = re.findall(r"^\| 3,1,2,5 \| stock \| 8 x 8 \| .*", text, re.MULTILINE)[:1]
    runs = json.loads((folder / "all.json").read_text(encoding="utf-8"))["runs"]
    (run,) = (r for r in runs if (r["way"], r["size"]) == ("stock", 8))
    assert f"| {run['beats']:,} | {run['clocks']:,} | {run['counted_seconds']:.3f} |" in row


@pytest.mark.parametrize("beat", [0, 7])
def test_whatever_compares_finds_a_wrong_bit(beat: int) -> None:
    code, said = bench(SIZES="4", WRONG=str(beat))
    assert code == 0
    for name, way in all_ways().items():
        (line,) = re.findall(rf"^layer .* {name} +(\S.*?) *$", said, re.MULTILINE)
        frame = f"frame 0 of {SUM} differs"
        beats = f"beat {beat} of {SUM} differs"
        assert line == (
            "nothing compared" if not way.compares else frame if "stock" in name else beats
        )


def test_one_bit_is_wrong_and_no_more() -> None:
    request = read_request(SMALL)
    work, values = request.work("3,1,2,5", 4), request.chosen.values
    sound, wrong = (Streams.of(work, 1, values, beat).column(SUM, DATA) for beat in (None, 5))
    differing = [tuple(map(int, at)) for at in zip(*(sound != wrong).nonzero(), strict=True)]
    assert differing == [(5, 0)]
    assert sound[5, 0] ^ wrong[5, 0] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"WAY": "nativ"}, "WAY=nativ is unknown"),
        ({"SIZE": "4"}, "SIZE is unknown"),
        ({"SIM": "icarus"}, "SIM is unknown"),
        ({"LAYER": "3,1,2"}, "LAYER=3,1,2 has 3 numbers; give 4: K,S,C_i,C_o."),
        ({"LAYER": "3,1,2,0"}, "LAYER=0 is not legal"),
        ({"SIZES": "x"}, "SIZES=x is not legal"),
        ({"REPEATS": "0"}, "REPEATS=0 is not legal"),
        ({"WRONG": "99999", "WAY": "bare"}, "WRONG=99999 is no beat of the layer"),
        ({"PLOT": "no/such/plot.svg"}, "PLOT=no/such/plot.svg lies in a folder"),
        ({"PLOT": "plot.doc"}, "PLOT=plot.doc"),
        ({"PAGE": "README.md"}, "needs the lines"),
        ({"PAGE": "nowhere.md"}, "cannot be read"),
        ({"ROWS": "0"}, "Rows"),
        ({"ROWS": "3", "X_WIDTH": "6"}, "needs ports of whole bytes, but pixel has 78 bits"),
        ({"Y_WIDTH": "9"}, "needs ports of whole bytes, but sum has 36 bits"),
    ],
)
def test_what_cannot_be_done_is_told(words: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as fault:
        bench(**words)
    assert said in str(fault.value)


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ToolError, match=r"cocotbext-axi is missing.*make setup"):
        read_request({**SMALL, "WAY": "stock"})
    with pytest.raises(ToolError, match="matplotlib is missing"):
        read_request({**SMALL, "WAY": "bare", "PLOT": "plot.svg"})


def took(seconds: float, clocks: int = 1000, fault: str = "") -> Took:
    return Took(clocks, {SIMULATOR: seconds / 2, COMPARE: seconds / 4, PYTHON: seconds / 4}, fault)


def test_ratios_are_those_of_the_same_streams() -> None:
    figures = Figures({}, {"bare": "", "native": "", "stock": ""}, {})
    for way, size, seconds in (
        ("bare", 1, 1.0), ("bare", 2, 4.0), ("native", 1, 2.0), ("native", 2, 4.0),
        ("stock", 1, 100.0),
    ):  # fmt: skip
        figures.entries.append(Entry("l", size, way, 10 * size, took(seconds)))
    first, second = figures.of("l", "native")
    assert (figures.ratio(first, "bare"), figures.ratio(second, "bare")) == (0.5, 1.0)
    assert figures.ratio(second, "stock") is None
    # The greatest image that both have done.
    assert list(figures.reached("l")) == [
        ("native", "bare", 1.0, 0.85),
        ("native", "stock", 50.0, 100.0),
    ]
    assert [entry.size for entry in figures.largest("l")] == [2, 2, 1]
    assert figures.growth("l", "native") == (2.0, 2.0)
    assert figures.growth("l", "stock") is None


class Fake:
    """A way that says what it is told to."""

    name, meaning, compares, most_clocks = "fake", "", True, None

    def __init__(self, clocks: int | None, fault: str) -> None:
        self.clocks, self.fault, self.runs = clocks, fault, 0

    def build(self, _chosen: object, _toolset: object) -> float:
        return 0.0

    def run(self, job: object) -> Took:
        self.runs += 1
        clocks = job.streams.clocks if self.clocks is None else self.clocks  # type: ignore[attr-defined]
        return took(3.0 / self.runs, clocks, self.fault)


@pytest.mark.parametrize(
    ("clocks", "fault", "wrong", "said"),
    [
        (None, "beat 3 of sum differs", "", "fake: beat 3 of sum differs"),
        (5, "", "", "fake took 5 clocks, but the clock model says"),
        (None, "", "3", "fake has not found the wrong bit in beat 3"),
    ],
)
def test_a_way_that_does_not_do_its_work_is_told(
    clocks: int | None, fault: str, wrong: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.bench.request.all_ways", lambda: {"fake": Fake(clocks, fault)})
    with pytest.raises(SimError) as found:
        bench(WRONG=wrong)
    assert said in str(found.value)
    assert found.value.exit_code == 1


def test_the_quickest_of_short_runs_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = Fake(None, "")
    monkeypatch.setattr("sim.bench.request.all_ways", lambda: {"fake": fake})
    _, said = bench(SIZES="4", REPEATS="5")
    assert fake.runs == 1  # 3 s are long
    assert " 3.000 s" in said
    _, said = bench(SIZES="4", REPEATS="5")
    assert fake.runs == 1 + 5  # 1.5, 1, 3/4, 3/5 and 1/2 s
    assert " 0.500 s" in said


def test_sizes_grow_fourfold_in_beats() -> None:
    request = read_request({})
    for layer in LAYERS:
        beats = [Streams.of(request.work(layer, size), 1, request.chosen.values, None).beats(SUM)
                 for size in SIZES[:3]]  # fmt: skip
        assert [4 * b for b in beats[:-1]] == beats[1:]
    assert SIZES[3] == 2 * SIZES[2]


def test_the_makefile_tells_every_word() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    for word, meaning in WORDS.items():
        assert f"#:   {word:<15} {meaning}" in lines
