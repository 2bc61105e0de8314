"""A plain cocotb bench of the engine with cocotbext-axi, as its own examples are written.

Frames are sent whole, and what arrives is compared when a frame is complete.
"""

from __future__ import annotations

import json
import logging
import os
import time
from pathlib import Path
from typing import Any

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, with_timeout
from cocotb.utils import get_sim_steps
from cocotbext.axi import AxiStreamBus, AxiStreamFrame, AxiStreamSink, AxiStreamSource

from golden.kraken.format.axes import PIXEL, SUM, WEIGHT
from golden.streams.frame import DATA, KEEP, USER, Frame
from golden.streams.words import unpack_marks
from sim.bench.stock import JOB_VARIABLE, TOOK_JSON
from sim.bench.streams import Streams
from tb.designs.conv_engine.workload import Workload
from tb.env.meter import Meter
from tb.results import COMPARE, PYTHON, SIMULATOR, STREAMS

PERIOD_NS = 10
RESET_CLOCKS = 4


def axi_frame(frame: Frame) -> AxiStreamFrame:
    """A packet as cocotbext-axi has it: all its bytes, ``tuser`` and ``tkeep`` for each of them."""
    data = frame.whole(DATA)
    size = data.shape[1]
    told: dict[str, list[int]] = {}
    if USER in frame.body:
        marks = [int.from_bytes(row, "little") for row in frame.whole(USER)]
        told["tuser"] = [mark for mark in marks for _ in range(size)]
    if KEEP in frame.body:
        told["tkeep"] = unpack_marks(frame.whole(KEEP), size).astype(int).ravel().tolist()
    return AxiStreamFrame(data.tobytes(), **told)


@cocotb.test()
async def stock(dut: Any) -> None:
    """Send one layer and compare its sums."""
    meter = Meter()
    path = Path(os.environ[JOB_VARIABLE])
    job = json.loads(path.read_text(encoding="utf-8"))
    logging.getLogger(f"cocotb.{dut._name}").setLevel(logging.WARNING)  # it prints whole frames
    Clock(dut.clk, PERIOD_NS, unit="ns").start(start_high=False)
    reset = {"clock": dut.clk, "reset": dut.rst_n, "reset_active_level": False}
    pixel = AxiStreamSource(AxiStreamBus.from_prefix(dut, "s_axis_pixel"), **reset)
    weight = AxiStreamSource(AxiStreamBus.from_prefix(dut, "s_axis_weight"), **reset)
    sums = AxiStreamSink(AxiStreamBus.from_prefix(dut, "m_axis_sum"), **reset)
    dut.rst_n.value = 0
    await ClockCycles(dut.clk, RESET_CLOCKS)
    dut.rst_n.value = 1
    await ClockCycles(dut.clk, 1)

    begun = time.perf_counter()
    work = Workload.read(job["shape"])
    streams = Streams.of(work, job["seed"], job["values"], job["wrong"])
    sent = [axi_frame(frame) for frame in streams.frames[PIXEL]]
    weights = [axi_frame(frame) for frame in streams.frames[WEIGHT]]
    expected = [axi_frame(frame) for frame in streams.frames[SUM]]
    python, started = meter.seconds, time.perf_counter()
    complete: list[AxiStreamFrame] = []
    sent[0].tx_complete = complete.append
    for frame in sent:
        pixel.send_nowait(frame)
    for frame in weights:
        weight.send_nowait(frame)
    compared, fault = 0.0, ""
    for number, due in enumerate(expected):
        whole = sums.recv(compact=False)
        frame = await with_timeout(whole, job["limit"] * PERIOD_NS, "ns")
        at = time.perf_counter()
        if frame != due and not fault:
            fault = f"frame {number} of {SUM} differs"
        compared += time.perf_counter() - at
    took, python = time.perf_counter() - started, meter.seconds - python
    # A source notes the edge behind which it offers its first beat, which passes at the next.
    steps = frame.sim_time_end - complete[0].sim_time_start
    result = {
        "clocks": round(steps / get_sim_steps(PERIOD_NS, "ns")),
        "fault": fault,
        "seconds": {
            STREAMS: started - begun,
            SIMULATOR: took - python,
            COMPARE: compared,
            PYTHON: python - compared,
        },
    }
    path.with_name(TOOK_JSON).write_text(json.dumps(result), encoding="utf-8")
