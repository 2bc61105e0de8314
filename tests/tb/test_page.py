"""What a page gives becomes cases, or one sentence that says what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from golden.streams.words import unpack_words
from tb.bench import (
    SINK,
    SOURCE,
    Bench,
    BenchError,
    Case,
    Field,
    Parameter,
    ParameterError,
    Port,
    stream,
)
from tb.bench.find import find_bench
from tb.bench.page import Golden, Words

IN = stream("in", "s_axis", SOURCE)
OUT = stream("out", "m_axis", SINK)
WIDE = stream("wide", "w", SOURCE, word=100, signed=False)
BYTES = stream("bytes", "b", SINK, keep=True)
MARKED = stream("marked", "m", SINK, user=True)


def drawn(
    golden: Golden, *inputs: Mapping[str, Words], ports: tuple[Port, ...] = (IN, OUT)
) -> list[Case]:
    bench = Bench(
        "page", "page.sv", ports, stimulus=lambda _rng, _values: iter(inputs), golden=golden
    )
    return list(bench.draw(np.random.default_rng(1), {}))


def give(**words: Words) -> Callable[[Any, Mapping[str, int]], Mapping[str, Words]]:
    return lambda _inputs, _values: words


def numbers_of(case: Case, port: str, lanes: int, packet: int = 0) -> list[list[int]]:
    return unpack_words(case.frames[port][packet].body["data"], lanes, 8).tolist()


def test_a_golden_function_in_place_does_not_change_what_is_sent() -> None:
    def golden(inputs: Any, _values: Any) -> dict[str, Any]:
        inputs["in"][inputs["in"] < 0] = 0
        return {"out": inputs["in"]}

    sent = np.array([[-3, 5], [7, -128]], np.int8)
    (case,) = drawn(golden, {"in": sent})
    assert numbers_of(case, "in", 2) == [[-3, 5], [7, -128]]
    assert numbers_of(case, "out", 2) == [[0, 5], [7, 0]]


def test_bytes_do_not_overflow_in_the_golden_function() -> None:
    def golden(inputs: Any, _values: Any) -> dict[str, Any]:
        return {"out": (inputs["in"] * inputs["in"]) >> 8}

    (case,) = drawn(golden, {"in": np.array([[-128, 100]], np.int8)})
    assert numbers_of(case, "out", 2) == [[64, 39]]


def test_a_list_is_several_packets_and_a_port_may_stay_quiet() -> None:
    packets = [np.array([1, 2]), np.array([3])]
    first, second = drawn(lambda inputs, _: {"out": inputs.get("in", [])}, {"in": packets}, {})
    assert [frame.name for frame in first.frames["out"]] == ["case 0/out/0", "case 0/out/1"]
    assert numbers_of(first, "out", 1, 0) == [[1], [2]]
    assert numbers_of(first, "out", 1, 1) == [[3]]
    assert second.frames == {}


def test_a_list_of_numbers_is_one_packet() -> None:
    (case,) = drawn(give(out=[1, -2]), {"in": [[1, 2]]})
    assert numbers_of(case, "in", 2) == [[1, 2]]
    assert numbers_of(case, "out", 1) == [[1], [-2]]


def test_words_wider_than_any_integer_of_numpy() -> None:
    words = [[(1 << 100) - 1, 1], [0, 1 << 99]]
    (case,) = drawn(give(), {"wide": words}, ports=(WIDE,))
    frame = case.frames["wide"][0]
    assert [frame.value("data", i) for i in range(2)] == [(1 << 101) - 1, 1 << 199]


def test_null_bytes_of_an_output_do_not_count() -> None:
    keep = np.array([[True, True], [True, False]])
    (case,) = drawn(give(bytes={"data": [[1, 2], [3, 4]], "keep": keep}), {}, ports=(BYTES,))
    frame = case.frames["bytes"][0]
    assert [frame.value("keep", i) for i in range(2)] == [3, 1]
    assert [frame.counts("data", i) for i in range(2)] == [0xFFFF, 0x00FF]


def test_a_field_that_is_not_compared_is_told_so() -> None:
    (case,) = drawn(give(marked={"data": [1], "user": None}), {}, ports=(MARKED,))
    assert list(case.frames["marked"][0].body) == ["data"]


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        ({"out": np.zeros((1, 2))}, "case 0/out: data of port out is float64; give integers"),
        ({"out": [128]}, "data of port out has values from 128 to 128, but its words hold -128 to"),
        ({"out": np.zeros((1, 1, 1), int)}, r"has the shape \[1, 1, 1\]; give integers \[beats"),
        ({"out": 3}, r"has the shape \[\]; give integers \[beats, words\]"),
        ({"out": {"date": [3]}}, "port out has no field date; there are: data"),
        ({"in": [3]}, "golden of page names in, which is no output; there are: out"),
        ({}, "gives nothing for the output out in case 0; give an array without beats"),
        ([1], r"gives list for case 0; it must give words by output: {port: array} for out"),
        (None, "gives NoneType for case 0"),
    ],
)
def test_what_no_port_takes(outputs: Any, said: str) -> None:
    with pytest.raises(BenchError, match=said):
        drawn(lambda _inputs, _values: outputs, {"in": [1]})


@pytest.mark.parametrize("words", [[1], {"data": [1]}])
def test_a_forgotten_field_would_not_be_compared(words: Words) -> None:
    with pytest.raises(BenchError, match=r"gives no user for the output marked in case 0"):
        drawn(give(marked=words), {}, ports=(MARKED,))


def test_fields_of_different_lengths() -> None:
    with pytest.raises(BenchError, match=r"differ in beats: data 1, user 2"):
        drawn(give(marked={"data": [1], "user": [0, 1]}), {}, ports=(MARKED,))


def test_words_without_a_width() -> None:
    port = Port("in", SOURCE, (Field("a", "a", signed=True),))
    with pytest.raises(BenchError, match=r"a of port in: say how many bits a word has"):
        drawn(give(), {"in": [-1]}, ports=(port,))


def test_a_stimulus_without_cases() -> None:
    with pytest.raises(BenchError, match=r"stimulus of page draws no case; let it yield some"):
        drawn(give())


def test_a_golden_function_that_fails_is_told_with_its_line() -> None:
    def golden(inputs: Any, _values: Any) -> dict[str, Any]:
        return {"out": inputs["on"]}

    line = golden.__code__.co_firstlineno + 1
    with pytest.raises(BenchError, match=f"golden of page fails: line {line}, KeyError: 'on'"):
        drawn(golden, {"in": [1]})


def test_a_stimulus_that_fails_half_way() -> None:
    def stimulus(_rng: Any, _values: Any) -> Iterator[dict[str, Any]]:
        yield {"in": [1]}
        raise ValueError("no more")

    bench = Bench("page", "page.sv", (IN, OUT), stimulus=stimulus, golden=lambda i, _: {"out": [1]})
    cases = bench.draw(np.random.default_rng(1), {})
    next(cases)
    with pytest.raises(BenchError, match=r"stimulus of page fails: line \d+, ValueError: no more"):
        next(cases)


def test_files_are_named_from_the_page(tmp_path: Path) -> None:
    page = tmp_path / "x_bench.py"
    page.write_text(
        'from tb.bench import Bench\nBENCH = Bench("x", "rtl/x.sv", (), includes=["inc"])\n'
    )
    bench = find_bench("x", page)
    assert bench.source_paths == (tmp_path / "rtl" / "x.sv",)
    assert bench.includes == [tmp_path / "inc"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("BENCH = Bench(\n", r"line 1, SyntaxError: '\(' was never closed"),
        ("import nowhere\n", "line 1, ModuleNotFoundError: No module named 'nowhere'"),
        ("\nraise SystemExit(3)\n", "line 2, SystemExit: 3"),
    ],
)
def test_a_page_that_cannot_be_loaded(text: str, said: str, tmp_path: Path) -> None:
    page = tmp_path / "bad_bench.py"
    page.write_text(text)
    with pytest.raises(BenchError, match=f"cannot be loaded: {said}"):
        find_bench("bad", page)


@pytest.mark.parametrize("value", [1.5, "FAST", True])
def test_parameters_are_whole_numbers(value: Any) -> None:
    with pytest.raises(ParameterError, match=r"parameter GAIN: .* is no whole number"):
        Parameter("GAIN", value)


def test_a_parameter_may_be_called_otherwise_in_commands() -> None:
    assert Parameter("SEED", 1, called="LFSR_SEED").word == "LFSR_SEED"


def test_masked_words_of_an_output_do_not_count() -> None:
    words = np.ma.masked_array([[1, -2], [-3, 4]], [[False, True], [False, False]])
    (case,) = drawn(give(out=words), {"in": [[0, 0]]})
    frame = case.frames["out"][0]
    assert frame.value("data", 0) == 1
    assert [frame.counts("data", beat) for beat in range(2)] == [0x00FF, 0xFFFF]


def test_null_and_masked_bytes_do_not_count() -> None:
    keep = np.array([[True, True], [True, False]])
    words = np.ma.masked_array([[1, 2], [3, 4]], [[True, False], [False, False]])
    (case,) = drawn(give(bytes={"data": words, "keep": keep}), {}, ports=(BYTES,))
    counts = [case.frames["bytes"][0].counts("data", beat) for beat in range(2)]
    assert counts == [0xFF00, 0x00FF]


def test_masked_words_may_be_wide() -> None:
    wide = stream("wide", "w", SINK, word=100, signed=False)
    words = np.ma.masked_array([[1 << 99, 1]], [[False, True]], dtype=object)
    (case,) = drawn(give(wide=words), {}, ports=(wide,))
    frame = case.frames["wide"][0]
    assert frame.value("data", 0) == 1 << 99
    assert frame.counts("data", 0) == (1 << 100) - 1


@pytest.mark.parametrize(
    ("port", "words", "said"),
    [
        (IN, {"in": np.ma.masked_array([[1, 2]], [[True, False]])}, "is an input; give each word"),
        (
            MARKED,
            {"marked": {"data": [[1]], "user": np.ma.masked_array([1], [True])}},
            "say how many bits a word has",
        ),
    ],
)
def test_words_that_cannot_be_masked(port: Port, words: Any, said: str) -> None:
    sends = port.role is SOURCE
    golden = give(out=np.zeros((1, 1), int)) if sends else give(**words)
    with pytest.raises(BenchError, match=said):
        drawn(golden, words if sends else {}, ports=(port, OUT) if sends else (port,))
