"""The gates that designs are made of here, and what each adds to a path.

The unit is a NAND gate. Wires cost nothing, but a net with more than `LEGS` pins gets a tree of
buffers. Neither the clock-to-output time of a register nor its set-up time is counted.
"""

from __future__ import annotations

HALVES: dict[str, int] = {
    "$_BUF_": 0,
    "$_NOT_": 1,
    "$_NAND_": 2,
    "$_NOR_": 2,
    "$_AND_": 2,
    "$_OR_": 2,
    "$_ANDNOT_": 2,
    "$_ORNOT_": 2,
    "$_XOR_": 4,
    "$_XNOR_": 4,
    "$_MUX_": 4,
}
"""Delay of each gate in halves of a unit."""
LEGS = 4
"""Pins that one gate or buffer drives."""
BUFFER = 2
"""Halves of a unit that a buffer costs."""

MEMORIES = ("$mem_v2", "$mem")
"""Memories that stay whole: their bits are counted apart, and paths end and start there."""
REGISTERS = ("$_DFF", "$_SDFF", "$_ALDFF", "$_DLATCH", "$_SR", "$_FF")
"""How the types of flip-flops and latches begin."""
SILENT = ("$print", "$check", "$scopeinfo")
"""Cells that are no hardware."""
CLOCKS = ("C", "RD_CLK", "WR_CLK")
"""Pins at which no path ends."""


def buffering(pins: int) -> int:
    """Halves of a unit that it takes to drive so many pins: one buffer for each level."""
    levels = 0
    while pins > LEGS:
        pins = -(-pins // LEGS)
        levels += 1
    return levels * BUFFER


def is_register(kind: str) -> bool:
    """Whether a cell of that type is a flip-flop or a latch of one bit."""
    return kind.startswith(REGISTERS)
