"""What a walk says of the steps of a packet makes the golden sums, whatever does not count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from golden.kraken import ArrayParams, Packet
from golden.kraken.format.error_codes import header_error
from golden.kraken.format.mapping import cut_sums, sum_marks
from tb.kraken.captures import captures
from tb.kraken.directed import deep, directed
from tb.kraken.directed_headers import directed_headers
from tb.kraken.draw import packets_of
from tb.kraken.random_headers import LONGEST, held_headers, random_header, steps_of
from tb.kraken.shared import shared_packets
from tb.kraken.spec import LayerSpec
from tb.kraken.step_operands import buses_of, pixels_of, weights_of
from tb.kraken.steps import Steps
from tb.kraken.walk import Walk
from tb.kraken.words import CAPTURE

ARRAY = ArrayParams(rows=2, cols=13, kh_max=7, kw_max=7, s_max=3, weight_depth=64)
SPECS = (*directed(ARRAY), *deep(ARRAY))
ARRAYS = {
    "usual": ArrayParams(rows=4, cols=24),
    "four buses": ArrayParams(rows=4, cols=24, pixel_buses=4),
    "three buses": ArrayParams(rows=2, cols=13, kw_max=5, s_max=15, pixel_buses=3),
    "one bus": ArrayParams(rows=3, cols=9, pixel_buses=1),
    "one core": ArrayParams(rows=1, cols=1, kh_max=1, kw_max=1, s_max=1, out_channels=1),
}

Ints = NDArray[np.int64]


class Cores:
    """The array of a packet after another: what each core adds, and to what.

    Attributes:
        sums: int64 [C, R].
    """

    def __init__(self, params: ArrayParams, rng: np.random.Generator) -> None:
        self.params, self.rng = params, rng
        self.sums = rng.integers(-1000, 1000, (params.cols, params.rows))

    def run(self, packet: Packet) -> Iterator[tuple[int, dict[str, int], Ints]]:
        """Every capture: its step, what is told of it, and the cores' sums."""
        params, steps = packet.params, Steps(packet)
        walk = Walk(packet.header, params)
        pixels, weights = pixels_of(steps), weights_of(steps)
        # What does not count is drawn.
        restart = np.where(walk.wanted, walk.restart, self.rng.random(walk.wanted.shape) < 0.5)
        hand_over = np.where(walk.goes_on, walk.hand_over, self.rng.random(walk.count) < 0.5)
        for step in range(walk.count):
            words = pixels[step][walk.buses[step]]
            left = np.concatenate([np.zeros((1, params.rows), np.int64), self.sums[:-1]])
            before = left if hand_over[step] else self.sums
            before = np.where(restart[step][:, None], 0, before)
            self.sums = before + weights[step][:, None] * words
            word, counts = walk.capture_words[step]
            if word:
                noise = int.from_bytes(self.rng.bytes(16), "little") & ~counts
                yield step, CAPTURE.unpack(word | noise & ((1 << CAPTURE.width) - 1)), self.sums


def check(packet: Packet, cores: Cores) -> int:
    """Compare every capture of a packet; tells how many output columns have left."""
    tiling, rows = packet.tiling, packet.params.rows
    due = cut_sums(tiling, packet.accumulators)
    due = due.reshape(*due.shape[:4], -1, rows)  # [T, N, L, W_o, B*M, R]
    marks = sum_marks(tiling).reshape(tiling.t, tiling.l, -1, rows)
    left: dict[tuple[int, ...], int] = {}
    ended = False
    for step, info, sums in cores.run(packet):
        assert not ended
        at = Steps(packet).order.split(step)
        t, n, block = at["iteration"], at["image"], at["block"]
        group = info["kernel_w"] + info["stride_w"] - 1
        for k in range(info["columns"]):
            wo = left.get((t, n, block), 0)
            left[t, n, block] = wo + 1
            member = np.arange(info["channels_valid"])
            first = member // info["stride_w"] * group + member % info["stride_w"]
            core = first + info["tap"] - k * info["stride_w"]
            fewer = first >= info["rows_from"]
            valid = np.where(fewer, info["rows_valid"], rows)[:, None] > np.arange(rows)
            assert np.array_equal(valid, marks[t, block, : len(member)])
            assert not marks[t, block, len(member) :].any()
            found = np.where(valid, sums[core], 0)
            assert np.array_equal(found, due[t, n, block, wo][: len(member)])
        ended = bool(info["packet_last"])
    assert ended
    return sum(left.values())


def run(packets: list[Packet], array: ArrayParams, rng: np.random.Generator) -> None:
    """Check packets one after another."""
    cores = Cores(array, rng)
    for packet in packets:
        if packet.hold:
            assert not list(cores.run(packet))
        else:
            columns = packet.tiling.t * packet.shape.n * packet.tiling.l * packet.shape.w_o
            assert check(packet, cores) == columns


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_the_steps_make_the_sums(spec: LayerSpec) -> None:
    rng = np.random.default_rng(5)
    run(packets_of(rng, ARRAY, spec), ARRAY, rng)


@pytest.mark.parametrize("name", ARRAYS)
def test_the_steps_of_shared_packets_make_the_sums(name: str) -> None:
    rng = np.random.default_rng(6)
    array = replace(ARRAYS[name], weight_depth=64)
    for _ in range(4):
        run(list(shared_packets(rng, array, 300)), array, rng)


@pytest.mark.parametrize("name", ARRAYS)
def test_a_walk_agrees_with_the_packet_of_its_header(name: str) -> None:
    """They were derived apart: one from the header, the other from the mapping of tensors."""
    rng = np.random.default_rng(7)
    array = replace(ARRAYS[name], weight_depth=64)
    for packet in [p for _ in range(6) for p in shared_packets(rng, array, 300)]:
        walk, steps = Walk(packet.header, array), Steps(packet)
        assert walk.count == steps.count
        assert np.array_equal(walk.buses, buses_of(steps))
        assert np.array_equal(walk.marks["load_begins"], steps.begins_phase)
        assert np.array_equal(walk.marks["iteration_ends"], steps.ends_iteration)
        assert np.array_equal(walk.marks["block_ends"], steps.ends_block)
        ends = np.flatnonzero(walk.marks["col_ends"])
        told = [CAPTURE.pack(**info) if info else 0 for info in captures(packet)]
        for step, info in zip(ends, told, strict=True):
            word, counts = walk.capture_words[step]
            assert word & counts == info & counts


@pytest.mark.parametrize("name", ARRAYS)
def test_headers_that_are_drawn_are_legal(name: str) -> None:
    array, rng = ARRAYS[name], np.random.default_rng(8)
    named = [header for spot in directed_headers(array).values() for header in spot]
    sets = set()
    held = None
    for what, header in named:
        assert header_error(header, array, held) is None, what
        held = header if header.hold else None
        sets.add((header.sets, header.stack > 0))
    for _ in range(60):
        header = random_header(rng, array)
        assert header_error(header, array) is None
        assert steps_of(header) <= LONGEST
        sets.add((header.sets, header.stack > 0))
    passes = held_headers(rng, array)
    for before, header in zip([None, *passes], passes, strict=False):
        assert header_error(header, array, before) is None
    assert not passes[-1].hold
    most = range(2, array.pixel_buses + 1)
    assert sets >= {(1, False), *((n, stack) for n in most for stack in (False, True))}


def test_stacks_are_dealt_as_the_contract_says() -> None:
    """Bounds are the positive ones of j*share - t*E*G, the first sets-1 of them."""
    array = ARRAYS["four buses"]
    moves = set()
    for _, header in directed_headers(array)["stacks"]:
        walk = Walk(header, array)
        for t in range(header.t):
            before = t * walk.cores
            every = (j * header.share - before for j in range(1, 40))
            bounds = [bound for bound in every if bound > 0][: header.sets - 1]
            buses = [sum(bound <= core for bound in bounds) for core in range(array.cols)]
            first = walk.order.first(iteration=t)
            assert walk.buses[first].tolist() == buses
            moved = (before + walk.cores) // header.share - before // header.share
            moves.add((moved, (before + walk.cores) % header.share == 0))
    assert moves >= {(0, False), (1, False), (1, True), (2, False), (2, True), (3, False)}
