"""The bench of `ram`."""

from __future__ import annotations

from tb.bench import Bench, Field, Parameter, Port, Values, level_input, level_output
from tb.designs.ram.cases import address_width, cases, word_of
from tb.designs.ram.coverage import GROUPS
from tb.kraken.array import RTL
from tb.kraken.placed import placed
from tb.kraken.references.memory import MemoryReference


def ports(values: Values) -> tuple[Port, ...]:
    """Both ports of the memory in each clock, and what was read a clock later."""
    word = word_of(values["Width"])
    return (
        level_input(
            "in",
            Field("write", "write"),
            Field("write_address", "write_address", word=address_width(values["Depth"])),
            Field("write_data", "write_data", word),
            Field("read", "read"),
            Field("read_address", "read_address", word=address_width(values["Depth"])),
        ),
        level_output("out", "in", 1, Field("read_data", "read_data", word)),
    )


BENCH = Bench(
    toplevel="ram",
    meaning="memory with one write and one read port",
    sources=[RTL / "ram.sv"],
    ports=ports,
    cases=cases,
    reset=None,
    parameters=(
        Parameter("Width", 768, 1, 16384, "bits of a row", usual={"icarus": 192}),
        Parameter("Depth", 4096, 1, 131070, "rows", usual={"icarus": 512}),
    ),
    context=placed(),
    coverage=GROUPS,
    quiet=4,
    lint=({}, {"Width": 1, "Depth": 1}, {"Width": 77, "Depth": 74}),
    reference=MemoryReference,
)
