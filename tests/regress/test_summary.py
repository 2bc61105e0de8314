"""What the history keeps of a regression."""

from __future__ import annotations

import pytest

from sim.coverage.model import Bin, Coverage, PointCoverage
from sim.regress.summary import percentages, summary_of
from tests.pages import examples


def test_it_keeps_what_is_compared_later() -> None:
    regression = examples.regression()
    summary = summary_of(regression)
    assert sum(summary.jobs.values()) == len(regression.jobs)
    for state, count in summary.jobs.items():
        assert count == sum(job.state == state for job in regression.jobs)
    assert summary.signatures == tuple(group.signature for group in regression.groups)
    assert (summary.name, summary.passed) == (regression.name, False)
    assert summary_of(examples.clean()).passed


def test_a_metric_of_which_nothing_was_counted_has_no_percentage() -> None:
    """Not 100, which a plot would show as the best of all."""
    bins = (Bin(name="a", hits=1), Bin(name="b", hits=0), Bin(name="c", hits=0, excluded="why"))
    point = PointCoverage(design="one", group="ports", name="gaps", bins=bins)
    coverage = Coverage(points=(point,), goals={"functional": 100.0, "line": 100.0})
    assert percentages(coverage) == {"functional": pytest.approx(50.0)}
    assert percentages(None) == {}
