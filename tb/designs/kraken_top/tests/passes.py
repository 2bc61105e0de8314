"""Tests that run one layer or tensor after another, or many without a pause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, cycle

import cocotb

from golden.kraken.accelerator.passes import CONFIG, Pass
from golden.kraken.format.axes import PIXEL
from golden.kraken.stages.route import DEST, DEST_WIDTH, DESTS
from golden.streams.frame import DATA, Frame, numbers
from tb.designs.kraken_top.cases import PassCase
from tb.designs.kraken_top.draw import ACTIVATION, ADDER, POOL, Strips
from tb.designs.kraken_top.tests.kinds import COMBINATIONS, KindsTest
from tb.kraken.busy import BusyWatch
from tb.kraken.directed_edges import remainders, shares
from tb.kraken.random_layers import random_layer
from tb.kraken.spec import LayerSpec
from tb.stimulus.profiles import NO_PROFILE, Profile

TO_BUSY = 2
"""Clocks from the first beat of a header to busy."""
ORDERS = 4
"""Sets of stages whose configurations come in another order."""
RANDOM_LONGEST = 1_500
"""Clocks of the longest random layer."""


def text_of(stages: tuple[str, ...]) -> str:
    """Stages as a title has them."""
    return " + ".join(stages) or "no stage"


class DirectedTest(KindsTest):
    """Every way through the stages: layers, raw sums, tensors, and what lies at their edges."""

    test = "directed"

    async def body(self) -> None:
        """See the class."""
        layers = self.layers()
        for i, stages in enumerate(COMBINATIONS):
            for spec in (layers[i % len(layers)], layers[(i + 3) % len(layers)]):
                name = f"{spec.name}: requantizer, {text_of(stages)}"
                await self.check(self.named(name, self.through(spec, stages)))
        for spec in layers:
            await self.check(self.named(f"{spec.name}: raw sums", self.raw(spec)))
        array = self.params.array
        for spec, stages in zip(
            (*remainders(array), *shares(array)), cycle(COMBINATIONS), strict=False
        ):
            await self.check(self.named(spec.name, self.through(spec, stages)))
        for stages in COMBINATIONS:
            name = f"tensor: {text_of(stages)}"
            await self.check(self.named(name, [self.tensor(name, stages)]))
        for name, passes in self._edges():
            await self.check(self.named(name, passes))
        await self.check(self._strays())
        # With pauses in front of each packet, in which a stage turns from ready to busy.
        pauses = Profile.parse(f"in_header:{CONFIG}", self.stalling)
        await self.check(self._strays(), pauses)

    def _strays(self) -> PassCase:
        """Configurations that no stage has, in front of each packet that one has and behind it.

        Passes are told while those before them are on their way, so that no stage has room.
        """
        array, long = self.params.array, Strips(16, min(self.params.depth, 4), 2)
        slow = LayerSpec("slow", 4 * array.rows, 24, 2, array.cols + 1)
        passes = [item for i in range(3) for item in self.raw(slow.named(f"raw {i}"))]
        passes += [self.tensor(f"between strays {i}", COMBINATIONS[-1], long) for i in range(3)]
        case = self.named("configurations for nobody", passes)
        config = list(self._for_nobody(0))
        for i, frame in enumerate(case.frames[CONFIG], 1):
            config += [frame, *self._for_nobody(i)]
        return replace(case, frames={**case.frames, CONFIG: config}, clocks=None)

    def _for_nobody(self, place: int) -> Iterator[Frame]:
        """A packet for each destination that is nobody's.

        They fall: between two packets the port shows a destination that is wrong in every bit, so
        each of them but the first follows one that is somebody's.
        """
        width = self.params.config_width
        for dest in range((1 << DEST_WIDTH) - 1, len(DESTS) - 1, -1):
            beats = 1 + (place + dest) % 2
            fields = {
                DATA: numbers([place] * beats, width),
                DEST: numbers([dest] * beats, DEST_WIDTH),
            }
            yield Frame(f"stray {place}, for {dest}", fields)

    def _edges(self) -> list[tuple[str, list[Pass]]]:
        """Single beats, tables one after another, deep layers, and tiles of one column."""
        depth, cols = self.params.array.weight_depth, self.params.array.cols
        one = Strips(1, 1, 0, 1, 1)
        ones = [self.tensor(f"one beat {i}", stages, one) for i, stages in enumerate(COMBINATIONS)]
        tables = [self.tensor(f"table {i}", (ACTIVATION,), one) for i in range(4)]
        deep = LayerSpec.matrix("held sums", 1, 3 * depth + 1, 3)
        held, *others = self.through(deep.named("held sums, cut"), (ADDER,))
        tiles = LayerSpec.matrix("tiles of one column", 1, 1, 4 * cols + 1)
        parts = LayerSpec("sums of parts", 1, 2, depth + 2, 2)
        return [
            ("tensors of one beat", ones),
            ("tables one after another", tables),
            ("held sums", self.through(deep, (ACTIVATION, POOL))),
            ("a tensor between held sums", [held, ones[0], *others]),
            ("held sums behind raw ones", [*self.raw(parts), *self.raw(deep)]),
            ("tiles of one column", self.through(tiles, (ADDER,))),
            ("sums of parts", self.raw(parts)),
        ]


class RandomTest(KindsTest):
    """Random layers and tensors through random stages, each under a random profile or none."""

    test = "random"

    async def body(self) -> None:
        """See the class."""
        choice = self.every_profile()
        for i in range(self.options["RANDOM_LAYERS"]):
            stages = COMBINATIONS[int(self.rng.integers(len(COMBINATIONS)))]
            name = f"random {i}"
            free = not self.profiles and bool(self.rng.random() < 0.6)
            profile = NO_PROFILE if free else choice[int(self.rng.integers(len(choice)))]
            kind = int(self.rng.integers(4))
            if kind == 0:
                passes = [self.tensor(name, stages)]
            else:
                spec = random_layer(self.rng, self.params.array, name, RANDOM_LONGEST)
                passes = self.raw(spec) if kind == 1 else self.through(spec, stages)
            await self.check(self.named(name, passes, text_of(stages)), profile)


class StallsTest(KindsTest):
    """Every kind of gap and stall, on each port by itself and on all at once."""

    test = "stalls"

    async def body(self) -> None:
        """See the class."""
        layers = self.layers()
        for i, profile in enumerate(self.every_profile()):
            passes = [
                *self.through(layers[i % 4].named(f"a {i}"), (ACTIVATION, ADDER, POOL)),
                self.tensor(f"b {i}", COMBINATIONS[i % len(COMBINATIONS)]),
                *self.raw(layers[4 + i % 2].named(f"c {i}")),
                *self.through(layers[4 + (i + 1) % 2].named(f"d {i}"), (ADDER,)),
            ]
            await self.check(self.named(profile.text, passes), profile)


class BackToBackTest(KindsTest):
    """Passes of all kinds straight behind each other, without flush or reset."""

    test = "back_to_back"

    async def body(self) -> None:
        """See the class."""
        for start in range(2):
            passes = list(chain.from_iterable(self.mixture(start)))
            await self.check(self.named(f"all kinds {start}", passes))
            await self.check(self.named(f"all kinds {start} in reverse", self._reverse(start)))
        one = Strips(1, 1, 0, 1, 1)
        ones: list[Pass] = []
        single = self.layers()[4]
        for i in range(12):
            ones += self.through(single.named(f"one {i}"), COMBINATIONS[i % 8])
            ones.append(self.tensor(f"one beat {i}", COMBINATIONS[(3 * i) % 8], one))
            ones += self.raw(single.named(f"raw one {i}"))
        await self.check(self.named("passes of one beat", ones))
        mixed = list(chain.from_iterable(self.mixture()))
        for text in ("sparse", "dense", "bursts:out", "after_header", "dense:config"):
            case = self.named(f"all kinds, {text}", mixed)
            await self.check(case, Profile.parse(text, self.stalling))
            mixed = list(chain.from_iterable(self.mixture()))

    def _reverse(self, start: int) -> list[Pass]:
        return list(chain.from_iterable(list(self.mixture(start))[::-1]))


class OrderTest(KindsTest):
    """Configurations of a pass in any order before that of the requantizer, and long before their
    stages have room: none is lost, and each waits for its own pass.
    """

    test = "order"

    async def body(self) -> None:
        """See the class."""
        # Beats enough for the configurations of the next passes to come meanwhile.
        long = Strips(16, min(self.params.depth, 4), 2)
        for i in range(ORDERS):
            stages = COMBINATIONS[(i + 1) % len(COMBINATIONS)] if i else COMBINATIONS[-1]
            passes = [self.tensor(f"{i}, tensor {j}", stages, long) for j in range(5)]
            passes += self.through(self.layers()[i % 4].named(f"{i}, layer"), stages)
            case = self.named(f"order {i}", passes, text_of(stages))
            await self.check(self._shuffled(case))

    def _shuffled(self, case: PassCase) -> PassCase:
        """The same passes with what stands in front of the requantizer's rows in another order."""
        shuffled: list[Frame] = []
        some: list[Frame] = []
        for frame in case.frames[CONFIG]:
            dest = int(frame.whole(DEST)[0, 0])
            if dest == DESTS["pass"]:
                shuffled += self._mixed(some)
                some = []
            some.append(frame)
            if dest == DESTS["requantizer"]:
                shuffled += [*self._mixed(some[:-1]), frame]
                some = []
        shuffled += self._mixed(some)
        return replace(case, frames={**case.frames, CONFIG: shuffled}, clocks=None)

    def _mixed(self, frames: list[Frame]) -> list[Frame]:
        return [frames[i] for i in self.rng.permutation(len(frames))]


class StateTest(KindsTest):
    """Busy in every clock of passes back to back: from the first told to the last beat out."""

    test = "state"

    async def body(self) -> None:
        """See the class."""
        layers = self.layers()
        await self._watched("a layer", self.through(layers[0], (ACTIVATION, POOL)))
        await self._watched("a tensor", [self.tensor("a tensor", (ADDER,))])
        await self._watched("all kinds", list(chain.from_iterable(self.mixture())))
        await self._early()

    async def _early(self) -> None:
        """Busy with a packet whose pass has not been told."""
        case = self.named("a layer told late", self.through(self.layers()[0], ()))
        watch = BusyWatch(cocotb.top, self.transport)
        await self.check(case, Profile.parse(f"in_header:{CONFIG}", self.stalling))
        watch.stop()
        begins = self.transfer(case.frames[PIXEL][0]).first_clock + TO_BUSY
        told = self.transfer(case.frames[CONFIG][0]).first_clock
        if begins > told:
            raise ValueError("the pass was told too early to see anything")
        if idle := set(range(begins, told + 1)) - set(watch.clocks):
            detail = f"busy is 0 in clock {min(idle) - begins + TO_BUSY} from the first pixels on"
            self.complain("busy", detail, case.titled())

    async def _watched(self, name: str, passes: list[Pass]) -> None:
        case = self.named(name, passes)
        watch = BusyWatch(cocotb.top, self.transport)
        await self.check(case)
        watch.stop()
        inputs = [frame for port in self.stalling for frame in case.frames.get(port, ())]
        begins = min(self.transfer(frame).first_clock for frame in inputs)
        expected = {begins + clock for clock in told_clocks(case)}
        found = set(watch.clocks)
        # The engine may be busy before the first pass is told, or behind the last one.
        for what, clocks in (("0", expected - found), ("1", found - expected - self._engine(case))):
            if clocks:
                detail = f"busy is {what} in clock {min(clocks) - begins} of the passes"
                self.complain("busy", detail, case.titled())

    def _engine(self, case: PassCase) -> set[int]:
        """Clocks in which the engine may work, from the first pixel on."""
        if PIXEL not in case.frames:
            return set()
        assert case.prediction is not None
        first = self.transfer(case.frames[PIXEL][0]).first_clock
        return {first + clock for clock in range(case.prediction.last_step + 3)}


def told_clocks(case: PassCase) -> set[int]:
    """Clocks in which a pass has been told and has not left."""
    assert case.prediction is not None
    return {
        clock
        for done in case.prediction.passes
        if done.told is not None and done.last_out is not None
        for clock in range(done.told + 1, done.last_out + 1)
    }
