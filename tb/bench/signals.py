"""Signals of a design beside its ports: reset and status outputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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
