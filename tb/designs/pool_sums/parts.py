"""The blocks inside, in the order of the data flow."""

from __future__ import annotations

from tb.bench import Part, Values
from tb.kraken.references.parameters import told


def row_bits(values: Values) -> int:
    """Bits of a row of the memory: a value and its mark for each slot of each lane."""
    return values["Lanes"] * values["OpenWindows"] * (values["AccWidth"] + 1)


PARTS = (
    Part("u_ram", "ram", told("Depth", Width=row_bits)),
    Part("gen_lane[*].gen_slot[*].u_pair", "pool_pair", told(Width="AccWidth")),
)
