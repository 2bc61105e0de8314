"""What is counted of pixels in front of the array."""

from __future__ import annotations

from golden.streams.words import unpack_marks, unpack_words
from tb.designs.pixel_shifter.cases import array_for
from tb.kraken.coverage.features import Feature, Found, crossing, group_of
from tb.kraken.coverage.signals import LIMITS, Given, given, limits, signal


def _loaded(clocks: Given) -> Found:
    """Words of the loads, where they carry something, and null ones."""
    array = array_for(clocks.values)
    lanes = array.pixel_buses * array.set_words
    words = unpack_words(clocks.frame.body["words"], lanes, array.x_width)
    marks = unpack_marks(clocks.frame.body["marks"], lanes) & clocks.bit("load")[:, None]
    found = limits(words, array.x_width)
    assert isinstance(found, dict)
    return {name: mask & marks for name, mask in found.items()}


def _zero_point(clocks: Given) -> Found:
    width = clocks.values["XWidth"]
    words = unpack_words(clocks.frame.body["zero_point"], 1, width)[:, 0]
    found = limits(words, width)
    assert isinstance(found, dict)
    return {name: mask & clocks.bit("load") for name, mask in found.items()}


def _null(clocks: Given) -> Found:
    array = array_for(clocks.values)
    lanes = array.pixel_buses * array.set_words
    marks = unpack_marks(clocks.frame.body["marks"], lanes)
    load, none, every = clocks.bit("load"), ~marks.any(axis=1), marks.all(axis=1)
    return {"all": load & none, "none": load & every, "some": load}


FEATURES: tuple[Feature[Given], ...] = (
    signal("load", "words come in"),
    signal("shift", "words move on by a row"),
    signal("together", "sets lie behind each other in a load"),
    Feature("word", "that carries something", LIMITS, _loaded),
    Feature("zero_point", "of a load", LIMITS, _zero_point),
    Feature("null", "words of a load that carry nothing", ("none", "some", "all"), _null),
)
CROSSES = (
    crossing(
        FEATURES,
        "control",
        ("load", "shift", "together"),
        "a load counts before a shift, whatever else is told",
    ),
)
GROUPS = (group_of("control", "what the shifter is told in a clock", FEATURES, given, CROSSES),)
