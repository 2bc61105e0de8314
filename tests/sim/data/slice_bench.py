"""A bench for the register slice that can pass, fail, die and hang, each on request."""

from __future__ import annotations

import json
import os
import random
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
    offset = int(os.environ.get("EXPECTED_OFFSET", "0"))
    for word in (0, 1, 5, 100):
        assert await through(dut, word) == word + offset
    report(test="passes_words", layer="slice", beats=4, verdict="passed")


@cocotb.test()
async def tells_its_seed(dut: Any) -> None:
    await start(dut)
    Path("seed.txt").write_text(f"{random.randrange(2**32)}\n", encoding="utf-8")


@cocotb.test()
async def differs(dut: Any) -> None:
    await start(dut)
    seen = await through(dut, 7)
    assert seen == 8, f"expected 8, got {seen}"


@cocotb.test()
async def dies(dut: Any) -> None:
    await start(dut)
    print("about to die", flush=True)
    os._exit(3)


@cocotb.test()
async def hangs(dut: Any) -> None:
    await start(dut)
    time.sleep(600)
