"""Every legal layer becomes packets whose sums are the layer's, on the slow engine too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden.kraken import ArrayParams, LayerError, PacketError, Plan, ShapeError, lower
from golden.kraken.lowering.lower import WeightLayer
from tests.golden.kraken.packets import decoded, expected_beats, run_slow, slow_engine, sums_of

ARRAY = ArrayParams(rows=3, cols=12, kh_max=3, kw_max=3, s_max=2, weight_depth=24)


@dataclass
class Layer:
    """A stand-in that has what lowering asks for, and its own definition of the sums."""

    op: str
    kernel: np.ndarray
    stride: tuple[int, int] = (1, 1)
    dilation: tuple[int, int] = (1, 1)
    groups: int = 1
    pads: tuple[int, int, int, int] = (0, 0, 0, 0)
    input_zero_point: int = -5
    name: str = "layer"

    def padding(self, height: int, width: int) -> tuple[int, int, int, int]:
        return self.pads

    def sums(self, x: np.ndarray) -> np.ndarray:
        centred = x.astype(np.int64) - self.input_zero_point
        kernel = self.kernel.astype(np.int64)
        if self.op == "FULLY_CONNECTED":
            return centred.reshape(-1, len(kernel)) @ kernel
        top, bottom, left, right = self.pads
        framed = np.pad(centred, ((0, 0), (top, bottom), (left, right), (0, 0)))
        kh, kw, depth, last = kernel.shape
        (sh, sw), (dh, dw) = self.stride, self.dilation
        h_o = (framed.shape[1] - (kh - 1) * dh - 1) // sh + 1
        w_o = (framed.shape[2] - (kw - 1) * dw - 1) // sw + 1
        depthwise = self.op == "DEPTHWISE_CONV_2D"
        out = np.zeros((len(x), h_o, w_o, depth * last if depthwise else last), np.int64)
        for co in range(out.shape[3]):
            for i in range(kh):
                for j in range(kw):
                    seen = framed[:, i * dh :: sh, j * dw :: sw][:, :h_o, :w_o]
                    if depthwise:
                        ci, m = divmod(co, last)
                        out[..., co] += seen[..., ci] * kernel[i, j, ci, m]
                    else:
                        first = co // (last // self.groups) * depth
                        out[..., co] += seen[..., first : first + depth] @ kernel[i, j, :, co]
        return out


def ints(rng: np.random.Generator, *shape: int) -> np.ndarray:
    return rng.integers(-128, 128, shape, np.int8)


def check(layer: Layer, x: np.ndarray, params: ArrayParams = ARRAY, slow: bool = True) -> Plan:
    plan = lower(layer, x, params)
    expected = layer.sums(x)
    engine = slow_engine(params)
    for packet in plan.packets:
        if slow:
            beats = [] if packet.hold else expected_beats(packet)
            assert run_slow(engine, packet) == beats
    sums = plan.combine([decoded(packet) for packet in plan.sending])
    assert sums.dtype == np.int32
    np.testing.assert_array_equal(sums, expected)
    for own, told in zip(plan.sending, plan.knowing(expected).sending, strict=True):
        assert (told.known is None) == plan.adds_parts
        for field, due in sums_of(own).body.items():
            np.testing.assert_array_equal(sums_of(told).body[field], due)
    return plan


def conv(rng: np.random.Generator, *kernel: int, **options: object) -> Layer:
    return Layer("CONV_2D", ints(rng, *kernel), **options)  # type: ignore[arg-type]


def test_plain() -> None:
    rng = np.random.default_rng(1)
    plan = check(conv(rng, 3, 3, 2, 9, pads=(1, 1, 1, 1)), ints(rng, 2, 5, 6, 2))
    assert len(plan.packets) == 1
    assert plan.text == "2x5x6x2 -> 5x6x9, kernel 3x3, pad 1,1,1,1"
    assert plan.macs_valid == plan.packets[0].shape.macs_valid
    assert plan.q == plan.packets[0].tiling.q


def test_groups() -> None:
    rng = np.random.default_rng(2)
    layer = conv(rng, 3, 3, 2, 9, groups=3, stride=(2, 1))
    plan = check(layer, ints(rng, 1, 7, 6, 6))
    assert [packet.name for packet in plan.packets] == [f"layer group {g} of 3" for g in (1, 2, 3)]
    assert plan.text.endswith("stride 2x1, 3 groups")


@pytest.mark.parametrize("multiplier", [1, 3])
def test_depthwise(multiplier: int) -> None:
    rng = np.random.default_rng(3)
    layer = Layer("DEPTHWISE_CONV_2D", ints(rng, 3, 3, 4, multiplier), (2, 2), pads=(0, 1, 0, 1))
    plan = check(layer, ints(rng, 1, 6, 6, 4))
    assert len(plan.packets) == 1
    assert plan.packets[0].shape.groups == 4


def test_deep_convolution_is_added_in_software() -> None:
    rng = np.random.default_rng(4)
    plan = check(conv(rng, 3, 3, 19, 5), ints(rng, 1, 5, 5, 19))
    assert [packet.shape.ci for packet in plan.packets] == [8, 8, 3]
    assert not any(packet.hold for packet in plan.packets)


def test_deep_dense_layer_stays_in_the_array() -> None:
    rng = np.random.default_rng(5)
    plan = check(Layer("FULLY_CONNECTED", ints(rng, 100, 30)), ints(rng, 2, 100))
    assert [packet.hold for packet in plan.packets] == [True, True, True, True, False] * 3
    assert [packet.accumulate for packet in plan.packets] == [False, True, True, True, True] * 3
    assert [packet.shape.co for packet in plan.sending] == [12, 12, 6]


def test_deep_matrix_of_many_rows_is_added_in_software() -> None:
    rng = np.random.default_rng(6)
    plan = check(Layer("FULLY_CONNECTED", ints(rng, 50, 30)), ints(rng, 4, 50))
    assert [packet.shape.ci for packet in plan.packets] == [24, 24, 2]


def test_deep_single_block_convolution_stays_in_the_array() -> None:
    rng = np.random.default_rng(7)
    plan = check(conv(rng, 3, 3, 20, 9, pads=(1, 1, 1, 1)), ints(rng, 1, 3, 1, 20))
    assert [packet.hold for packet in plan.packets] == [True, True, False] * 3


@pytest.mark.parametrize(
    "options",
    [
        {"kernel": (5, 3)},
        {"kernel": (3, 4)},
        {"stride": (3, 1)},
        {"stride": (1, 4)},
        {"dilation": (2, 1)},
        {"dilation": (1, 3)},
        {"kernel": (1, 1), "stride": (3, 3), "groups": 2},
    ],
    ids=str,
)
def test_what_the_array_cannot_do_becomes_a_matrix(options: dict[str, tuple[int, int]]) -> None:
    rng = np.random.default_rng(8)
    kernel = options.pop("kernel", (3, 3))
    layer = conv(rng, *kernel, 2, 10, pads=(1, 2, 0, 3), **options)
    plan = check(layer, ints(rng, 2, 8, 9, 2 * layer.groups))
    assert all(packet.shape.kh == packet.shape.w == 1 for packet in plan.packets)
    assert plan.output_shape == layer.sums(ints(rng, 2, 8, 9, 2 * layer.groups)).shape


def test_dilation_without_effect_stays_native() -> None:
    rng = np.random.default_rng(14)
    plan = check(conv(rng, 3, 1, 2, 5, dilation=(1, 4)), ints(rng, 1, 6, 4, 2))
    assert plan.packets[0].shape.kh == 3


def test_kernel_wider_than_all_cores() -> None:
    params = ArrayParams(rows=2, cols=3, kw_max=11, out_channels=1, weight_depth=16)
    rng = np.random.default_rng(9)
    check(conv(rng, 2, 5, 2, 4), ints(rng, 1, 4, 7, 2), params)


def test_one_channel_deeper_than_a_buffer() -> None:
    params = ArrayParams(rows=2, cols=8, weight_depth=4)
    rng = np.random.default_rng(10)
    check(conv(rng, 5, 2, 2, 4, pads=(2, 2, 1, 1)), ints(rng, 1, 6, 5, 2), params)


def test_dilated_macs_leave_out_padding() -> None:
    layer = conv(np.random.default_rng(0), 3, 1, 2, 5, dilation=(2, 1), pads=(2, 2, 0, 0))
    # Three taps two rows apart on three rows: the outer outputs lose one tap each.
    plan = lower(layer, np.zeros((1, 3, 1, 2), np.int8), ARRAY)
    assert plan.macs_valid == (2 + 1 + 2) * 2 * 5


def test_more_rows_than_the_header_counts() -> None:
    params = ArrayParams(rows=1, cols=1, out_channels=1)
    x = np.broadcast_to(np.int8(3), (65537, 2))
    plan = lower(Layer("FULLY_CONNECTED", np.ones((2, 1), np.int8)), x, params)
    assert [packet.shape.h for packet in plan.packets] == [65535, 2]
    sums = plan.combine([decoded(packet) for packet in plan.packets])
    assert sums.shape == (65537, 1)
    assert (sums == 16).all()


def test_sums_of_parts_wrap() -> None:
    rng = np.random.default_rng(11)
    plan = lower(conv(rng, 3, 3, 19, 5), ints(rng, 1, 5, 5, 19), ARRAY)
    parts = [np.full((1, 3, 3, 5), 2**31 - 1), np.full((1, 3, 3, 5), 1), np.zeros((1, 3, 3, 5))]
    sums = plan.combine([part.astype(np.int32) for part in parts])
    assert (sums == -(2**31)).all()


def test_packets_expect_the_sums_that_they_are_told() -> None:
    rng = np.random.default_rng(15)
    layer, x = conv(rng, 3, 3, 2, 17), ints(rng, 1, 8, 5, 2)
    plan = lower(layer, x, ARRAY)
    told = layer.sums(x)
    told[0, 4, 1, 13] += 1
    found = plan.knowing(told)
    sums = found.combine([decoded(packet) for packet in found.sending])
    assert np.argwhere(sums != layer.sums(x)).tolist() == [[0, 4, 1, 13]]


def test_combine_refuses_wrong_sums() -> None:
    rng = np.random.default_rng(12)
    plan = lower(conv(rng, 3, 3, 2, 5), ints(rng, 1, 5, 5, 2), ARRAY)
    with pytest.raises(PacketError, match="needs the sums of 1 packets, not 2"):
        plan.combine([np.zeros((1, 3, 3, 5))] * 2)
    with pytest.raises(PacketError, match="have shape"):
        plan.combine([np.zeros((1, 3, 3, 4))])


def test_refusals() -> None:
    rng = np.random.default_rng(13)
    with pytest.raises(LayerError, match="only convolutions and dense"):
        lower(Layer("ADD", ints(rng, 1, 1)), ints(rng, 1, 1), ARRAY)
    with pytest.raises(LayerError, match="takes rows of 7"):
        lower(Layer("FULLY_CONNECTED", ints(rng, 7, 1)), ints(rng, 2, 3), ARRAY)
    with pytest.raises(LayerError, match=r"takes \[N, H, W, 4\]"):
        lower(conv(rng, 3, 3, 2, 4, groups=2), ints(rng, 1, 5, 5, 2), ARRAY)
    with pytest.raises(ShapeError, match="nothing to compute"):
        lower(conv(rng, 3, 3, 2, 4), ints(rng, 1, 2, 5, 2), ARRAY)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), seed=st.integers(0, 2**32 - 1))
def test_random(data: st.DataObject, seed: int) -> None:
    rng = np.random.default_rng(seed)
    kh, kw = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5))
    dilation = data.draw(st.sampled_from([(1, 1), (1, 1), (2, 1), (1, 2)]))
    groups = data.draw(st.integers(1, 3))
    depthwise = data.draw(st.booleans())
    depth, per_group = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 9))
    layer = Layer(
        "DEPTHWISE_CONV_2D" if depthwise else "CONV_2D",
        ints(rng, kh, kw, groups if depthwise else depth, per_group * (1 if depthwise else groups)),
        (data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))),
        dilation,
        groups,
        data.draw(st.tuples(*(st.integers(0, k - 1) for k in (kh, kh, kw, kw)))),
        int(rng.integers(-128, 128)),
    )
    h = data.draw(st.integers((kh - 1) * dilation[0] + 1, 12))
    w = data.draw(st.integers((kw - 1) * dilation[1] + 1, 12))
    check(layer, ints(rng, 1, h, w, groups if depthwise else depth * groups), slow=False)


def test_stand_in_is_a_layer() -> None:
    layer: WeightLayer = Layer("CONV_2D", np.ones((1, 1, 1, 1), np.int8))
    assert layer.name == "layer"
