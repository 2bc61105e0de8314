"""The fuzz of the transports: one test that speaks to them as no bench would.

It writes down all that they say. An episode draws cases of the design, reshapes and spoils their
packets, queues them bit by bit with patterns of every kind, and runs for some clocks, to the end,
or into a reset. Every outcome, fault and transfer becomes a line of `OUTCOMES`; nothing is judged
here.
"""

from __future__ import annotations

import dataclasses
import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, pairwise
from typing import Any, ClassVar

import cocotb
import numpy as np
from cocotb.simtime import get_sim_time
from cocotb.triggers import Timer, ValueChange

from golden.streams.frame import Frame, numbers
from tb.bench import Bench
from tb.bench.find import find_bench
from tb.bench.options import count_option, names_option
from tb.bench.ports import Port, Role
from tb.env.test import BenchTest
from tb.seed import generator
from tb.transport.base import Limit, Outcome, Reason
from tests.tb.dut.armed import ARM
from tests.transports.compare import OUTCOMES
from tests.transports.designs import FILES, TAPS
from tests.transports.packets import MASK_PERIODS, drawn_pattern, reshaped, spoilt
from tests.transports.tap_cases import tap_cases

EPISODES, EPISODE = "EPISODES", "EPISODE"
MOST_BEATS = 300
"""Beats of an episode, so that it stays short."""
DRAWN = 6
"""Cases of the design's own stimulus from which an episode takes some."""
FAULTS = 12
"""Faults behind which an episode still goes on at its end."""


def plain(value: Any) -> Any:
    """Anything that a transport returns, as JSON can hold it."""
    if isinstance(value, Frame):
        return value.name
    if isinstance(value, np.ndarray):
        return f"{list(value.shape)} {value.tobytes().hex()}"
    if dataclasses.is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return value


def settled(changes: Mapping[float, str]) -> Iterator[tuple[float, str]]:
    """Changes from one time step to another; within one a signal may do what it likes."""
    for (_, before), (at, value) in pairwise(changes.items()):
        if value != before:
            yield at, value


BETWEEN = 2
"""Nanoseconds from an edge to where nothing happens; the clock has one every 5."""

IDLE = Limit(0, None, "nothing is to be found")


class FuzzTest(BenchTest):
    """Random packets, patterns, limits, clocks and resets; all that comes of it is written down."""

    test = "fuzz"
    bugs: ClassVar[int] = 0
    """How many bugs the design has to arm; one that has any takes all inputs as they come."""

    async def body(self) -> None:
        """See the class."""
        self._file = (self.run.folder / OUTCOMES).open("w", encoding="utf-8")
        with self._file:
            numbers = [int(text) for text in self.options[EPISODE]]
            for number in numbers or range(self.options[EPISODES]):
                await self.episode(number)
        self.env.scoreboard.compared += 1

    async def episode(self, number: int) -> None:
        """One row of random steps."""
        rng = self.rng = generator(self.run.spec.seed, self.test, str(number))
        self.tell(episode=number)
        await self.reset()
        # Masks count the clock's edges: an episode that is run alone meets the same ones.
        while left := -self.transport.clock % MASK_PERIODS:
            self.seen(await self.transport.run(IDLE, clocks=left))
        await self.arm()
        self._looks: dict[float, Any] = {}
        self._changes: dict[float, str] = {}
        started = self.now()
        watchers = [cocotb.start_soon(watch) for watch in self.watchers()]
        pending = self.packets()
        limit = self.limits()
        for _ in range(int(rng.integers(3, 20))):
            self.queue_some(pending)
            step = rng.random()
            if step < 0.1:
                await self.reset()
                pending = self.packets()
            elif step < 0.5:
                self.seen(await self.transport.run(limit, clocks=int(rng.integers(1, 40))))
            else:
                self.seen(await self.transport.run(limit))
            if rng.random() < 0.2:
                limit = self.limits()
        while any(pending.values()):
            self.queue_some(pending)
        for _ in range(FAULTS):
            if self.seen(await self.transport.run(limit)).reason is Reason.DONE:
                break
        self.seen(await self.transport.run(limit, clocks=5))
        for watcher in watchers:
            watcher.cancel()
        # At both ends the order of those who wake in a time step decides what they see of it.
        inner = range(int(started) + 1, int(self.now()))
        self.tell(looks=[look for look in self._looks.items() if look[0] in inner])
        self.tell(changes=[change for change in settled(self._changes) if change[0] in inner])

    async def reset(self) -> None:
        """A reset of any length; a fault cuts it short."""
        self.seen(await self.transport.reset(int(self.rng.integers(1, 6))))

    async def arm(self) -> None:
        """Set a bug, at once or while packets pass; the reset that makes some show may follow."""
        if not self.bugs:
            return
        for bug, most in ((0, 1), (int(self.rng.integers(self.bugs)), 60)):
            pattern = drawn_pattern(self.rng, 1, most)
            self.transport.queue(ARM, Frame(f"bug {bug}", {"bug": numbers([bug], 8)}), pattern)
            self.seen(await self.transport.run(self.limits(), clocks=int(self.rng.integers(1, 6))))
        if self.rng.random() < 0.3:
            await self.reset()

    def limits(self) -> Limit:
        """Any bounds, mostly such that nothing is found stuck."""
        quiet = int(self.rng.choice([0, 2, 5, 20, 100, 100, 100]))
        total = int(self.rng.integers(1, 200)) if self.rng.random() < 0.3 else None
        return Limit(quiet, total, "drawn")

    def packets(self) -> dict[str, deque[Frame]]:
        """Packets to queue, by port."""
        rng = self.rng
        cases = list(islice(self.bench.draw(rng, self.values), DRAWN))
        first = int(rng.integers(len(cases)))
        found: dict[str, deque[Frame]] = {port.name: deque() for port in self.ports}
        beats, ruined = 0, rng.random() < 0.5
        for case in cases[first : first + int(rng.integers(1, 4))]:
            beats += sum(frame.beats for frames in case.frames.values() for frame in frames)
            if beats > MOST_BEATS and any(found.values()):
                break
            for name, frames in case.frames.items():
                port = self.port(name)
                for frame in frames:
                    pieces = reshaped(rng, frame)
                    if ruined and (port.role is Role.SINK or self.bugs):
                        pieces = spoilt(rng, port, pieces)
                    found[name].extend(pieces)
        return found

    def port(self, name: str) -> Port:
        return next(port for port in self.ports if port.name == name)

    def queue_some(self, pending: Mapping[str, deque[Frame]]) -> None:
        """Queue packets of some ports."""
        for port, frames in pending.items():
            if self.rng.random() < 0.3:
                continue
            most = int(self.rng.choice([0, 1, 3, len(frames)]))
            for _ in range(min(most, len(frames))):
                frame = frames.popleft()
                self.transport.queue(port, frame, drawn_pattern(self.rng, frame.beats))

    def watchers(self) -> Sequence[Any]:
        """Who looks at the signals beside the transport, from time to time or at each change."""
        return [watch() for watch in (self.look, self.follow) if self.rng.random() < 0.15]

    async def look(self) -> None:
        """Look at all signals between two edges of the clock."""
        signals = [signal for port in self.ports for signal in port.signals]
        await Timer(
            10 * int(self.rng.integers(1, 9)) + int(self.rng.choice([BETWEEN, BETWEEN + 5])), "ns"
        )
        while True:
            self._looks[self.now()] = {signal: self.value(signal) for signal in signals}
            await Timer(10 * 7, "ns")

    @staticmethod
    def now() -> float:
        return float(get_sim_time("ns"))

    @staticmethod
    def value(signal: str) -> str:
        return str(getattr(cocotb.top, signal).value)

    async def follow(self) -> None:
        """Tell each change of an output's valid."""
        offers = [p.valid for p in self.ports if p.valid and p.role is Role.SINK]
        if not offers:
            return
        handle = getattr(cocotb.top, offers[0])
        # Between two edges, where the value is settled that the first change is one from.
        await Timer(BETWEEN, "ns")
        self._changes[self.now()] = str(handle.value)
        while True:
            await ValueChange(handle)
            self._changes[self.now()] = str(handle.value)

    def seen(self, outcome: Outcome) -> Outcome:
        """Write down how a run ended, and all else that there is to ask for."""
        transport = self.transport
        self.tell(
            outcome=outcome,
            clock=transport.clock,
            held=transport.held,
            now=self.now(),
            progress={port.name: transport.progress(port.name) for port in self.ports},
            counts={port.name: transport.counts(port.name) for port in self.ports},
            flags=transport.flags(),
        )
        # Some wait for the next time; a reset forgets them.
        if self.rng.random() < 0.8:
            self.tell(transfers=transport.take_transfers())
        return outcome

    def tell(self, **told: Any) -> None:
        self._file.write(json.dumps(plain(told)) + "\n")


def fuzzed(toplevel: str) -> Bench:
    """The bench of a design with this test as its main job."""
    bench = find_bench(toplevel, FILES.get(toplevel))
    test = type("Fuzz", (FuzzTest,), {"bugs": TAPS.get(toplevel, 0)})
    options = (
        count_option(EPISODES, "episodes", 20),
        names_option(EPISODE, "numbers of those to repeat"),
    )
    cases = tap_cases if toplevel == "axis_tap" else bench.cases
    main_job = (FuzzTest.test,)
    ports = bench.ports_for(bench.resolve({}, "verilator"))
    return replace(
        bench,
        tests=(test,),
        options=options,
        main_job=main_job,
        cases=cases,
        edged=[port.name for port in ports],
    )
