"""The bench of `config_reader`."""

from __future__ import annotations

from golden.kraken.stages.fields import HEADER_BITS
from golden.streams.frame import LAST
from tb.bench import SINK, Bench, Field, Inner, Parameter, Port, Values, data, handshake
from tb.designs.config_reader.cases import cases
from tb.designs.config_reader.coverage import GROUPS
from tb.kraken.array import RTL
from tb.kraken.placed import placed
from tb.kraken.references.config import ConfigReference
from tb.kraken.stage_ports import config_port, config_width
from tb.kraken.words import CONFIG_STATES


def ports(values: Values) -> tuple[Port, ...]:
    """Packets in; their bodies and their headers out."""
    config = config_port(values["ConfigWidth"])
    word = config.field("data").word
    header = Field("header", "header", 8 if values["HeaderBits"] % 8 == 0 else 1)
    return (
        config,
        handshake(
            "body",
            SINK,
            "body_tvalid",
            "body_tready",
            data("body_tdata", word=word, signed=False),
            Field(LAST, "body_tlast"),
            header,
        ),
        handshake("whole", SINK, "header_valid", "take", header),
    )


BENCH = Bench(
    toplevel="config_reader",
    inner=(Inner("state_q", names=CONFIG_STATES),),
    meaning="takes the header off a configuration packet",
    sources=[RTL / "config_reader.sv"],
    ports=ports,
    cases=cases,
    parameters=(
        config_width(1),
        Parameter("HeaderBits", HEADER_BITS, 1, 4096, "bits in front of the body"),
    ),
    context=placed(),
    coverage=GROUPS,
    quiet=4,
    lint=(
        {},
        {"ConfigWidth": 72},
        {"ConfigWidth": 256},
        {"ConfigWidth": 300},
        {"ConfigWidth": 1, "HeaderBits": 1},
    ),
    reference=ConfigReference,
)
