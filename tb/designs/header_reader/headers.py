"""Runs of legal headers: of layers that the engine computes, and to the limits of the contract."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from golden.kraken import ArrayParams, Header, header_error
from golden.kraken.format.error_codes import LAYOUT
from golden.kraken.format.header import FIELDS
from tb.kraken.draw import packets_of
from tb.kraken.random_layers import random_layer
from tb.kraken.spec import LayerSpec

MOST = 4
"""Packets of a run of layers."""


def layer_headers(rng: np.random.Generator, array: ArrayParams) -> list[Header]:
    """Headers of a random layer, behind those of a product that holds its sums."""
    deep = LayerSpec.matrix("deep", int(rng.integers(1, array.rows + 1)), array.weight_depth + 1, 1)
    specs = (deep, random_layer(rng, array, "random"))
    packets = [packet for spec in specs for packet in packets_of(rng, array, spec)]
    headers = [packet.header for packet in packets[:MOST]]
    while headers[-1].hold:
        headers.pop()
    return headers


def limit_headers(rng: np.random.Generator, array: ArrayParams, count: int) -> list[Header]:
    """Headers with values anywhere in their legal ranges, the limits likelier than the rest.

    Some leave their sums in the array, and the one behind goes on from them; not the last one.
    """
    headers: list[Header] = []
    held: Header | None = None
    while len(headers) < count:
        hold = len(headers) < count - 1 and rng.random() < 0.5
        header = _drawn(rng, array, held, hold)
        if header is None:
            continue
        fault = header_error(header, array, held)
        if fault is not None:
            raise AssertionError(f"a legal header breaks {fault.name}: {header}")
        headers.append(header)
        held = header if header.hold else None
    return headers


def set_headers(rng: np.random.Generator, array: ArrayParams) -> list[Header]:
    """Headers of each number of sets, with a kernel no taller than its stride.

    Whether such sets lie together hangs on their number alone.
    """
    headers: list[Header] = []
    while len(headers) < array.pixel_buses:
        header = _drawn(rng, array, held=None, hold=False)
        if header is not None and header.kh <= header.sh and header.sets == len(headers) + 1:
            headers.append(header)
    return headers


def _drawn(
    rng: np.random.Generator, array: ArrayParams, held: Header | None, hold: bool
) -> Header | None:
    """A header, None where the sizes drawn do not go together."""
    p = array
    kh, kw = _size(rng, 1, p.kh_max), _size(rng, 1, p.kw_max)
    sh, sw = _size(rng, 1, p.s_max), _size(rng, 1, p.s_max)
    if held is not None:
        kw, sw = held.kw, held.sw
    if kw + sw - 1 > p.cols or sw * kh > p.weight_depth:
        return None
    most = FIELDS["w"].greatest
    alone = hold or held is not None
    w, blocks, images, iterations = (1 if alone else _size(rng, 1, most) for _ in range(4))
    sets = 1 if alone else _size(rng, 1, p.pixel_buses)
    pad_left = _size(rng, 0, kw - 1)
    limit = 1 << (p.x_width - 1)
    header = Header(
        kh=kh,
        kw=kw,
        sh=sh,
        sw=sw,
        x_zp=_size(rng, -limit, limit - 1),
        pad_left=pad_left,
        ci=_size(rng, 1, min(p.weight_depth // (sw * kh), most)),
        w=w,
        w_o=_size(rng, 1, min((w - 1 + pad_left) // sw + 1, most)),
        l=blocks,
        n=images,
        t=iterations,
        last_rows=_size(rng, 1, p.rows),
        last_channels=_size(rng, 1, sw * (p.cols // (kw + sw - 1))),
        hold=int(hold),
        sets=sets,
        share=_size(rng, 1, FIELDS["share"].greatest) if sets > 1 else 0,
        stack=_size(rng, 0, FIELDS["stack"].greatest) if sets > 1 else 0,
    )
    if held is not None:
        header = replace(header, accumulate=1, **{name: getattr(held, name) for name in LAYOUT})
    return header


def _size(rng: np.random.Generator, least: int, greatest: int) -> int:
    """A value of the range, its ends and the second one as likely as all that is between."""
    second = min(least + 1, greatest)
    return int(rng.choice([least, second, greatest, int(rng.integers(least, greatest + 1))]))
