"""Figures as words, and small drawings of them."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.coverage.model import Score
from sim.pages.regression.plot import Axis, Point, plot
from sim.pages.words import moment, number, percent, plural, seconds

AXIS = Axis(80, 100, ("80 %", "100 %"), mark=95)


@given(total=st.integers(1, 10**6), share=st.fractions(0, 1))
def test_a_percentage_never_reads_more_than_it_is(total: int, share: Fraction) -> None:
    hit = int(total * share)
    tenths = 1000 * hit // total
    assert percent(Score(hit, total).percent) == f"{tenths // 10}.{tenths % 10} %"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.00 s"),
        (9.994, "9.99 s"),
        (9.996, "10.0 s"),
        (59.94, "59.9 s"),
        (59.96, "1 min 00 s"),
        (187, "3 min 07 s"),
        (3599.4, "59 min 59 s"),
        (3599.6, "1 h 00 min"),
        (7500, "2 h 05 min"),
        (3_600_000, "1,000 h 00 min"),
    ],
)
def test_a_time_is_told_in_units_that_fit(value: float, text: str) -> None:
    assert seconds(value) == text


def test_what_is_not_there_is_empty() -> None:
    assert number(None) == percent(None) == seconds(None) == ""


def test_numbers_and_what_they_count() -> None:
    assert number(1_234_567) == "1,234,567"
    assert number(1234.56, 1) == "1,234.6"
    assert [plural(count, "job") for count in (0, 1, 1000)] == ["0 jobs", "1 job", "1,000 jobs"]
    assert plural(2, "match", "matches") == "2 matches"
    assert moment(86_400 * 365) == "1971-01-01 00:00 UTC"


def test_a_plot_puts_each_value_where_its_axis_says() -> None:
    points = [Point(80, "a"), Point(90, "b", bad=True), None, Point(100, "c <&>")]
    drawing = ElementTree.fromstring(plot(points, AXIS))
    low, high = (float(line.attrib["y1"]) for line in drawing.iterfind("line[@class='edge']"))
    dots = drawing.findall("circle")
    heights = [float(dot.attrib["cy"]) for dot in dots]
    assert heights == pytest.approx([low, (low + high) / 2, high])
    places = [float(dot.attrib["cx"]) for dot in dots]
    assert places[2] - places[1] == pytest.approx(2 * (places[1] - places[0]), abs=0.2)
    assert [dot.findtext("title") for dot in dots] == ["a", "b", "c <&>"]
    assert [dot.get("class") for dot in dots] == [None, "bad", None]
    assert [len(line.attrib["points"].split()) for line in drawing.findall("polyline")] == [2, 1]
    assert [text.text for text in drawing.findall("text")] == list(AXIS.labels)
    mark = drawing.find("line[@class='mark']")
    assert mark is not None
    assert float(mark.attrib["y1"]) == pytest.approx(low + (high - low) * 15 / 20)


def test_a_plot_of_one_value_is_one_dot() -> None:
    assert plot([Point(85, "only")], AXIS).count("<circle") == 1


def test_a_job_loads_nothing_that_only_pages_need() -> None:
    code = "import sys, sim.cli, sim.run; print(*{'jinja2', 'playwright'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
