"""Tests of the accelerator beside those that every design has."""

from tb.designs.kraken_top.tests.faults import FaultsTest
from tb.designs.kraken_top.tests.network import NetworkTest
from tb.designs.kraken_top.tests.passes import (
    BackToBackTest,
    DirectedTest,
    OrderTest,
    RandomTest,
    StallsTest,
    StateTest,
)
from tb.designs.kraken_top.tests.pooling import PoolLayersTest
from tb.designs.kraken_top.tests.resets import ResetMidPassTest
from tb.env.test import BenchTest

TESTS: tuple[type[BenchTest], ...] = (
    NetworkTest,
    DirectedTest,
    RandomTest,
    StallsTest,
    BackToBackTest,
    OrderTest,
    StateTest,
    ResetMidPassTest,
    FaultsTest,
    PoolLayersTest,
)
