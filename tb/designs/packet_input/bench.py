"""The bench of `packet_input`."""

from __future__ import annotations

from collections.abc import Sequence

from golden.kraken import ErrorCode
from tb.bench import SINK, SOURCE, Bench, Flag, Inner, Port, Values, stream, strobe
from tb.designs.packet_input.cases import cases
from tb.designs.packet_input.coverage import GROUPS
from tb.designs.packet_input.parameters import PARAMETERS, derive
from tb.designs.packet_input.parts import PARTS
from tb.designs.packet_input.tests import PacketDrainTest, PacketRefusalTest
from tb.kraken.array import RTL
from tb.kraken.header_ports import ends, layer_field, layer_ports
from tb.kraken.placed import placed
from tb.kraken.references.front import FrontReference
from tb.kraken.words import HEADER_STATES


def ports(values: Values) -> Sequence[Port]:
    """Beats in, loads out, what is told of the packet, and each ``tlast`` within a load."""
    word, of_weights = values["WordWidth"], bool(values["OfWeights"])
    told = (layer_field(), *ends(of_weights))
    return (
        stream("in", "s_axis", SOURCE, word=word, user=True),
        stream("load", "load", SINK, word=word, user=True, extra=told),
        strobe("stray", SINK, "stray_last", layer_field()),
        *layer_ports(of_weights, paced="load"),
    )


BENCH = Bench(
    toplevel="packet_input",
    meaning="front of an input stream: register slice, header, loads of words",
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
    context=placed("h", "word", "bus", "channel", "core"),
    inner=(Inner("u_header.state_q", names=HEADER_STATES),),
    flags=(Flag("header_fault", names={code.value: code.name for code in ErrorCode}),),
    parameters=PARAMETERS,
    tests=(PacketRefusalTest, PacketDrainTest),
    coverage=GROUPS,
    quiet=16,
    lint=(
        {},
        {"PortWords": 5},
        {"PixelBuses": 4, "PortWords": 7},
        {"PixelBuses": 1},
        {"OfWeights": 1},
        {"OfWeights": 1, "Rows": 2, "Cols": 15, "PortWords": 7, "WordWidth": 4},
    ),
    parts=PARTS,
    reference=FrontReference,
)
