"""Tests of the engine beside those that every design has."""

from tb.designs.conv_engine.tests.benchmark import BenchmarkTest
from tb.designs.conv_engine.tests.counters import CountersTest
from tb.designs.conv_engine.tests.layers import (
    DeepTest,
    DirectedTest,
    FullDepthTest,
    NetworkTest,
    RandomLayersTest,
)
from tb.designs.conv_engine.tests.paper import PaperTest
from tb.designs.conv_engine.tests.refused import IllegalHeaderTest
from tb.designs.conv_engine.tests.resets import ResetMidPacketTest
from tb.designs.conv_engine.tests.streams import BackToBackTest, StallsTest, StateTest
from tb.env.test import BenchTest

TESTS: tuple[type[BenchTest], ...] = (
    NetworkTest,
    DirectedTest,
    DeepTest,
    FullDepthTest,
    PaperTest,
    RandomLayersTest,
    StallsTest,
    BackToBackTest,
    StateTest,
    CountersTest,
    ResetMidPacketTest,
    IllegalHeaderTest,
    BenchmarkTest,
)
