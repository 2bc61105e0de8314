"""The bench of `requantizer`."""

from __future__ import annotations

from golden.kraken.stages.fields import CONFIG_WIDTH
from golden.kraken.stages.requantizer import ENTRY_BITS
from tb.bench import Bench, Parameter, ParameterError, Port, Values
from tb.designs.requantizer.cases import cases
from tb.designs.requantizer.coverage import GROUPS
from tb.designs.requantizer.parts import PARTS
from tb.kraken.array import RTL
from tb.kraken.inner import config_inner
from tb.kraken.placed import placed
from tb.kraken.references.scaling import ScalingReference
from tb.kraken.stage_ports import DEPTHS, OUT_CHANNELS, ROWS, WORD_IN, config_port, in_and_out

SOURCES = (
    "stage_pkg.sv",
    "axis_skid.sv",
    "ram.sv",
    "config_reader.sv",
    "requantize_channel.sv",
    "requantizer.sv",
)


def ports(values: Values) -> tuple[Port, ...]:
    """Configurations and sums in, int8 words out."""
    return (config_port(values["ConfigWidth"]), *in_and_out(WORD_IN))


def with_config_width(values: dict[str, int]) -> dict[str, int]:
    """A configuration beat holds an entry for each channel of a beat.

    Raises:
        ParameterError: it is too narrow.
    """
    least = ENTRY_BITS * values["OutChannels"]
    width = values.setdefault("ConfigWidth", max(CONFIG_WIDTH, least))
    if width < least:
        raise ParameterError(
            f"ConfigWidth is {width}, but {values['OutChannels']} entries take {least} bits"
        )
    return values


BENCH = Bench(
    toplevel="requantizer",
    inner=config_inner("u_config"),
    meaning="sums to int8: bias, multiplier, shift, rounding, zero point, bounds",
    sources=[RTL / name for name in SOURCES],
    ports=ports,
    edged=("config", "in"),
    cases=cases,
    parameters=(
        ROWS,
        OUT_CHANNELS,
        DEPTHS,
        Parameter("ConfigWidth", None, ENTRY_BITS, 4608, "bits of a configuration beat"),
    ),
    derive=with_config_width,
    context=placed("channel", "array_row"),
    quiet=16,
    coverage=GROUPS,
    small={"Rows": 2, "OutChannels": 1, "Depth": 4},
    lint=(
        {},
        {"Rows": 4, "Depth": 12},
        {"Rows": 1, "OutChannels": 1, "Depth": 1},
        {"Rows": 3, "OutChannels": 3, "Depth": 5},
        {"Rows": 2, "OutChannels": 1, "Depth": 64, "ConfigWidth": 300},
    ),
    parts=PARTS,
    reference=ScalingReference,
)
