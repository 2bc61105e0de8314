"""The clocks of passes against a clock-by-clock simulation of all that lies behind the engine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from golden.kraken import ArrayParams, ConvShape, Packet, predict
from golden.kraken.accelerator.params import AcceleratorParams
from golden.kraken.accelerator.passes import Pass
from golden.kraken.stages import activation, adder, pool, requantizer
from golden.kraken.timing.outlet import predict_passes
from golden.kraken.timing.way import PORT
from tb.designs.kraken_top.draw import Strips, engine_pass, raw_pass, tensor_pass
from tb.designs.kraken_top.tests.kinds import COMBINATIONS
from tests.golden.kraken.packets import make_packet
from tests.golden.kraken.slow_clocks import SlowClocks
from tests.golden.kraken.slow_stages import SlowStages

ARRAY = ArrayParams(
    rows=2, cols=6, kh_max=3, kw_max=3, s_max=2, weight_depth=32, out_channels=2, pixel_buses=2
)
PORTS = (None, 1, 2, 3, 5, 8, 16)
SHAPES = (
    ConvShape(1, 3, 5, 2, 4, 3, 3, 1, 1, 1, 1, 1, 1),
    ConvShape(1, 2, 4, 3, 7),
    ConvShape.dense(5, 9, 11),
    ConvShape(2, 4, 6, 1, 3, 2, 2, 2, 2),
    ConvShape(1, 1, 1, 1, 1),
    ConvShape(1, 2, 5, 1, 6),
    ConvShape.dense(2, 1, 25),
    ConvShape(1, 2, 40, 1, 6),
)
"""Several blocks, tiles and images; bound by output; tiles of one column; more than all hold."""


def check(passes: Sequence[Pass], params: AcceleratorParams) -> None:
    prediction = predict_passes(passes, params)
    sending = [item for item in passes if not item.holds]
    packets = [item for item in passes if item.packet is not None]
    owners = [None if item.holds else sending.index(item) for item in packets]
    stages = SlowStages(sending, owners, params)
    trace = SlowClocks([item.packet for item in packets if item.packet is not None], stages).run()
    found = {id(item): (stages.out[i], stages.told[i]) for i, item in enumerate(sending)}
    steps = {id(item): trace.steps[i] for i, item in enumerate(packets)}
    for item, clocks in zip(passes, prediction.passes, strict=True):
        if not item.holds:
            out, told = found[id(item)]
            ends = (len(out), out[0], out[-1], told)
            due = item.frames["out"][0].beats
            assert ends == (due, clocks.first_out, clocks.last_out, clocks.told), item.name
        if item.packet is not None:
            assert clocks.engine is not None
            own = steps[id(item)]
            at_work = (own[0], own[-1])
            assert at_work == (clocks.engine.first_step, clocks.engine.last_step), item.name
    assert prediction.clocks == 1 + max(beats[-1] for beats in stages.out)


def packet_of(shape: ConvShape, name: str = "") -> Packet:
    return make_packet(shape, ARRAY, name=name or str(shape))


def passes_of(rng: np.random.Generator, params: AcceleratorParams) -> list[Pass]:
    """Passes of all kinds."""
    found = []
    for i, shape in enumerate(SHAPES):
        stages = COMBINATIONS[int(rng.integers(len(COMBINATIONS)))]
        found.append(engine_pass(rng, params, packet_of(shape, f"engine {i}"), stages))
        strips = Strips(int(rng.integers(1, 5)), 2, int(rng.integers(0, 3)), 1, 2)
        stages = COMBINATIONS[int(rng.integers(len(COMBINATIONS)))]
        found.append(tensor_pass(rng, params, f"tensor {i}", strips, stages))
        if i % 2:
            found.append(raw_pass(params, packet_of(shape, f"raw {i}")))
    return [found[i] for i in rng.permutation(len(found))]


@pytest.mark.parametrize("port", PORTS)
def test_one_pass(port: int | None) -> None:
    params = AcceleratorParams(ARRAY, port)
    for item in passes_of(np.random.default_rng(1), params):
        check([item], params)


@pytest.mark.parametrize("seed", range(14))
def test_passes_back_to_back(seed: int) -> None:
    rng = np.random.default_rng(seed)
    params = AcceleratorParams(ARRAY, PORTS[seed % len(PORTS)])
    check(passes_of(rng, params), params)


def test_short_passes_wait_for_their_configuration() -> None:
    params = AcceleratorParams(ARRAY)
    rng = np.random.default_rng(2)
    one = Strips(1, 1, 0, 1, 1)
    check([tensor_pass(rng, params, f"{i}", one, COMBINATIONS[i % 8]) for i in range(20)], params)


@pytest.mark.parametrize("port", [None, 1])
def test_rows_wait_for_tiles_of_the_passes_before(port: int | None) -> None:
    params = AcceleratorParams(ARRAY, port)
    rng = np.random.default_rng(6)
    shapes = (ConvShape.dense(5, 1, 25), ConvShape(1, 2, 9, 1, 13), ConvShape.dense(2, 1, 8))
    passes = [
        engine_pass(rng, params, packet_of(shape, f"{shape} {i}"), ())
        for i in range(3)
        for shape in shapes
    ]
    check(passes, params)


def test_held_sums() -> None:
    params = AcceleratorParams(ARRAY, 3)
    rng = np.random.default_rng(3)
    shape = ConvShape.dense(2, 30, 4)
    first = make_packet(shape, ARRAY, name="first", x_zp=1, hold=True)
    second = make_packet(shape, ARRAY, name="second", x_zp=1, after=first)
    strips = Strips(3, 2, 2)
    passes = [
        tensor_pass(rng, params, "tensor", strips, ("adder",)),
        raw_pass(params, first),
        engine_pass(rng, params, second, ("activation",)),
        raw_pass(params, packet_of(SHAPES[1])),
    ]
    check(passes, params)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_free_clocks_are_those_of_the_engine_and_a_constant(shape: ConvShape) -> None:
    """Where every beat fits the port and the rows come in time, each stage adds its latency."""
    params = AcceleratorParams(ARRAY)
    packet = packet_of(shape)
    item = engine_pass(np.random.default_rng(4), params, packet, ())
    stages = sum(stage.LATENCY for stage in (requantizer, activation, adder, pool))
    assert predict_passes([item], params).clocks >= predict([packet]).clocks + stages + PORT
    if packet.tiling.t == 1:
        assert predict_passes([item], params).clocks == predict([packet]).clocks + stages + PORT
    wide = AcceleratorParams(ARRAY, 4 * ARRAY.sum_lanes)
    raw = predict_passes([raw_pass(wide, packet)], wide)
    assert raw.clocks == predict([packet]).clocks + PORT


@pytest.mark.parametrize("beats", [1, 2, 30])
def test_a_tensor_alone_takes_its_beats_and_a_constant(beats: int) -> None:
    """The activation's configuration is there in clock 5; a table of 32 beats comes before that."""
    params = AcceleratorParams(ARRAY)
    rng = np.random.default_rng(5)
    stages = sum(stage.LATENCY for stage in (activation, adder, pool))
    for told, table in (((), 0), (("activation",), 32)):
        item = tensor_pass(rng, params, "tensor", Strips(beats, 1, 1), told)
        assert predict_passes([item], params).clocks == 5 + table + beats + stages + PORT
