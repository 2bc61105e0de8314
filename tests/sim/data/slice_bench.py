"""Plain cocotb tests of the register slice that pass, die and hang, each on request."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import RisingEdge


async def start(dut: Any) -> None:
    cocotb.start_soon(Clock(dut.clk, 10, unit="ns").start())
    dut.rst_n.value = 0
    dut.s_axis_tvalid.value = 0
    dut.m_axis_tready.value = 1
    for _ in range(3):
        await RisingEdge(dut.clk)
    dut.rst_n.value = 1
    await RisingEdge(dut.clk)


async def through(dut: Any, word: int) -> int:
    dut.s_axis_tdata.value = word
    dut.s_axis_tvalid.value = 1
    await RisingEdge(dut.clk)
    dut.s_axis_tvalid.value = 0
    await RisingEdge(dut.clk)
    await RisingEdge(dut.clk)
    return int(dut.m_axis_tdata.value)


def report(**line: object) -> None:
    with Path("layers.jsonl").open("a", encoding="utf-8") as handle:
        handle.write(json.dumps(line) + "\n")


@cocotb.test()
async def passes_words(dut: Any) -> None:
    await start(dut)
    for word in (0, 1, 5, 100):
        assert await through(dut, word) == word
    report(test="passes_words", layer="slice", beats=4, verdict="passed")


@cocotb.test()
async def dies(dut: Any) -> None:
    await start(dut)
    print("about to die", flush=True)
    os._exit(3)


@cocotb.test()
async def hangs(dut: Any) -> None:
    await start(dut)
    time.sleep(600)
