"""The bench of `header_reader`."""

from __future__ import annotations

from collections.abc import Sequence

from golden.kraken import ErrorCode
from tb.bench import (
    SINK,
    SOURCE,
    Bench,
    Field,
    Flag,
    Parameter,
    Port,
    Values,
    handshake,
    level_input,
    stream,
)
from tb.designs.conv_engine.array import RTL, array_parameters
from tb.designs.header_reader.cases import SHARED, cases, derive
from tb.designs.header_reader.context import PacketContext
from tb.designs.header_reader.ports import ends, layer_field, layer_ports
from tb.designs.header_reader.refusal import HeaderRefusalTest


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
    tests=(HeaderRefusalTest,),
    quiet=16,
    lint=(
        {},
        {"PortWidth": 136, "OfWeights": 1},
        {"PortWidth": 192},
        {"PortWidth": 1, "Rows": 1, "Cols": 1, "KhMax": 1, "KwMax": 1, "SMax": 1},
        # One below the greatest, at which the field's own width would already be the bound.
        {"PortWidth": 256, "Rows": 254, "XWidth": 16, "KhMax": 14, "KwMax": 14, "SMax": 14},
    ),
)
