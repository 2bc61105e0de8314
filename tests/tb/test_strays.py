"""Signals that may be 1 only with a beat, ready as a pipeline's enable, and longer resets."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from golden.streams.frame import Frame, numbers
from tb.bench import SINK, SOURCE, Bench, Field, Port, Reset, Role, handshake
from tb.scoreboard.wording import sentence
from tb.transport.fault import Fault, FaultKind, Rule
from tb.transport.pattern import Pattern
from tb.transport.python.cursor import Cursor
from tb.transport.python.monitor import Monitor
from tb.transport.python.port import Pins
from tb.transport.python.sink import SinkDriver
from tb.transport.python.transport import PythonTransport


class Signal:
    """A bit; ``value`` is written as a number and read back as text."""

    def __init__(self) -> None:
        self.bits = "0"
        self._handle = self

    def get_signal_val_binstr(self) -> str:
        return self.bits

    @property
    def value(self) -> int:
        return int(self.bits)

    @value.setter
    def value(self, number: int) -> None:
        self.bits = str(number)


def design() -> Any:
    """``valid``, ``ready``, ``done`` and ``rst_n``, a bit each."""
    bits = {name: Signal() for name in ("valid", "ready", "done", "rst_n")}
    return SimpleNamespace(_name="fake", **bits)


def port(role: Role, enables: bool = False) -> Port:
    """The design drives ``done``, which belongs to a beat."""
    done = Field("done", "done", turned=role is SOURCE, only_then=True)
    return handshake("p", role, "valid", "ready", done, enables=enables)


def rules(role: Role, valid: str, ready: str, done: str) -> list[Rule]:
    dut = design()
    monitor = Monitor(Pins(dut, port(role)))
    dut.valid.bits, dut.ready.bits, dut.done.bits = valid, ready, done
    monitor.sample(1, None)
    return [finding.rule for finding in monitor.findings]


@pytest.mark.parametrize("done", ["1", "X"])
@pytest.mark.parametrize("ready", ["0", "1"])
def test_an_output_is_0_without_an_offer(ready: str, done: str) -> None:
    assert rules(SINK, "0", ready, done) == [Rule.STRAY]
    assert rules(SINK, "0", ready, "0") == []
    assert Rule.STRAY not in rules(SINK, "1", ready, done)


@pytest.mark.parametrize("done", ["1", "X"])
@pytest.mark.parametrize(("valid", "ready"), [("0", "0"), ("0", "1"), ("1", "0")])
def test_the_answer_to_an_input_is_0_until_the_beat_passes(
    valid: str, ready: str, done: str
) -> None:
    assert rules(SOURCE, valid, ready, done) == [Rule.STRAY]
    assert rules(SOURCE, valid, ready, "0") == []


def test_the_answer_comes_with_the_beat() -> None:
    assert rules(SOURCE, "1", "1", "1") == []


def test_an_answer_before_its_beat_is_found_while_an_offer_stands() -> None:
    dut = design()
    monitor = Monitor(Pins(dut, port(SOURCE)))
    dut.valid.bits = "1"
    monitor.sample(1, None)
    assert not monitor.findings
    dut.done.bits = "1"
    monitor.sample(2, None)
    assert [finding.fields for finding in monitor.findings] == [("done",)]


def test_a_stray_has_a_sentence() -> None:
    fault = Fault(Rule.STRAY, "p", 1, 10.0, fields=("done",))
    assert fault.kind is FaultKind.HANDSHAKE
    assert sentence(fault, {"p": port(SINK)}, {}) == "done of p is not 0, though no beat is there"


@pytest.mark.parametrize(("enables", "open_after"), [(False, None), (True, 3)])
def test_a_stall_of_an_enable_ends_without_an_offer(enables: bool, open_after: int | None) -> None:
    """A design that waits for its enable before it offers anything is not stopped for good."""
    dut = design()
    pins = Pins(dut, port(SINK, enables))
    driver = SinkDriver(pins)
    beat = Frame("f", {"done": numbers([1], 1)})
    cursor = Cursor(beat, Pattern("some", np.array([3], np.uint32)), pins.names)
    opened = []
    for clock in range(10):
        driver.step(cursor, waiting=False, taken=False, clock=clock)
        opened.append(dut.ready.value == 1)
    assert (opened.index(True) if any(opened) else None) == open_after


class Untimed(PythonTransport):
    """A transport whose clock takes no time; `valid` is as it is told for each edge."""

    def __init__(self, dut: Any, bench: Bench, valid: str) -> None:
        super().__init__(dut, bench, bench.ports_for({}))
        self._valid = (dut.valid, iter(valid))

    async def _tick(self) -> None:
        self.clock += 1
        signal, bits = self._valid
        signal.bits = next(bits)

    @staticmethod
    def _now() -> float:
        return 0.0


@pytest.mark.parametrize(
    ("reset", "valid", "found"),
    [
        (Reset(), "1000", False),
        (Reset(), "1100", True),
        (Reset(clocks=2), "1100", False),
        (Reset(clocks=2), "1110", True),
        (Reset(synchronous=False), "0000", False),
        (Reset(synchronous=False), "1000", True),
        (Reset(synchronous=False, clocks=2), "1000", False),
    ],
)
def test_a_reset_has_its_clocks_to_show(reset: Reset, valid: str, found: bool) -> None:
    """Each digit is `valid` as an edge of the reset finds it."""
    bench = Bench("fake", [], [port(SINK)], clock=None, reset=reset)
    outcome = asyncio.run(Untimed(design(), bench, valid).reset(len(valid)))
    assert [fault.rule for fault in outcome.faults] == [Rule.VALID_IN_RESET] * found
