"""What every test of the engine does: build the environment, reset, run layers, judge them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from golden.kraken import Packet
from golden.kraken.timing.clocks import Prediction, predict
from golden.streams.words import wrap
from tb.axis.patterns import Landmarks
from tb.axis.profiles import FREE_PROFILE, Profile
from tb.engine.context import EngineContext
from tb.engine.job import PIXEL, SUM, Job
from tb.engine.limits import LATENCY, limit_for
from tb.env.item import FrameItem
from tb.env.test import BenchTest
from tb.results import FAILED, PASSED
from tb.scoreboard.checker import CheckFailed
from tb.scoreboard.context import Title
from tb.scoreboard.layers import LayerResult
from tb.transport.base import Limit, Transfer


@dataclass(frozen=True)
class Work:
    """Packets to send one after another, and what they belong to.

    Attributes:
        name: of the layer, or of the sequence.
        op: its operator.
        shape: for people.
        network: the model, or what stands for it.
        jobs: the packets.
        macs: products that do not involve padding.
    """

    name: str
    op: str
    shape: str
    network: str
    jobs: Sequence[Job]
    macs: int

    @property
    def title(self) -> Title:
        """The same for reports."""
        return Title(self.network, self.name, self.op, self.shape)

    @property
    def packets(self) -> list[Packet]:
        """The packets as the golden model has them."""
        return [job.packet for job in self.jobs]


class EngineTest(BenchTest):
    """Base of the engine's tests."""

    def explain(self) -> EngineContext:
        """The engine's own context."""
        self.array = self.config.array
        self.context = EngineContext(self.array)
        return self.context

    @property
    def profiles(self) -> list[Profile]:
        """The profiles that the run's configuration asks for, else none."""
        ports = [port.name for port in self.binding.ports]
        return [Profile.parse(text, ports) for text in self.config.profiles]

    async def load(self, work: Work, profile: Profile, rng: np.random.Generator) -> Limit:
        """Queue the packets of `work`; no time passes.

        Returns:
            How long they may take.
        """
        self.context.forget()
        self.env.scoreboard.forget()
        items: dict[str, list[FrameItem]] = {port.name: [] for port in self.binding.ports}
        for job in work.jobs:
            self.context.add(job, replace(work.title, packet=job.packet.name))
            for port, frame in job.frames.items():
                pattern = profile.pattern(port, rng, Landmarks(frame, job.edges[port]))
                items[port].append(FrameItem(frame, pattern))
        patterns = [item.pattern for port in items.values() for item in port]
        await self.env.queue(items)
        return limit_for(work.jobs, predict(work.packets), patterns)

    async def run_work(
        self, work: Work, profile: Profile, rng: np.random.Generator
    ) -> list[NDArray[np.int64]]:
        """Send packets, compare every beat, check the clocks, and write the layer's line.

        Returns:
            The sums of each packet that sends any, rebuilt from the beats on the wires.

        Raises:
            CheckFailed: something differs, and the run has seen enough.
        """
        prediction = predict(work.packets)
        reported = len(self.checker.reports)
        before, started = self.transport.progress(SUM), self.transport.clock
        clocks = None
        try:
            await self.env.conductor.drain(await self.load(work, profile, rng))
            clocks = self._measured(work)
            self._check_clocks(work, profile, prediction, clocks)
            # Input columns behind the last output column are computed after the last sum has left.
            await self.settle(LATENCY + max(prediction.packets[-1].last_step - clocks, 0))
        finally:
            took = self.transport.clock - started if clocks is None else clocks
            beats = self.transport.progress(SUM) - before
            sound = clocks is not None and len(self.checker.reports) == reported
            self._record(work, profile, prediction, took, beats, PASSED if sound else FAILED)
        return [
            job.packet.decode(self._passed(job, SUM).data) for job in work.jobs if SUM in job.frames
        ]

    def wrapped(self, sums: NDArray[np.integer]) -> NDArray[np.int64]:
        """Sums as the array's words hold them."""
        return wrap(sums.astype(np.int64), min(self.array.y_width, 32))

    def _passed(self, job: Job, port: str) -> Transfer:
        transfer = self.env.scoreboard.transfer(job.frames[port])
        if transfer is None:
            raise CheckFailed(f"{job.frames[port].name} has not passed.")
        return transfer

    def _measured(self, work: Work) -> int:
        """From the first pixel beat to the last sum beat, both counted."""
        last = next(job for job in reversed(work.jobs) if SUM in job.frames)
        first = self._passed(work.jobs[0], PIXEL).first_clock
        return self._passed(last, SUM).last_clock - first + 1

    def _check_clocks(
        self, work: Work, profile: Profile, prediction: Prediction, clocks: int
    ) -> None:
        """Free streams take what the clock model says; no stream makes the engine faster.

        A source that begins late may find the other stream's data in place already, so only what
        never depends on waiting is a lower bound then.
        """
        if not profile.kinds:
            if clocks != prediction.clocks:
                detail = f"{clocks} clocks measured, {prediction.clocks} predicted"
                self.complain("clocks", detail, work.title)
        elif clocks < prediction.clocks - prediction.waits.total:
            least = prediction.clocks - prediction.waits.total
            detail = f"{clocks} clocks measured, fewer than the {least} without any wait"
            self.complain("clocks", detail, work.title)

    def _record(
        self,
        work: Work,
        profile: Profile,
        prediction: Prediction,
        clocks: int,
        beats: int,
        verdict: str,
    ) -> None:
        pes = self.array.rows * self.array.cols
        sent = [job.packet for job in work.jobs if SUM in job.frames]
        carrying = sum(int(packet.sums.body_keep.sum()) for packet in sent)
        total = sum(packet.sums.beats for packet in sent)
        LayerResult(
            test=self.test,
            layer=work.name,
            op=work.op,
            shape=work.shape,
            profile=profile.text,
            packets=len(work.jobs),
            beats=beats,
            lanes=carrying if beats == total else round(carrying * beats / max(total, 1)),
            clocks=clocks,
            predicted=None if profile.kinds else prediction.clocks,
            q=prediction.q,
            efficiency=work.macs / (prediction.q * pes),
            utilisation=work.macs / (max(clocks, 1) * pes),
            bound=prediction.bound,
            verdict=verdict,
            seed=self.config.seed,
        ).append_to(self.config.out_dir)


FREE = FREE_PROFILE
"""The profile of tests that measure clocks."""
