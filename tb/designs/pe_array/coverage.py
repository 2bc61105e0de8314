"""What is counted of the work of all cores."""

from __future__ import annotations

from golden.streams.words import unpack_marks, unpack_words
from tb.kraken.coverage.features import Feature, Found, crossing, group_of
from tb.kraken.coverage.signals import Given, given, signal

CORES = ("none", "some", "all")
BUSES = ("one", "several")
CORE = ("first", "between", "last")


def _restart(clocks: Given) -> Found:
    cores = clocks.values["Cols"]
    count = unpack_marks(clocks.frame.body["restart"], cores).sum(axis=1)
    kinds = (count == 0, (count > 0) & (count < cores), count == cores)
    return dict(zip(CORES, kinds, strict=True))


def _buses(clocks: Given) -> Found:
    """Buses that the cores are on in a step."""
    buses = unpack_words(
        clocks.frame.body["buses"], clocks.values["Cols"], clocks.values["BusWidth"]
    )
    alike = (buses == buses[:, :1]).all(axis=1)
    step = clocks.bit("step")
    return {"one": step & alike, "several": step & ~alike}


def _read(clocks: Given) -> Found:
    ports, width = clocks.values["ReadPorts"], clocks.values["CoreWidth"]
    cores = unpack_words(clocks.frame.body["read_cores"], ports, width) & ((1 << width) - 1)
    last = clocks.values["Cols"] - 1
    ends = (cores == 0, (cores > 0) & (cores < last), cores == last)
    return dict(zip(CORE, ends, strict=True))


FEATURES: tuple[Feature[Given], ...] = (
    signal("step", "products are added"),
    signal("hand_over", "sums move to the right"),
    signal("capture", "sums are kept"),
    Feature("restart", "cores that begin a sum", CORES, _restart),
    Feature("buses", "of the cores in a step", BUSES, _buses),
    Feature("read", "a core whose sums are read", CORE, _read),
)
CROSSES = (
    crossing(
        FEATURES,
        "together",
        ("step", "hand_over", "capture", "restart"),
        "what counts where several are high",
    ),
)
GROUPS = (group_of("control", "what the cores are told in a clock", FEATURES, given, CROSSES),)
