"""What the benches of designs that hold the whole engine have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from golden.kraken import ErrorCode, Header, Packet
from golden.kraken.format.axes import PIXEL
from golden.kraken.format.header import header_beats
from golden.streams.frame import DATA, Frame
from tb.bench import Column, Flag, Format, Title

BUFFERED_LOADS = 4
"""Loads of pixels between the port and the array: register slice, gatherer, shifter."""

FLAGS = (
    Flag("error"),
    Flag("error_code", names={code.value: code.name for code in ErrorCode}),
)
"""The status outputs."""

COLUMNS = (
    Column("predicted", "predicted", total=True, beside="clocks"),
    Column("utilisation", "PE use", Format.PERCENT, only_passed=True),
)
"""What their tables tell of a layer besides."""

ON_GATES = {
    "Rows": 2,
    "Cols": 6,
    "KhMax": 3,
    "KwMax": 3,
    "SMax": 2,
    "OutChannels": 2,
    "WeightDepth": 64,
}
"""Parameters for runs on gates."""


def layer_title(network: str, layer: str, op: str = "", shape: str = "") -> Title:
    """What reports call a layer, or several that are done at once."""
    return Title({"network": network, "layer": layer, "op": op, "shape": shape}, label="layer")


def bounds(packets: Sequence[Packet], clocks: int, latency: int) -> tuple[int, int, str]:
    """Bounds for packets that are sent one after another.

    Nothing moves only while the array works through the pixels that it has taken in, and while
    beats are on their way; the whole takes what the clock model says.

    Args:
        packets: what is sent.
        clocks: what the clock model predicts, up to the last step.
        latency: clocks from the last input beat to the last output beat, rounded up.

    Returns:
        Longest row of clocks without a beat, longest work, and how they were derived.
    """
    loads = max((BUFFERED_LOADS * (packet.tiling.f + 1) for packet in packets), default=0)
    why = (
        f"{BUFFERED_LOADS} loads of pixels and {latency} clocks of latency; "
        f"the clock model predicts {clocks} clocks"
    )
    return latency + loads, clocks + latency, why


def with_header(packet: Packet, port: str, header: Header) -> Frame:
    """A packet's beats on an input port of the engine, behind another header."""
    params = packet.params
    bits = params.pixel_bits if port == PIXEL else params.weight_bits
    frame = packet.pixel if port == PIXEL else packet.weight
    return replace(frame, header={**frame.header, DATA: header_beats(header, bits)})


def wrong_code(flags: Mapping[str, str], code: ErrorCode) -> str:
    """What is wrong with the status outputs where an error is due; empty where nothing is."""
    found = int(flags["error_code"], 2)
    if flags["error"] == "1" and found == code:
        return ""
    return f"error is {flags['error']} with code {found}, expected code {code.value} ({code.name})"
