"""The bench of `header_reader`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from golden.kraken import ArrayParams, ErrorCode, Header
from golden.kraken.format.params import HEADER_BITS
from golden.streams.frame import Frame
from tb.bench import (
    SINK,
    SOURCE,
    Bench,
    Case,
    Field,
    Flag,
    Parameter,
    Port,
    Values,
    handshake,
    level_input,
    level_output,
    stream,
    strobe,
)
from tb.designs.conv_engine.array import RTL, array_of, array_parameters
from tb.designs.conv_engine.layer_word import layer_parts
from tb.designs.header_reader.context import PacketContext
from tb.designs.header_reader.frames import Sent, beat_frame, outputs
from tb.designs.header_reader.headers import layer_headers, limit_headers

SHARED = ("Rows", "Cols", "XWidth", "KhMax", "KwMax", "SMax", "WeightDepth")
"""Parameters that the block has from the engine."""

LONGEST_BODY = 4
"""Beats; the block counts none of them."""

CHECK = 1
"""Clocks from the last beat of a header to the first of the body."""


def array_for(values: Values) -> ArrayParams:
    """The array whose headers the block reads."""
    return array_of({name: values[name] for name in SHARED} | {"OutChannels": 1})


def derive(values: dict[str, int]) -> dict[str, int]:
    """The parameters as they are, if there is such an array."""
    array_for(values)
    return values


def layer_field(turned: bool = False) -> Field:
    """The port ``layer`` as a field of a beat with which it must be right."""
    return Field("layer", "layer", turned=turned, parts=layer_parts())


def layer_ports(of_weights: bool) -> tuple[Port, ...]:
    """Where a packet begins and ends; the last beat of a weight packet ends it at once."""
    shared = (
        strobe("start", SINK, "start", layer_field()),
        level_output("layer", "start", 1, layer_field()),
    )
    if of_weights:
        return shared
    return (
        *shared,
        strobe("end", SINK, "body_done", layer_field()),
        strobe("done", SOURCE, "packet_done", layer_field(turned=True), follows="end"),
    )


def ends(of_weights: bool) -> list[Field]:
    """What tells the block that the beat in question is the last one."""
    names = ["body_done", "packet_done"] if of_weights else ["body_done"]
    return [Field(name, name, turned=True, only_then=True) for name in names]


def ports(values: Values) -> Sequence[Port]:
    """Beats in, the body out, and what is told of the packet."""
    of_weights = bool(values["OfWeights"])
    stop = Field("stop", "stop", turned=True)  # of a beat that passes: nobody closed the input
    word = min(values["PortWidth"], 8)
    return (
        stream("beat", "s_axis", SOURCE, word=word, signed=False, extra=(stop,)),
        handshake("body", SINK, "body_tvalid", "body_tready", layer_field(), *ends(of_weights)),
        *layer_ports(of_weights),
        level_input("stop", Field("stop", "stop")),
    )


def cases(rng: np.random.Generator, values: Values) -> Iterator[Case]:
    """Headers of layers, headers to the limits, and those while the input is closed at random."""
    array = array_for(values)
    yield case("layers", rng, values, layer_headers(rng, array))
    yield case("limits", rng, values, limit_headers(rng, array, 4))
    yield case("limits, stopped", rng, values, limit_headers(rng, array, 3), stopped=True)


def case(
    name: str,
    rng: np.random.Generator,
    values: Values,
    headers: Sequence[Header],
    stopped: bool = False,
) -> Case:
    """A case of legal headers, one behind the other, each in front of a short body.

    Args:
        name: of the case.
        rng: draws the bodies.
        values: the block's parameters.
        headers: of the packets.
        stopped: whether the input is closed in some clocks.
    """
    sent = [Sent(header, int(rng.integers(1, LONGEST_BODY + 1))) for header in headers]
    clocks = packet_clocks(sent, values)
    frames: dict[str, list[Frame]] = {}
    for i, packet in enumerate(sent):
        title = f"{name}/{i}"
        passing = outputs(title, packet, array_for(values), bool(values["OfWeights"]))
        passing["beat"] = beat_frame(rng, f"{title}/beat", packet, values["PortWidth"])
        for port, frame in passing.items():
            frames.setdefault(port, []).append(frame)
    stops = rng.integers(0, 2, (2 * clocks if stopped else 1, 1), np.uint8) * stopped
    stops[-1] = 0
    frames["stop"] = [Frame(f"{name}/stop", {"stop": stops})]
    return Case(
        name,
        frames,
        clocks=None if stopped else clocks,
        quiet=len(stops) + 8,
        detail=f"{len(sent)} packets",
    )


def packet_clocks(sent: Sequence[Sent], values: Values) -> int:
    """Clocks from the first beat of the first packet to the end of the last.

    The bench waits for the last beat of a body before it says that it is the last (1 clock), and
    where it ends a packet by itself it does so in the clock behind that, in which no beat passes.
    """
    head = -(-HEADER_BITS // values["PortWidth"])
    gap = 0 if values["OfWeights"] else 1
    return sum(head + CHECK + packet.beats + 1 + gap for packet in sent) - gap


def context(bench: Bench, values: Values) -> PacketContext:
    """See `PacketContext`."""
    return PacketContext(bench.ports_for(values))


BENCH = Bench(
    toplevel="header_reader",
    meaning="takes the header off the front of a packet and checks it",
    sources=[RTL / "kraken_pkg.sv", RTL / "header_reader.sv"],
    ports=ports,
    cases=cases,
    derive=derive,
    context=context,
    flags=(Flag("fault", names={code.value: code.name for code in ErrorCode}),),
    parameters=(
        *(parameter for parameter in array_parameters() if parameter.name in SHARED),
        Parameter("PortWidth", 64, 1, 16384, "bits of a beat"),
        Parameter("OfWeights", 0, 0, 1, "whether the stream is that of the weights"),
    ),
    quiet=16,
    lint=(
        {},
        {"PortWidth": 136, "OfWeights": 1},
        {"PortWidth": 192},
        {"PortWidth": 1, "Rows": 1, "Cols": 1, "KhMax": 1, "KwMax": 1, "SMax": 1},
        {"PortWidth": 256, "Rows": 255, "XWidth": 16, "KhMax": 15, "KwMax": 15, "SMax": 15},
    ),
)
