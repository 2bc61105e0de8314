"""The code in the page on modules of one's own does what the page says."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from sim.places import ROOT
from tb.bench import Bench
from tb.coverage.model import Group
from tb.seed import generator

PAGE = ROOT / "docs/own_module.md"


@pytest.fixture(scope="module")
def told() -> dict[str, object]:
    """Names of the page's bench and of its coverage, as a user would put them together."""
    page = PAGE.read_text(encoding="utf-8")
    (bench,) = re.findall(r"```python\n(\"\"\"The bench of.+?)```", page, re.DOTALL)
    (coverage,) = re.findall(r"```python\n(from tb\.coverage.+?)```", page, re.DOTALL)
    names: dict[str, object] = {}
    exec(f"{bench}\n{coverage}", names)
    return names


def test_its_coverage_fits_its_bench(told: dict[str, object]) -> None:
    bench, group = told["BENCH"], told["PACKETS"]
    assert isinstance(bench, Bench)
    assert isinstance(group, Group)
    assert group.of_case
    values = bench.resolve({}, "icarus")
    samples = [
        sample
        for case in bench.draw(generator(1, "own module"), values)
        for sample in group.of_case(case, None, values)
    ]
    assert [sample["length"] for sample in samples] == ["one", "more", "more"]
    signs = Counter(sign for sample in samples for sign in sample["sign"])
    assert set(signs) == set(group.points[1].bins)
