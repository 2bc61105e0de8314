"""Stimulus profiles: which kind of pattern each port follows, written as one short text.

``dense`` holds back every port, ``dense:sum`` only that one, ``bursts:pixel+masked:sum`` two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tb.bench.errors import BenchError
from tb.stimulus.patterns import KINDS, Landmarks, none
from tb.transport.pattern import NO_DELAY, Pattern

NO_KIND = none.__name__
"""The kind that holds nothing back."""


class ProfileError(BenchError):
    """A profile names a kind or a port that does not exist."""


@dataclass(frozen=True)
class Profile:
    """Kinds of patterns by port.

    Attributes:
        text: as it was written.
        kinds: kind by port; ports that are not in it are free, so none at all measures clocks.
    """

    text: str
    kinds: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, text: str, ports: Sequence[str]) -> Profile:
        """Read a profile.

        Args:
            text: such as ``dense:sum``; ``none`` frees the ports that it names.
            ports: names of the design's ports.

        Raises:
            ProfileError: it names something unknown.
        """
        kinds: dict[str, str] = {}
        for part in text.split("+"):
            kind, _, port = part.partition(":")
            if kind not in KINDS:
                raise ProfileError(
                    f"stimulus profile {text!r}: {kind!r} is no kind; these are: {', '.join(KINDS)}"
                )
            if port and port not in ports:
                raise ProfileError(
                    f"stimulus profile {text!r}: {port!r} is no port; these are: {', '.join(ports)}"
                )
            kinds.update(dict.fromkeys([port] if port else ports, kind))
        return cls(text, tuple((port, kind) for port, kind in kinds.items() if kind != NO_KIND))

    def pattern(self, port: str, rng: np.random.Generator, marks: Landmarks) -> Pattern:
        """The pattern for one packet on one port."""
        for name, kind in self.kinds:
            if name == port:
                return KINDS[kind](rng, marks)
        return NO_DELAY


NO_PROFILE = Profile(NO_KIND, ())
"""Nothing is held back."""


def every(ports: Sequence[str]) -> list[str]:
    """Texts of all profiles that hold back one port or all of them; none without a port."""
    if not ports:
        return []
    kinds = [kind for kind in KINDS if kind != NO_KIND]
    return [f"{kind}:{port}" for kind in kinds for port in ports] + kinds
