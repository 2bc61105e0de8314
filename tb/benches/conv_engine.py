"""cocotb tests of `conv_engine`; ``TESTCASE`` picks them by name."""

from __future__ import annotations

from typing import Any

import cocotb
from pyuvm import uvm_root

from tb.benches.engine.layers import (
    DeepTest,
    DirectedTest,
    NetworkTest,
    PaperTest,
    RandomLayersTest,
)
from tb.benches.engine.streams import (
    BackToBackTest,
    IllegalHeaderTest,
    ResetMidPacketTest,
    StallsTest,
)


@cocotb.test()
async def network(_dut: Any) -> None:
    """Every convolution and dense layer of a model on a real image, against TFLite's tensors."""
    await uvm_root().run_test(NetworkTest)


@cocotb.test()
async def directed(_dut: Any) -> None:
    """Shapes at which such engines break, picked around the array's size."""
    await uvm_root().run_test(DirectedTest)


@cocotb.test()
async def deep(_dut: Any) -> None:
    """Layers deeper than a weight buffer: passes that keep their sums, and sums of parts."""
    await uvm_root().run_test(DeepTest)


@cocotb.test()
async def paper(_dut: Any) -> None:
    """Layers of the paper's networks, one for each kind of kernel, for their clocks."""
    await uvm_root().run_test(PaperTest)


@cocotb.test()
async def random_layers(_dut: Any) -> None:
    """Random legal layers from the seed, under random stimulus profiles."""
    await uvm_root().run_test(RandomLayersTest)


@cocotb.test()
async def stalls(_dut: Any) -> None:
    """Every kind of gap and stall, on each port by itself and on all at once."""
    await uvm_root().run_test(StallsTest)


@cocotb.test()
async def back_to_back(_dut: Any) -> None:
    """Layers of different shape straight behind each other, without flush or reset."""
    await uvm_root().run_test(BackToBackTest)


@cocotb.test()
async def reset_mid_packet(_dut: Any) -> None:
    """Reset during header, data and drain leaves no trace in the next layer."""
    await uvm_root().run_test(ResetMidPacketTest)


@cocotb.test()
async def illegal_header(_dut: Any) -> None:
    """Every error code: raised, sticky, nothing of the faulty packet leaves, reset recovers."""
    await uvm_root().run_test(IllegalHeaderTest)
