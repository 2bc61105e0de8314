"""The bench of `header_reader`."""

from __future__ import annotations

from collections.abc import Sequence

from golden.kraken import ErrorCode
from tb.bench import (
    SINK,
    SOURCE,
    Bench,
    Flag,
    Inner,
    Port,
    Values,
    handshake,
    stream,
)
from tb.designs.header_reader.cases import cases
from tb.designs.header_reader.coverage import GROUPS
from tb.designs.header_reader.parameters import PARAMETERS, derive
from tb.designs.header_reader.tests import HeaderDrainTest, HeaderRefusalTest
from tb.kraken.array import RTL
from tb.kraken.header_ports import ends, layer_field, layer_ports
from tb.kraken.placed import placed
from tb.kraken.references.header import HeaderReference
from tb.kraken.words import HEADER_STATES


def ports(values: Values) -> Sequence[Port]:
    """Beats in, the body out, and what is told of the packet."""
    of_weights = bool(values["OfWeights"])
    word = min(values["PortWidth"], 8)
    return (
        stream("beat", "s_axis", SOURCE, word=word, signed=False),
        handshake("body", SINK, "body_tvalid", "body_tready", layer_field(), *ends(of_weights)),
        *layer_ports(of_weights, paced="beat"),
    )


BENCH = Bench(
    toplevel="header_reader",
    meaning="takes the header off the front of a packet and checks it",
    sources=[RTL / "kraken_pkg.sv", RTL / "header_reader.sv"],
    ports=ports,
    cases=cases,
    derive=derive,
    context=placed(),
    inner=(Inner("state_q", names=HEADER_STATES),),
    flags=(Flag("fault", names={code.value: code.name for code in ErrorCode}),),
    parameters=PARAMETERS,
    tests=(HeaderRefusalTest, HeaderDrainTest),
    coverage=GROUPS,
    quiet=16,
    lint=(
        {},
        {"PortWidth": 136, "OfWeights": 1},
        {"PortWidth": 192, "PixelBuses": 3},
        {
            "PortWidth": 1,
            "Rows": 1,
            "Cols": 1,
            "KhMax": 1,
            "KwMax": 1,
            "SMax": 1,
            "PixelBuses": 1,
        },
        # One below the greatest, at which the field's own width would already be the bound.
        {
            "PortWidth": 256,
            "Rows": 254,
            "XWidth": 16,
            "KhMax": 14,
            "KwMax": 14,
            "SMax": 14,
            "PixelBuses": 4,
        },
    ),
    reference=HeaderReference,
)
