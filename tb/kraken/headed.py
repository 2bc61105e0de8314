"""Cases that know the headers of their packets."""

from __future__ import annotations

from dataclasses import dataclass

from golden.kraken import Header
from tb.kraken.placed import PlacedCase


@dataclass(frozen=True, eq=False)
class HeadedCase(PlacedCase):
    """A case with headers.

    Attributes:
        headers: of its packets, in order.
    """

    headers: tuple[Header, ...] = ()
