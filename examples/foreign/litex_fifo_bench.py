"""LiteX's SyncFIFO with a buffered output: what goes in comes out."""

from litex_narrow_bench import packet_of
from packages import litex

from tb.bench import SINK, SOURCE, Bench, Reset, stream

PORTS = [
    stream("in", "s_axis", SOURCE, signed=False, keep=True),
    stream("out", "m_axis", SINK, signed=False, keep=True),
]


def golden(inputs, values):
    """The same."""
    return {"out": inputs["in"]}


def stimulus(rng, values):
    """Packets shorter than the FIFO is deep, and longer ones."""
    for lengths in ([1], [4, 12, 3, 8], [100, 5]):
        yield {"in": [packet_of(rng, length) for length in lengths]}


BENCH = Bench(
    toplevel="litex_fifo",
    sources=[litex("litex_fifo")],
    ports=PORTS,
    clock="sys_clk",
    reset=Reset("sys_rst", active_low=False),
    golden=golden,
    stimulus=stimulus,
    meaning="LiteX: FIFO of four beats",
)
