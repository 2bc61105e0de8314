"""The accelerator behind its engine, register by register; sources and sink never pause.

Registers and handshakes instead of the recurrence of `golden.kraken.timing.way`. A beat is only
the pass that it belongs to and whether it is the last one; nothing is computed. It is an oracle,
not fast.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from golden.kraken.accelerator.params import AcceleratorParams
from golden.kraken.accelerator.passes import Pass
from golden.kraken.stages import activation, adder, pool, requantizer
from golden.kraken.stages.route import parts_of


@dataclass(frozen=True)
class Beat:
    """One beat of words, or of a configuration.

    Attributes:
        item: index of the pass.
        last: the last one of its packet.
        leaves: the pool lets it go on.
        row: of a configuration: it is a row of the requantizer that ends its tile, or not; None for
            a beat of a header or a table.
        dest: of a configuration: whose it is.
        tile_ends: the last beat of its tile.
        place: row of its column.
    """

    item: int
    last: bool
    leaves: bool = True
    row: bool | None = None
    dest: str = ""
    tile_ends: bool = False
    place: int = 0


class Skid:
    """`axis_skid`: both handshakes come from registers."""

    def __init__(self) -> None:
        self.head: Beat | None = None
        self.spare: Beat | None = None
        self.open = True

    def tick(self, put: Beat | None, taken: bool) -> None:
        """One clock."""
        assert put is None or self.open
        if taken or self.head is None:
            self.head = self.spare if self.spare is not None else put
            self.spare = None
            self.open = True
        elif put is not None:
            self.spare, self.open = put, False

    @property
    def empty(self) -> bool:
        """Nothing is in it."""
        return self.head is None and self.spare is None


class Stage:
    """An elastic pipeline with a register slice behind it; the pool's drops some beats.

    Args:
        registers: of the pipeline.
        drops_after: registers behind which a beat that leaves nothing vanishes.
    """

    def __init__(self, registers: int, drops_after: int = 0) -> None:
        self.line: list[Beat | None] = [None] * registers
        self.drops_after = drops_after
        self.out = Skid()

    @property
    def moves(self) -> list[bool]:
        """Whether each register may load."""
        ahead, found = self.out.open, []
        for i, beat in reversed(list(enumerate(self.line))):
            vanishes = beat is not None and not beat.leaves and i + 1 == self.drops_after
            ahead = beat is None or vanishes or ahead
            found.append(ahead)
        return found[::-1]

    def tick(self, put: Beat | None, taken: bool) -> None:
        """One clock."""
        moves = self.moves
        assert put is None or moves[0]
        end = self.line[-1]
        self.out.tick(end if self.out.open else None, taken)
        for i in reversed(range(len(self.line))):
            if moves[i]:
                before = put if i == 0 else self.line[i - 1]
                if before is not None and not before.leaves and i == self.drops_after != 0:
                    before = None
                self.line[i] = before

    @property
    def empty(self) -> bool:
        """Nothing is in it."""
        return self.out.empty and not any(self.line)


@dataclass
class Front:
    """What a stage knows of its packets: one in use, one that has come or comes."""

    current: bool = False
    whole: bool = False

    @property
    def ready(self) -> bool:
        """Whether it takes a beat of a configuration."""
        return not self.whole

    def tick(self, told: Beat | None, entered: Beat | None) -> None:
        """One clock: a beat of a configuration and one of words, if there are any."""
        done = entered is not None and entered.last
        take = self.whole and (not self.current or done)
        self.current = take or (self.current and not done)
        self.whole = (self.whole and not take) or (told is not None and told.last)


@dataclass
class BankFront:
    """What the requantizer knows: rows of two tiles."""

    written: list[int] = field(default_factory=lambda: [0, 0])
    closed: list[bool] = field(default_factory=lambda: [False, False])
    writing: int = 0
    reading: int = 0
    resting: bool = False

    def ready(self, told: Beat) -> bool:
        """Whether it takes this beat of a configuration."""
        if self.resting:
            return False
        return told.row is None or not self.closed[self.writing]

    def has(self, beat: Beat) -> bool:
        """Whether the row of these words is there."""
        return beat.place < self.written[self.reading]

    def tick(self, told: Beat | None, entered: Beat | None) -> None:
        """One clock."""
        self.resting = told is not None and told.last
        freed = self.reading
        if entered is not None and entered.tile_ends:
            self.reading ^= 1
        if told is not None and told.row is not None:
            self.written[self.writing] += 1
            if told.row:
                self.closed[self.writing] = True
                self.writing ^= 1
        if freed != self.reading:
            self.written[freed], self.closed[freed] = 0, False


class SlowStages:
    """Everything behind the engine's output pipe; see `SlowClocks.outlet`.

    Args:
        passes: what goes through, without those that hold their sums.
        packets: for each packet of the engine, the index of its pass here; None where it holds.
        params: the accelerator.

    Attributes:
        out: by pass, clocks in which its beats leave the port.
        told: by pass, the clock in which the switches are told.
    """

    def __init__(
        self, passes: Sequence[Pass], packets: Sequence[int | None], params: AcceleratorParams
    ) -> None:
        self.passes, self.params, self.packets = passes, params, packets
        self.out: list[list[int]] = [[] for _ in passes]
        self.told: list[int] = [-1] * len(passes)
        self.clock = 0
        self.config = deque(b for i in range(len(passes)) for b in self._config_of(i))
        words = [self._words_of(i) for i in range(len(passes))]
        self.sums = [deque(of) for of in words]
        self.tensor = deque(
            b for of, p in zip(words, passes, strict=True) if p.packet is None for b in of
        )
        self.operand = deque(
            b
            for of, p in zip(words, passes, strict=True)
            if p.adder.works and not p.raw
            for b in of
        )
        self.config_slice, self.tensor_slice, self.operand_slice = Skid(), Skid(), Skid()
        self.sum_slice = Skid()
        self.split, self.switch, self.merge = Skid(), Skid(), Skid()
        self.requantizer = Stage(requantizer.REGISTERS)
        self.activation = Stage(activation.REGISTERS)
        self.adder = Stage(adder.REGISTERS)
        self.pool = Stage(pool.REGISTERS, pool.DROPS_AFTER)
        self.banks = BankFront()
        self.fronts = {name: Front() for name in ("activation", "adder", "pool")}
        self.narrow: tuple[Beat, int] | None = None
        self.port = Skid()

    # ------------------------------------------------------------------ what comes

    def _config_of(self, index: int) -> list[Beat]:
        item, width = self.passes[index], self.params.config_width
        beats = [Beat(index, True, dest="pass")]
        if item.raw:
            return beats
        for dest in ("activation", "adder", "pool"):
            count = getattr(item, dest).frame("", width).beats
            beats += [Beat(index, i + 1 == count, dest=dest) for i in range(count)]
        if item.requantizer is not None:
            rows = [j + 1 == len(tile) for tile in item.requantizer.tiles for j in range(len(tile))]
            head = item.requantizer.frame("", width).beats - len(rows)
            beats += [Beat(index, False, dest="requantizer") for _ in range(head)]
            beats += [
                Beat(index, i + 1 == len(rows), row=row, dest="requantizer")
                for i, row in enumerate(rows)
            ]
        return beats

    def _words_of(self, index: int) -> list[Beat]:
        item = self.passes[index]
        if item.packet is None:
            count = item.frames["tensor"][0].beats
            places = [(False, 0)] * count
        elif item.requantizer is not None:
            sizes, columns = (
                [len(tile) for tile in item.requantizer.tiles],
                item.requantizer.columns,
            )
            places = [
                (column + 1 == columns and j + 1 == size, j)
                for size in sizes
                for column in range(columns)
                for j in range(size)
            ]
        else:
            assert item.packet.sums is not None
            places = [(False, 0)] * item.packet.sums.beats
        leaves = [True] * len(places)
        if not item.raw:
            leaves = self._leaving(index, len(places))
        return [
            Beat(index, i + 1 == len(places), leaves[i], tile_ends=ends, place=j)
            for i, (ends, j) in enumerate(places)
        ]

    def _leaving(self, index: int, beats: int) -> list[bool]:
        """Beats of columns with which a window ends, counted column by column."""
        config, found, strip = self.passes[index].pool, list[bool](), 0
        while len(found) < beats:
            rows = config.rows if strip < config.strips else config.rows_last
            for column in range(config.columns):
                begin = column - config.kernel_w + 1
                ends = any(begin == wo * config.stride_w for wo in range(config.columns))
                found += [ends] * rows
            strip += 1
        return found

    # ------------------------------------------------------------------ a clock

    @property
    def ready(self) -> bool:
        """See `SlowClocks.outlet`."""
        return self.sum_slice.open

    @property
    def idle(self) -> bool:
        """Everything has left."""
        due = [i for i, beats in enumerate(self.out) if not beats]
        stages = (self.requantizer, self.activation, self.adder, self.pool)
        inside = not all(stage.empty for stage in stages)
        return not (due or inside or self.narrow or not self.port.empty or not self.merge.empty)

    def tick(self, packet: int | None) -> None:
        """See `SlowClocks.outlet`."""
        passes = self.passes

        # The port, and the part in front of it.
        if self.port.head is not None:
            self.out[self.port.head.item].append(self.clock)
        part, narrow_open = None, self.narrow is None
        if self.narrow is not None and self.port.open:
            beat, left = self.narrow
            part, narrow_open = beat, left == 1
            self.narrow = None if left == 1 else (beat, left - 1)
        self.port.tick(part, self.port.head is not None)

        # What may move over each boundary.
        pooled, summed = self.pool.out.head, self.sum_slice.head
        to_narrow: Beat | None = None
        told = self.merge.head
        split = self.split.head
        raw = summed is not None and split is not None and passes[split.item].raw
        if told is not None and narrow_open:
            raw_due = passes[told.item].raw
            to_narrow = (summed if raw else None) if raw_due else pooled
        raw_leaves = raw and to_narrow is not None and to_narrow is summed
        pool_leaves = to_narrow is not None and not raw_leaves

        into_requantizer = None
        told_so = summed is not None and split is not None and not raw
        if summed is not None and told_so and self.requantizer.moves[0] and self.banks.has(summed):
            into_requantizer = summed

        switch, into_activation = self.switch.head, None
        from_tensor = switch is not None and passes[switch.item].packet is None
        if switch is not None and self._may_enter("activation"):
            slice_ = self.tensor_slice if from_tensor else self.requantizer.out
            into_activation = slice_.head

        into_adder = None
        if self._may_enter("adder"):
            into_adder = self.activation.out.head
        uses_operand = into_adder is not None and passes[into_adder.item].adder.works
        if uses_operand and self.operand_slice.head is None:
            into_adder, uses_operand = None, False
        into_pool = self.adder.out.head if self._may_enter("pool") else None

        # Configuration.
        head = self.config_slice.head
        told_to = dict.fromkeys(("pass", "requantizer", *self.fronts), False)
        if head is not None:
            told_to[head.dest] = self._is_told(head)
        config_leaves = any(told_to.values())

        # All registers at once.
        if to_narrow is not None:
            wide = passes[to_narrow.item].raw
            parts = parts_of(self.params.lanes, self.params.out_bytes, wide)
            self.narrow = (to_narrow, parts)
        merged = to_narrow is not None and to_narrow.last
        split_done = (raw_leaves and merged) or (
            into_requantizer is not None and into_requantizer.last
        )
        switched = into_activation is not None and into_activation.last
        pass_told = head if told_to["pass"] else None
        if pass_told is not None:
            self.told[pass_told.item] = self.clock
        item = passes[pass_told.item] if pass_told is not None else None
        engine = item is not None and item.packet is not None
        staged = item is not None and not item.raw
        self.split.tick(pass_told if engine else None, split_done)
        self.switch.tick(pass_told if staged else None, switched)
        self.merge.tick(pass_told, merged)
        entering = {"activation": into_activation, "adder": into_adder, "pool": into_pool}
        for name, front in self.fronts.items():
            front.tick(head if told_to[name] else None, entering[name])
        self.banks.tick(head if told_to["requantizer"] else None, into_requantizer)
        config_open = self.config_slice.open
        coming = self.config.popleft() if config_open and self.config else None
        self.config_slice.tick(coming, config_leaves)

        self.pool.tick(into_pool, pool_leaves)
        self.adder.tick(into_adder, into_pool is not None)
        self.activation.tick(into_activation, into_adder is not None)
        taken = into_activation is not None
        self.requantizer.tick(into_requantizer, taken and not from_tensor)
        self._feed(self.tensor_slice, self.tensor, taken and from_tensor)
        self._feed(self.operand_slice, self.operand, uses_operand)
        arrives = None
        if packet is not None:
            index = self.packets[packet]
            assert index is not None
            arrives = self.sums[index].popleft()
        self.sum_slice.tick(arrives, raw_leaves or into_requantizer is not None)
        self.clock += 1

    def _may_enter(self, name: str) -> bool:
        return self.fronts[name].current and getattr(self, name).moves[0]

    def _is_told(self, head: Beat) -> bool:
        """Whether the beat in front of the port's slice goes where it belongs."""
        if head.dest == "requantizer":
            return self.banks.ready(head)
        if head.dest != "pass":
            return self.fronts[head.dest].ready
        item = self.passes[head.item]
        engine, staged = item.packet is not None, not item.raw
        ready = self.merge.open and (self.split.open or not engine)
        return ready and (self.switch.open or not staged)

    def _feed(self, slice_: Skid, source: deque[Beat], taken: bool) -> None:
        put = source.popleft() if slice_.open and source else None
        slice_.tick(put, taken)
