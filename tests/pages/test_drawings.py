"""Drawings, read back as the shapes that a browser gets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.pages.draw_bars import draw_bar
from sim.pages.draw_graph import Layer, draw_graph
from sim.pages.draw_heat import LONGEST, Axis, Spot, draw_heat
from sim.pages.draw_wave import CELL, HIGH, LEFT, LOW, draw_window
from sim.pages.window import Trace, Window

SVG = "{http://www.w3.org/2000/svg}"


def shapes(drawn: str, kind: str) -> list[Element]:
    """Shapes whose class begins with `kind`."""
    root = ElementTree.fromstring(drawn)
    return [each for each in root.iter() if (each.get("class") or "").split(" ")[0] == kind]


def told(shape: Element) -> str:
    title = shape.find(f"{SVG}title")
    assert title is not None
    return title.text or ""


def numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def test_a_screen_reader_is_told_title_and_description() -> None:
    drawn = draw_bar("bar", "<conv> & co", 5, 7, 10)
    root = ElementTree.fromstring(drawn)
    by_id = {each.get("id"): each.text for each in root}
    assert root.get("role") == "img"
    assert by_id[root.get("aria-labelledby")] == "Clocks of <conv> & co"
    assert by_id[root.get("aria-describedby")] == "5 clocks, 7 predicted"


def test_bars_are_as_long_as_their_numbers() -> None:
    long, short = (draw_bar("bar", "x", value, value, 1000) for value in (1000, 250))
    widths = [float(shapes(drawn, "bar")[0].get("width") or 0) for drawn in (long, short)]
    assert widths[0] == pytest.approx(4 * widths[1])
    marks = [float(shapes(drawn, "due")[0].get("x1") or 0) for drawn in (long, short)]
    assert marks == pytest.approx([width + 1 for width in widths])


def test_a_bar_that_is_not_as_predicted_is_red() -> None:
    classes = [
        shapes(draw_bar("bar", "x", 5, due, 9), "bar")[0].get("class") for due in (5, 6, None)
    ]
    assert classes == ["bar", "bar wrong", "bar"]


@given(
    st.lists(st.tuples(st.integers(0, 149), st.integers(0, 9), st.booleans()), max_size=60),
)
def test_each_word_of_a_heat_map_is_in_the_cell_of_its_place(
    words: Sequence[tuple[int, int, bool]],
) -> None:
    down, across = Axis("row", 150), Axis("core", 10)
    drawn = draw_heat("map", "title", (Spot(*word) for word in words), down, across)
    each = -(-150 // LONGEST)
    due: dict[tuple[int, int], Counter[bool]] = {}
    for row, core, wrong in words:
        due.setdefault((row // each, core), Counter())[wrong] += 1
    found = {}
    for shape in shapes(drawn, "hot") + shapes(drawn, "cold"):
        where, _, counts = told(shape).partition(": ")
        bad, seen = numbers(counts)
        *rows, core = numbers(where)
        found[rows[0] // each, core] = Counter({True: bad, False: seen - bad})
    assert found == due
    assert len(shapes(drawn, "hot")) == sum(counts[True] > 0 for counts in due.values())


def test_the_summary_of_a_heat_map_says_where_the_wrong_words_lie() -> None:
    spots = [Spot(2, 5, True), Spot(2, 6, True), Spot(1, 5, False)]
    drawn = draw_heat("map", "title", spots, Axis("row", 4), Axis("core", 24))
    assert "2 wrong words, in row 2 and 2 of 24 cores." in drawn


def wave(*traces: Trace) -> str:
    return draw_window("window", "title", Window((7, 8, 9, 10), 9, traces))


def test_a_bit_is_high_where_it_is_1() -> None:
    drawn = wave(Trace("valid", "in", 1, ("0", "1", "1", "0")))
    (line,) = shapes(drawn, "line")
    steps = re.findall(r"[ML]([\d.]+) ([\d.]+)H([\d.]+)", line.get("d") or "")
    tops = [float(y) for _, y, _ in steps]
    assert [float(x) for x, _, _ in steps] == [LEFT + i * CELL for i in range(4)]
    assert [y - min(tops) for y in tops] == [LOW - HIGH, 0, 0, LOW - HIGH]


def test_an_undefined_bit_is_a_box_and_one_before_the_first_value_is_nothing() -> None:
    drawn = wave(Trace("valid", "in", 1, ("", "x", "1", "1")))
    (box,) = shapes(drawn, "undefined")
    assert float(box.get("x") or 0) == LEFT + CELL + 1
    assert (shapes(drawn, "line")[0].get("d") or "").startswith(f"M{LEFT + 2 * CELL} ")


def test_a_value_that_stays_is_one_box() -> None:
    drawn = wave(Trace("data", "in", 16, ("00ff", "00ff", "0100", "x")))
    assert [told(box) for box in shapes(drawn, "value")] == ["in data: 00ff", "in data: 0100"]
    assert [each.text for each in shapes(drawn, "data")] == ["ff", "100", "x"]
    assert "in clock 9: in data 0100." in drawn


def test_the_clock_of_the_fault_is_marked() -> None:
    (mark,) = shapes(wave(Trace("valid", "in", 1, ("0",) * 4)), "fault")
    assert float(mark.get("x") or 0) == LEFT + 2 * CELL


def chain(count: int, *skips: tuple[int, int]) -> list[Layer]:
    reads = {i: [f"l{i - 1}"] if i else [] for i in range(count)}
    for source, target in skips:
        reads[target].append(f"l{source}")
    return [
        Layer(f"l{i}", "ADD", (1, 2), tuple(reads[i]), "engine", "engine", failed=i == 1)
        for i in range(count)
    ]


@pytest.mark.parametrize("count", [1, 2, 6, 7, 59])
def test_every_layer_of_a_network_has_a_box_of_its_own(count: int) -> None:
    skips = ((0, count - 1),) if count > 2 else ()
    drawn = draw_graph("network", "title", chain(count, *skips))
    boxes = shapes(drawn, "box")
    corners = {(box.get("x"), box.get("y")) for box in boxes}
    assert len(boxes) == len(corners) == count
    assert len(shapes(drawn, "edge")) == count - 1 + len(skips)
    root = ElementTree.fromstring(drawn)
    for box in boxes:
        right = float(box.get("x") or 0) + float(box.get("width") or 0)
        bottom = float(box.get("y") or 0) + float(box.get("height") or 0)
        assert right <= float(root.get("width") or 0)
        assert bottom <= float(root.get("height") or 0)


def test_a_layer_that_failed_is_told_by_more_than_its_colour() -> None:
    drawn = draw_graph("network", "title", chain(3, (0, 2)))
    failed = [told(box) for box in shapes(drawn, "box") if "failed" in (box.get("class") or "")]
    assert failed == ["l1: ADD, 1 x 2, engine, reads l0, failed"]
    assert [each.text for each in shapes(drawn, "name")] == ["l0", "\N{BALLOT X} l1", "l2"]
