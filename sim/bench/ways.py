"""All ways, in the order of tables."""

from __future__ import annotations

from sim.bench.articles import Articles
from sim.bench.bare import Bare
from sim.bench.job import Way
from sim.bench.long import long_flags
from sim.bench.ours import Ours
from sim.bench.program import PLAIN
from sim.bench.stock import PACKAGE, Stock
from tb.transport.registry import TRANSPORTS

BARE = "bare"
"""What the others are told in parts of."""
STOCK = "stock"
PLAIN_BARE = "bare-O3"


def all_ways() -> dict[str, Way]:
    """Every way by its name: those that compare nothing, ours, those of others."""
    bare: list[Way] = [
        Bare(BARE, "a loop of C++, nothing compared, the flags of long runs", long_flags()),
        Bare(PLAIN_BARE, "the same at plain -O3", PLAIN),
    ]
    ours: list[Way] = [
        Ours(name, f"TRANSPORT={name}, every beat compared in its clock") for name in TRANSPORTS
    ]
    stock: list[Way] = [
        Stock(
            STOCK,
            f"{PACKAGE} as its examples use it, every frame compared when whole",
            tuned=False,
            most_clocks=90_000,
        ),
        Stock(
            f"{STOCK}-tuned",
            "the same with COCOTB_TRUST_INERTIAL_WRITES=1",
            tuned=True,
            most_clocks=45_000,
        ),
    ]
    return {way.name: way for way in (*bare, *ours, *stock, Articles())}
