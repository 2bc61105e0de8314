"""Array parameters and the widths that follow from them."""

from __future__ import annotations

import pytest

from golden.kraken import ArrayParams, ParameterError


def test_defaults() -> None:
    p = ArrayParams()
    assert p.rtl() == {
        "Rows": 7,
        "Cols": 96,
        "XWidth": 8,
        "KWidth": 8,
        "YWidth": 32,
        "KhMax": 11,
        "KwMax": 11,
        "SMax": 4,
        "WeightDepth": 2048,
        "OutChannels": 2,
        "PixelBuses": 2,
        "PixelPortWords": 17,
        "WeightPortWords": 96,
    }
    assert (p.pixel_bits, p.weight_bits, p.sum_bits) == (136, 768, 448)
    assert (p.pixel_header_beats, p.weight_header_beats) == (2, 1)


def test_narrow_ports() -> None:
    p = ArrayParams(x_width=5, pixel_port_words=2, k_width=3, weight_port_words=21)
    assert (p.pixel_bits, p.weight_bits) == (10, 63)
    assert (p.pixel_header_beats, p.weight_header_beats) == (20, 4)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rows", 0),
        ("rows", 256),
        ("cols", 1025),
        ("x_width", 1),
        ("k_width", 17),
        ("y_width", 7),
        ("y_width", 65),
        ("kh_max", 0),
        ("kw_max", 16),
        ("s_max", 16),
        ("weight_depth", 1),
        ("weight_depth", 65536),
        ("out_channels", 0),
        ("pixel_buses", 0),
        ("pixel_buses", 5),
        ("out_channels", 97),
        ("pixel_port_words", 0),
        ("pixel_port_words", 18),
        ("weight_port_words", 0),
        ("weight_port_words", 97),
    ],
)
def test_illegal(name: str, value: int) -> None:
    with pytest.raises(ParameterError, match=f"{name} is {value}"):
        ArrayParams(**{name: value})
