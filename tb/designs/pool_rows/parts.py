"""The blocks inside, in the order of the data flow."""

from __future__ import annotations

from tb.bench import Part, Values
from tb.kraken.references.parameters import told


def width(values: Values) -> int:
    """Bits of a sum of all rows."""
    return 8 + (values["Rows"] - 1).bit_length()


PARTS = (
    Part("gen_level[*].gen_start[*].gen_longer.u_pair", "pool_pair", told(Width=width)),
    Part("gen_level[*].gen_start[*].gen_run.u_pair", "pool_pair", told(Width=width)),
)
