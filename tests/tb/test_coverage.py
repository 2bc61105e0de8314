"""Groups, samples and what is written of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from cocotb_coverage.coverage import coverage_db

from tb.coverage.cover import CoverageError
from tb.coverage.model import Cross, Group, Point
from tb.coverage.recorder import Recorder
from tb.results import FUNCTIONAL

DESIGNS = (f"design_{i}" for i in count())
"""Names that nothing has been counted for yet."""

KERNEL = Point("kernel", ("one", "more"), "size of the kernel")
ORDER = Point("order", ("first", "later"), "where it stands")
BOTH = Cross("both", ("kernel", "order"), "the change", never=(("more", "first"),))


@pytest.fixture
def design() -> Iterator[str]:
    yield next(DESIGNS)
    coverage_db.clear()


def group(**changed: Any) -> Group:
    told: dict[str, Any] = {"points": (KERNEL, ORDER), "crosses": (BOTH,)} | changed
    return Group("layers", "layers", **told)


def hits(folder: Path, design: str, name: str) -> dict[str, int]:
    """Hits of a point by bin, from the file."""
    place = ElementTree.parse(folder / FUNCTIONAL).getroot().find(f"{design}/layers/{name}")
    assert place is not None
    return {entry.attrib["bin"]: int(entry.attrib["hits"]) for entry in place}


def test_samples_are_counted_by_bin_and_in_crosses(design: str, tmp_path: Path) -> None:
    recorder = Recorder(design, (group(),))
    recorder.sample("layers", kernel="one", order="first")
    recorder.sample("layers", kernel=("one", "more"), order="later")
    recorder.sample("layers", kernel="more", order="first")
    recorder.sample("layers", order="later")
    recorder.write(tmp_path)
    assert hits(tmp_path, design, "kernel") == {"one": 2, "more": 2}
    assert hits(tmp_path, design, "order") == {"first": 2, "later": 2}
    assert hits(tmp_path, design, "both") == {
        "('one', 'first')": 1,
        "('one', 'later')": 1,
        "('more', 'later')": 1,
    }
    assert [path.name for path in tmp_path.iterdir()] == [FUNCTIONAL]


def test_the_tests_of_a_process_count_together(design: str, tmp_path: Path) -> None:
    for _ in range(2):
        recorder = Recorder(design, (group(),))
        recorder.sample("layers", kernel="one")
        recorder.write(tmp_path)
    assert hits(tmp_path, design, "kernel") == {"one": 2, "more": 0}


def test_a_case_is_sampled_with_the_one_before_it(design: str, tmp_path: Path) -> None:
    def of_case(case: int, before: int | None, values: Any) -> Iterator[dict[str, str]]:
        yield {"kernel": "one" if case == values["K"] else "more"}
        if before is not None:
            yield {"order": "later"}

    recorder = Recorder(design, (group(of_case=of_case), Group("own", "", (KERNEL,))))
    recorder.case(1, None, {"K": 1})
    recorder.case(3, 1, {"K": 1})
    recorder.write(tmp_path)
    assert hits(tmp_path, design, "kernel") == {"one": 1, "more": 1}
    assert hits(tmp_path, design, "order") == {"first": 0, "later": 1}


@pytest.mark.parametrize(
    ("named", "seen", "said"),
    [
        ("layer", {}, "cover group layer is unknown (did you mean layers?)."),
        (
            "layers",
            {"kernal": "one"},
            "point layers.kernal is unknown (did you mean kernel?)",
        ),
        ("layers", {"kernel": "on"}, "bin on of layers.kernel is unknown (did you mean one?)."),
        ("layers", {"kernel": ("one", "x")}, "bin x of layers.kernel is unknown."),
    ],
)
def test_a_sample_names_what_is_declared(
    design: str, named: str, seen: dict[str, Any], said: str
) -> None:
    with pytest.raises(CoverageError) as fault:
        Recorder(design, (group(),)).sample(named, **seen)
    assert said in str(fault.value)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"points": ()}, "needs points"),
        ({"points": (KERNEL, KERNEL), "crosses": ()}, "needs points"),
        ({"points": (Point("no name", ("a",), ""),), "crosses": ()}, "is no identifier"),
        ({"points": (Point("empty", (), ""),), "crosses": ()}, "needs bins"),
        ({"points": (Point("twice", ("a", "a"), ""),), "crosses": ()}, "needs bins"),
        ({"crosses": (Cross("one", ("kernel",), ""),)}, "crosses at least two points"),
        ({"crosses": (Cross("x", ("kernel", "size"), ""),)}, "crosses at least two points"),
        (
            {"crosses": (Cross("x", BOTH.points, "", (("first", "more"),)),)},
            "is none of its combinations",
        ),
        ({"crosses": (Cross("x", BOTH.points, "", (("one",),)),)}, "is none of its combinations"),
    ],
)
def test_a_group_that_is_declared_wrong_is_refused(
    design: str, changed: dict[str, Any], said: str
) -> None:
    with pytest.raises(CoverageError, match=said):
        Recorder(design, (group(**changed),))
    assert not coverage_db


def test_two_groups_of_one_name_are_refused(design: str) -> None:
    with pytest.raises(CoverageError, match="two groups have one name"):
        Recorder(design, (group(), group()))


def test_a_run_without_coverage_loads_no_library_for_it() -> None:
    """Nor does a command that looks at groups."""
    code = (
        "import sys; from tb.bench.find import design_names, find_bench;"
        "from tb.coverage.cover import cover_of; from tb.coverage.groups import groups_of\n"
        "for name in design_names():\n"
        "    bench = find_bench(name); values = bench.resolve({}, 'icarus')\n"
        "    groups_of(bench, values); assert not cover_of(bench, values, 'none').counts\n"
        "print('cocotb_coverage' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
