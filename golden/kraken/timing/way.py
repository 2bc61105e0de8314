"""What lies behind the engine's output pipe, in clocks: the stages, switches and the output port.

Every beat enters one buffer after another. With s a buffer of some latency and capacity,

    enter[s][i] = max(enter[s-1][i] + latency[s-1], enter[s][i-1] + 1, leave[s][i-capacity[s]])

where leave[s] = enter[s+1], a clock later where the ready of s comes from a register. The first
beat of a pass also waits until its stage, or the switch in front of it, has been told of the pass
(`telling`), the adder's beats wait for their operands, and those of the requantizer for the row of
their channels. All of that follows from beats before it, so beats are counted one after another.
"""

from __future__ import annotations

from collections.abc import Iterator

from golden.kraken.accelerator.params import AcceleratorParams
from golden.kraken.accelerator.passes import TENSOR, Pass
from golden.kraken.stages import activation, adder, pool, requantizer
from golden.kraken.stages.fields import header_beats
from golden.kraken.stages.route import parts_of
from golden.kraken.timing.buffers import Buffer, pipeline, skid
from golden.kraken.timing.pace import NEVER
from golden.kraken.timing.telling import Banks, ConfigPort, Reader

PORT = 2
"""Clocks from a beat of words that enters the narrow part to its first beat on the port."""


def words_of_stages(item: Pass) -> int:
    """Beats of words of a pass that come into the stages behind the requantizer."""
    if item.packet is None:
        return sum(frame.beats for frame in item.frames[TENSOR])
    assert item.requantizer is not None
    return item.requantizer.beats


class Way:
    """The accelerator behind the output pipe of its engine, from pass to pass.

    Args:
        params: the accelerator.
    """

    def __init__(self, params: AcceleratorParams) -> None:
        self._params = params
        self._header = header_beats(params.config_width)
        self._port = ConfigPort()
        self._banks = Banks()
        self._readers = {name: Reader() for name in ("activation", "adder", "pool")}
        self._split, self._switch, self._merge = skid(), skid(), skid()
        self._sums, self._tensor, self._operand = skid(), skid(), skid()
        self._requantizer, self._requantized = pipeline(requantizer.REGISTERS), skid()
        self._activation, self._activated = pipeline(activation.REGISTERS), skid()
        self._adder, self._added = pipeline(adder.REGISTERS), skid()
        self._pool = pipeline(pool.DROPS_AFTER)
        self._scaling, self._pooled = pipeline(pool.REGISTERS - pool.DROPS_AFTER), skid()
        # Its one register is full until the last part of its beat leaves.
        self._narrow = Buffer(PORT, 1, registered=False)
        self._rows: Iterator[int] = iter(())
        self._leaving: Iterator[bool] = iter(())
        self._item: Pass | None = None
        self._parts = 1
        self._first = NEVER

    @property
    def last_sum(self) -> int:
        """The clock in which the last sum so far left the engine."""
        return self._sums.left[-1]

    def begin(self, item: Pass) -> int:
        """A pass that sends something comes; all of its configuration but rows is told.

        Returns:
            The clock in which the switches are told.
        """
        self._item = item
        lanes, out_bytes = self._params.lanes, self._params.out_bytes
        self._parts = parts_of(lanes, out_bytes, wide=item.raw)
        self._first = NEVER
        queues = [self._merge]
        if item.packet is not None:
            queues.append(self._split)
        if not item.raw:
            queues.append(self._switch)
        told = self._port.send(max(queue.open for queue in queues))
        for queue in queues:
            queue.enter(told)
        if item.raw:
            self._rows = iter(())
            return told
        table = activation.ENTRIES // activation.ENTRIES_OF_A_ROW if item.activation.works else 0
        self._tell("activation", self._activation, self._header + table)
        self._tell("adder", self._adder, self._header)
        self._tell("pool", self._pool, self._header)
        if item.requantizer is not None:
            self._banks.header(self._port, self._header)
            self._rows = self._requantizer_rows(item)
        beats = words_of_stages(item)
        self._leaving = iter(item.pool.leaving(beats).tolist())
        return told

    def read(self, capture: int, beats: int) -> int:
        """See `Outlet`."""
        assert self._item is not None
        raw, sums = self._item.raw, self._sums
        for _ in range(beats):
            sums.enter(capture + 1)
            if raw:
                clock = max(sums.offers, self._split.offers, self._merge.offers)
                sums.left.append(self._leave(clock))
                continue
            clock = max(sums.offers, self._split.offers, next(self._rows))
            clock = self._requantizer.enter(clock)
            sums.left.append(clock)
            clock = self._requantized.enter(clock + self._requantizer.latency)
            self._requantizer.left.append(clock)
            self._word(self._requantized)
        return sums.last

    def tensor(self, beats: int) -> None:
        """The beats of a tensor go through."""
        for _ in range(beats):
            self._tensor.enter(0)
            self._word(self._tensor)

    def end(self) -> tuple[int, int]:
        """The pass is through; returns the clocks of its first and its last beat on the port."""
        item = self._item
        assert item is not None
        next(self._rows, None)  # the last tile is done
        if item.packet is not None:
            self._split.left.append(self._narrow.last if item.raw else self._requantizer.last)
        if not item.raw:
            self._switch.left.append(self._activation.last)
        self._merge.left.append(self._narrow.last)
        return self._first, self._narrow.left[-1] + 1

    def _tell(self, name: str, stage: Buffer, beats: int) -> None:
        """A stage reads its packet; its next beat waits for that."""
        opens = self._readers[name].read(self._port, beats, stage.last)
        stage.last = opens - 1

    def _requantizer_rows(self, item: Pass) -> Iterator[int]:
        """For each beat of sums the clock from which its row can be used; rows come meanwhile."""
        config = item.requantizer
        assert config is not None
        for tile in config.tiles:
            for _ in range(len(tile)):
                yield self._banks.row(self._port)
            for _ in range(len(tile) * (config.columns - 1)):
                yield NEVER
            self._banks.done(self._requantizer.last)

    def _word(self, source: Buffer) -> None:
        """The beat that entered `source` last goes through all stages."""
        assert self._item is not None
        clock = self._activation.enter(max(source.offers, self._switch.offers))
        source.left.append(clock)
        clock = self._activated.enter(clock + self._activation.latency)
        self._activation.left.append(clock)
        clock += self._activated.latency
        if self._item.adder.works:
            self._operand.enter(0)
            clock = self._adder.enter(max(clock, self._operand.offers))
            self._operand.left.append(clock)
        else:
            clock = self._adder.enter(clock)
        self._activated.left.append(clock)
        clock = self._added.enter(clock + self._adder.latency)
        self._adder.left.append(clock)
        clock = self._pool.enter(clock + self._added.latency)
        self._added.left.append(clock)
        if not next(self._leaving):
            self._pool.left.append(self._pool.offers)
            return
        clock = self._scaling.enter(self._pool.offers)
        self._pool.left.append(clock)
        clock = self._pooled.enter(clock + self._scaling.latency)
        self._scaling.left.append(clock)
        clock = self._leave(max(clock + self._pooled.latency, self._merge.offers))
        self._pooled.left.append(clock)

    def _leave(self, clock: int) -> int:
        """A beat of words goes to the output port; returns the clock in which it does."""
        clock = self._narrow.enter(clock)
        self._narrow.left.append(clock + self._parts)
        if self._first == NEVER:
            self._first = clock + PORT
        return clock
