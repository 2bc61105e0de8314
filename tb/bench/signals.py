"""Signals of a design beside its ports: reset, status outputs, and what is worth a look inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tb.bench.packed import Packed


@dataclass(frozen=True)
class Reset:
    """The reset input.

    Attributes:
        signal: its name.
        active_low: whether 0 resets.
        synchronous: whether it takes a clock edge; an asynchronous one must show before the next.
        clocks: how long it must last: registers without a reset of their own, behind others that
            have one, take a clock more.
    """

    signal: str = "rst_n"
    active_low: bool = True
    synchronous: bool = True
    clocks: int = 1

    @property
    def on(self) -> int:
        """The value that resets."""
        return 0 if self.active_low else 1


@dataclass(frozen=True)
class Flag:
    """A status output that has a known value in every clock, such as a sticky error.

    Attributes:
        signal: its name.
        usual: its value while nothing is wrong.
        names: what its values mean, for those that have names.
    """

    signal: str
    usual: int = 0
    names: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Inner:
    """A signal inside the design that a viewer of waveforms shows by name; nothing else reads it.

    Attributes:
        path: from the top module on, with dots between instances.
        packed: the members of a packed struct.
        names: what its values mean, for those that have names.
    """

    path: str
    packed: Packed | None = None
    names: Mapping[int, str] = field(default_factory=dict)
