"""Which modules the site's reference tells about: those that others call."""

from __future__ import annotations

MODULES: dict[str, tuple[str, ...]] = {
    "Runs from Python": ("sim.run", "tb.spec", "sim.results"),
    "Benches": (
        "tb.bench.bench",
        "tb.bench.ports",
        "tb.bench.signals",
        "tb.bench.case",
        "tb.bench.parameters",
        "tb.bench.options",
        "tb.bench.columns",
        "tb.env.test",
    ),
    "Transports and reports": (
        "tb.transport.base",
        "tb.transport.fault",
        "tb.scoreboard.context",
        "tb.scoreboard.report",
    ),
    "Golden layers": ("golden.model", "golden.layers", "golden.quant"),
    "Dataflow and clocks": (
        "golden.kraken",
        "golden.kraken.format.axes",
        "golden.kraken.timing.clocks",
        "golden.streams.frame",
    ),
    "Plans and coverage": ("tb.plan.model", "tb.coverage.model", "sim.coverage.model"),
    "Regressions": ("sim.regress.model",),
}
"""By page; every module named in full."""
