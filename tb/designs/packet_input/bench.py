"""The bench of `packet_input`."""

from __future__ import annotations

from collections.abc import Sequence

from golden.kraken import ErrorCode
from tb.bench import SINK, SOURCE, Bench, Field, Flag, Port, Values, level_input, stream, strobe
from tb.designs.conv_engine.array import RTL
from tb.designs.header_reader.ports import ends, layer_field, layer_ports
from tb.designs.packet_input.array import PARAMETERS, derive
from tb.designs.packet_input.cases import cases
from tb.designs.packet_input.context import packet_context
from tb.designs.packet_input.refusal import PacketRefusalTest


def ports(values: Values) -> Sequence[Port]:
    """Beats in, sets out, what is told of the packet, and each ``tlast`` within a set."""
    word, of_weights = values["WordWidth"], bool(values["OfWeights"])
    stop = Field("stop", "stop", turned=True)  # of a beat that passes: nobody closed the input
    told = (layer_field(), *ends(of_weights))
    return (
        stream("in", "s_axis", SOURCE, word=word, keep=True, extra=(stop,)),
        stream("set", "set", SINK, word=word, keep=True, extra=told),
        strobe("stray", SINK, "stray_last", layer_field()),
        *layer_ports(of_weights),
        level_input("stop", Field("stop", "stop")),
    )


BENCH = Bench(
    toplevel="packet_input",
    meaning="front of an input stream: register slice, header, sets of words",
    sources=[
        RTL / name
        for name in (
            "kraken_pkg.sv",
            "axis_skid.sv",
            "header_reader.sv",
            "axis_gather.sv",
            "packet_input.sv",
        )
    ],
    ports=ports,
    cases=cases,
    derive=derive,
    context=packet_context,
    flags=(Flag("header_fault", names={code.value: code.name for code in ErrorCode}),),
    parameters=PARAMETERS,
    tests=(PacketRefusalTest,),
    quiet=16,
    lint=(
        {},
        {"PortWords": 5},
        {"OfWeights": 1},
        {"OfWeights": 1, "Cols": 20, "PortWords": 7, "WordWidth": 4},
    ),
)
