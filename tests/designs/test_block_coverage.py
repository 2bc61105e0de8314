"""What blocks count of cases that are made by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pytest

from golden.kraken import ArrayParams, ErrorCode, Header
from golden.streams.frame import DATA, USER, Frame, numbers
from golden.streams.words import pack_marks
from tb.bench import Case
from tb.coverage.model import Group, Values
from tb.designs.axis_gather import coverage as gather
from tb.designs.axis_narrow import coverage as narrow
from tb.designs.config_reader import coverage as config_reader
from tb.designs.ram import coverage as ram
from tb.kraken.coverage import fronts, ways
from tb.kraken.coverage.headers import header_group

ARRAY = ArrayParams(rows=4, cols=12)


def seen(group: Group, case: Any, values: Values, before: Any = None) -> list[dict[str, Any]]:
    """The samples of a case, each by point."""
    assert group.of_case is not None
    return [dict(sample) for sample in group.of_case(case, before, values)]


def hit(samples: Iterable[dict[str, Any]], point: str) -> set[str]:
    """All bins of a point."""
    found: set[str] = set()
    for sample in samples:
        bins = sample.get(point, ())
        found |= {bins} if isinstance(bins, str) else set(bins)
    return found


def header(**changed: int) -> Header:
    told = {"kh": 3, "kw": 3, "sh": 1, "sw": 1, "x_zp": 0, "pad_left": 1, "ci": 2, "w": 5}
    told |= {"w_o": 5, "l": 2, "n": 1, "t": 1, "last_rows": 4, "last_channels": 4}
    return Header(**(told | changed))


def test_headers_by_their_fields_and_by_what_goes_before() -> None:
    group = header_group(lambda case: case, lambda values: ARRAY)
    small = header(kh=1, kw=1, sh=2, pad_left=0, l=1, t=3, last_rows=1, last_channels=11)
    first, second = seen(group, [header(), small], {})
    assert "kernels" not in first
    assert first | {} == {
        "kernel_h": "3 and more",
        "kernel_w": "3 and more",
        "stride_h": "1",
        "stride_w": "1",
        "step_h": "below the kernel",
        "step_w": "below the kernel",
        "pad_left": "some",
        "channels_in": "more",
        "columns_in": "more",
        "columns_out": "more",
        "blocks": "more",
        "images": "one",
        "iterations": "one",
        "last_rows": "whole",
        "last_channels": "whole",
        "sums_kept": "begins, sends",
        "sharing": "no share",
    }
    assert second["kernels"] == "more then 1"
    assert second["step_h"] == "above the kernel"
    assert second["step_w"] == "as the kernel"
    assert second["pad_left"] == "none"
    assert second["last_rows"] == "one"
    assert second["last_channels"] == "all but one"
    # The case before counts too, and no other.
    assert hit(seen(group, [small], {}, before=[header(), small]), "kernels") == {"1 then 1"}


def test_points_that_say_nothing_of_a_block_are_left_out() -> None:
    group = header_group(lambda case: case, lambda values: ARRAY, without=("sharing",))
    assert "sharing" not in {point.name for point in group.points}
    assert "sharing" not in seen(group, [header()], {})[0]


@pytest.mark.parametrize(
    ("last_at", "place"),
    [((), "whole header"), ((0,), "first beat"), ((1,), "inside"), ((2,), "last beat")],
)
def test_where_a_fault_of_three_beats_lies(last_at: Sequence[int], place: str) -> None:
    assert fronts.place(last_at, 3) == place


def test_each_code_of_a_front_has_a_bin() -> None:
    code = next(point for point in fronts.REFUSED_GROUP.points if point.name == "code")
    told = {fronts.code_name(c) for c in ErrorCode if c is not ErrorCode.MISMATCH}
    assert told == set(code.bins)


def led(lengths: Sequence[int], picked: Sequence[int]) -> Case:
    frames: dict[str, list[Frame]] = {"a": [], "b": []}
    for way, beats in zip(picked, lengths, strict=True):
        frames["ab"[way]].append(Frame("packet", {DATA: np.zeros((beats, 1), np.uint8)}))
    select = Frame("select", {DATA: numbers(list(picked), 1)})
    return Case("led", {"select": [select], **frames})


def test_ways_in_the_order_of_the_choices() -> None:
    samples = seen(ways.GROUPS[0], led([1, 3, 2], [1, 0, 1]), {})
    assert [(s["way"], s["beats"]) for s in samples] == [("b", "one"), ("a", "more"), ("b", "more")]
    assert [s.get("way_before") for s in samples] == [None, "b", "a"]
    assert [s.get("beats_before") for s in samples] == [None, "one", "more"]


def test_sets_by_size_and_by_their_tlast() -> None:
    """Sets of 1, 8 and 5 words in beats of 4; tlast in the first beat of the last two."""
    sizes, parts = np.array([1, 8, 5]), np.array([1, 2, 2])
    marks = np.ones((5, 4), np.bool_)
    marks[0] = False
    body = {
        USER: pack_marks(marks),
        "set_words": numbers(np.repeat(sizes, parts).tolist(), 16),
    }
    case = Case("sets", {"in": [Frame("in", body, last_at=(1, 3, 4))]})
    samples = seen(gather.GROUPS[0], case, {"InWords": 4, "OutWords": 8})
    pairs = {(s["size"], s["last"]) for s in samples if {"size", "last"} <= s.keys()}
    assert pairs == {("one word", "none"), ("beats", "inside"), ("beats and a part", "both")}
    assert hit(samples, "room") == {"all of it", "less"}
    assert hit(samples, "marks") == {"none", "some"}


@pytest.mark.parametrize(
    ("wide", "port", "parts", "last"),
    [
        (0, 6, "one", "full"),
        (0, 5, "more", "in part"),
        (1, 24, "one", "full"),
        (1, 7, "more", "in part"),
    ],
)
def test_words_of_each_size_are_cut(wide: int, port: int, parts: str, last: str) -> None:
    body = {"wide": np.full((2, 1), wide, np.uint8)}
    other = {"wide": np.full((1, 1), 1 - wide, np.uint8)}
    case = Case("cut", {"in": [Frame("one", body), Frame("other", other)]})
    first, second = seen(narrow.GROUPS[0], case, {"Words": 6, "OutBytes": port})
    assert (first["parts"], first["last_part"], first["beats"]) == (parts, last, "more")
    assert first["words"] == second["before"] == ("narrow", "wide")[wide]
    assert "before" not in first


def test_configurations_behind_each_other() -> None:
    def packet(body: int) -> Frame:
        rest = {DATA: np.zeros((body + 2, 1), np.uint8)[2:]}
        return Frame("config", rest, {DATA: np.zeros((2, 1), np.uint8)})

    case = Case("config", {"config": [packet(0), packet(1), packet(5)]})
    samples = seen(config_reader.GROUPS[0], case, {"HeaderBits": 12, "ConfigWidth": 8})
    assert [s["body"] for s in samples] == ["none", "one beat", "more"]
    assert [s.get("before") for s in samples] == [None, "none", "one beat"]
    assert hit(samples, "header") == {"more"}
    assert hit(samples, "header_end") == {"inside a beat"}


def test_rows_by_their_age_and_by_what_is_written_meanwhile() -> None:
    """Row 0 is read a clock after it was written, and two clocks later; row 2 is not known."""
    write, read = [1, 1, 0, 0], [0, 1, 1, 1]
    frame = Frame(
        "in",
        {
            "write": numbers(write, 1),
            "read": numbers(read, 1),
            "write_address": numbers([0, 3, 0, 0], 2),
            "read_address": numbers([0, 0, 2, 0], 2),
        },
    )
    samples = seen(ram.GROUPS[0], Case("rows", {"in": [frame]}), {"Depth": 4})
    pairs = {(s["age"], s["meanwhile"]) for s in samples if {"age", "meanwhile"} <= s.keys()}
    assert pairs == {("a clock", "another row"), ("more", "nothing")}
    assert hit(samples, "access") == {"write", "both", "read"}
    assert hit(samples, "read") == {"first", "between"}
    assert hit(samples, "written") == {"first", "last"}
    rows = {"row_written", "row_read"}
    both = {(s["row_written"], s["row_read"]) for s in samples if rows <= s.keys()}
    assert both == {("last", "first")}
