"""Cases from what a page says: its stimulus, and its golden function from words to words.

Both speak of ports by name. The words of a packet are an array of integers [beats, words], or
[beats] where a beat is one word; a mapping from field to such arrays where a port has more fields
than its data; a list of these for several packets one after another.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from golden.streams.frame import KEEP, LAST, Frame
from tb.bench.case import Case, to_frame
from tb.bench.errors import BenchError, whereabouts
from tb.bench.ports import Port, Role

Words = Any
"""What passes one port in a case, as the module's docstring says."""

Stimulus = Callable[[np.random.Generator, Mapping[str, int]], Iterable[Mapping[str, Words]]]
"""(generator, parameters) to cases: words by input port; a port that is left out stays quiet."""

Golden = Callable[[Any, Mapping[str, int]], Mapping[str, Words]]
"""(words by input port, parameters) to words by output port.

The integers that it gets are int64, so that sums of bytes do not overflow. It names every output;
an array without beats says that a port stays quiet. It gives every field of an output but ``last``
and ``keep``, which follow where it says nothing; None says that a field is not compared, and a
masked array hides words of it that are not.
"""


@dataclass(frozen=True, eq=False)
class Page:
    """The part of a bench that draws cases.

    Attributes:
        toplevel: name of the bench.
        ports: the design's ports.
        stimulus, golden: see `Stimulus` and `Golden`.
    """

    toplevel: str
    ports: Sequence[Port]
    stimulus: Stimulus | None
    golden: Golden | None

    def draw(self, rng: np.random.Generator, values: Mapping[str, int]) -> Iterator[Case]:
        """All cases of the stimulus, with what must come out of each.

        Raises:
            BenchError: one of the two functions fails, or gives what no port takes.
        """
        if self.stimulus is None or self.golden is None:
            raise BenchError(f"{self.toplevel}: give stimulus and golden, or cases.")
        drawn = iter(self._call("stimulus", self.stimulus, rng, values))
        count = 0
        while (inputs := self._call("stimulus", self.stimulus, source=drawn)) is not None:
            name = f"case {count}"
            # Made first: a golden function that works in place must not change what is sent.
            frames = self._frames(name, "stimulus", inputs, Role.SOURCE)
            outputs = self._call("golden", self.golden, _as_integers(inputs), values)
            frames |= self._frames(name, "golden", outputs, Role.SINK)
            self._check_outputs(name, outputs)
            yield Case(name, frames)
            count += 1
        if not count:
            raise BenchError(f"The stimulus of {self.toplevel} draws no case; let it yield some.")

    def answer(self, case: str, inputs: Words, values: Mapping[str, int]) -> dict[str, list[Frame]]:
        """What must come out of inputs that the stimulus has not drawn.

        Raises:
            BenchError: the golden function fails, or gives what no port takes.
        """
        if self.golden is None:
            raise BenchError(f"{self.toplevel}: give a golden.")
        outputs = self._call("golden", self.golden, _as_integers(inputs), values)
        return self._frames(case, "golden", outputs, Role.SINK)

    def _call(
        self,
        what: str,
        function: Callable[..., Any],
        *arguments: object,
        source: Iterator[Any] | None = None,
    ) -> Any:
        """What the function returns, or the next that it yields; None behind the last."""
        try:
            return function(*arguments) if source is None else next(source, None)
        except BenchError:
            raise
        except Exception as fault:
            said = whereabouts(fault, inspect.getsourcefile(function) or "")
            raise BenchError(f"The {what} of {self.toplevel} fails: {said}.") from fault

    def _frames(self, case: str, what: str, words: Any, role: Role) -> dict[str, list[Frame]]:
        ports = {port.name: port for port in self.ports if port.role is role}
        side = "input" if role is Role.SOURCE else "output"
        there = ", ".join(ports) or "none"
        if not isinstance(words, Mapping):
            raise BenchError(
                f"The {what} of {self.toplevel} gives {type(words).__name__} for {case}; it must "
                f"give words by {side}: {{port: array}} for {there}."
            )
        frames: dict[str, list[Frame]] = {}
        for name, given in words.items():
            if name not in ports:
                raise BenchError(
                    f"The {what} of {self.toplevel} names {name}, which is no {side}; "
                    f"there are: {there}."
                )
            packets = (
                list(given) if isinstance(given, list | tuple) and _several(given) else [given]
            )
            packets = [packet for packet in packets if not _empty(packet)]
            texts = [f"{case}/{name}"]
            if len(packets) > 1:
                texts = [f"{case}/{name}/{i}" for i in range(len(packets))]
            made = [
                to_frame(text, ports[name], _given(packet))
                for text, packet in zip(texts, packets, strict=False)
            ]
            if made:
                frames[name] = made
        return frames

    def _check_outputs(self, case: str, outputs: Mapping[str, Words]) -> None:
        """What the golden function forgets would not be compared: better to ask."""
        for port in self.ports:
            if port.role is not Role.SINK:
                continue
            if port.name not in outputs:
                raise BenchError(
                    f"The golden of {self.toplevel} gives nothing for the output {port.name} in "
                    f"{case}; give an array without beats where it stays quiet."
                )
            wanted = [f.name for f in port.fields if not f.turned and f.name not in (KEEP, LAST)]
            given = outputs[port.name]
            for packet in given if isinstance(given, list | tuple) else [given]:
                if not isinstance(packet, Mapping) and len(wanted) < 2:
                    continue
                named = packet if isinstance(packet, Mapping) else wanted[:1]
                for lacking in [name for name in wanted if name not in named]:
                    raise BenchError(
                        f"The golden of {self.toplevel} gives no {lacking} for the output "
                        f"{port.name} in {case}; give None where it is not to be compared."
                    )


def _several(given: Sequence[Any]) -> bool:
    """Whether a list holds packets, and is not itself the numbers of one."""
    return any(isinstance(part, np.ndarray | Mapping) for part in given)


def _empty(packet: Words) -> bool:
    arrays = packet.values() if isinstance(packet, Mapping) else [packet]
    return all(array is None or np.shape(array)[:1] == (0,) for array in arrays)


def _given(packet: Words) -> Words:
    """The fields that are told."""
    if not isinstance(packet, Mapping):
        return packet
    return {name: array for name, array in packet.items() if array is not None}


def _as_integers(words: Any) -> Any:
    """Copies of all arrays, integers as int64 where they fit."""
    if isinstance(words, Mapping):
        return {name: _as_integers(part) for name, part in words.items()}
    if isinstance(words, list | tuple) and _several(words):
        return [_as_integers(part) for part in words]
    array = np.array(words)
    return array.astype(np.int64) if array.dtype.kind in "iu" and array.dtype != "u8" else array
