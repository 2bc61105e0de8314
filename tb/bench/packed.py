"""Packed structs: several numbers side by side in one signal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Packed:
    """The members of a packed struct.

    Attributes:
        members: bits by name, in the order of the RTL: the first one in the highest bits.
    """

    members: Mapping[str, int]

    @property
    def width(self) -> int:
        """Bits of the whole."""
        return sum(self.members.values())

    def pack(self, **values: int) -> int:
        """The struct as one unsigned number; a member that is not named is 0.

        Raises:
            KeyError: the struct has no such member.
            ValueError: a value does not fit.
        """
        for name, value in values.items():
            if not 0 <= value < 1 << self.members[name]:
                raise ValueError(f"{name} is {value}, but it has {self.members[name]} bits")
        whole = 0
        for name, bits in self.members.items():
            whole = whole << bits | values.get(name, 0)
        return whole

    def unpack(self, whole: int) -> dict[str, int]:
        """The members by name, the first one first."""
        values, low = {}, self.width
        for name, bits in self.members.items():
            low -= bits
            values[name] = whole >> low & ((1 << bits) - 1)
        return values
