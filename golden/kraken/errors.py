"""Faults of the dataflow mapping. Each message says what is wrong, where, and how to mend it."""

from __future__ import annotations

from golden.errors import GoldenError


class KrakenError(GoldenError, ValueError):
    """Base of everything that the mapping raises on purpose."""


class ParameterError(KrakenError):
    """An array cannot be built with these parameters."""


class ShapeError(KrakenError):
    """A layer makes no sense, or the array cannot do it in one packet."""


class HeaderError(KrakenError):
    """A header field does not fit its bits."""


class PacketError(KrakenError):
    """Tensors, flags or passes of a packet do not fit together."""


class LayerError(KrakenError):
    """A layer has no weights, or an array is no input of it."""


class DecodeError(KrakenError):
    """Beats do not have the number or the width that a packet's sums have."""


class PlaceError(KrakenError):
    """A beat or a lane lies outside a stream."""


class StageError(KrakenError):
    """A configuration of a stage behind the engine makes no sense, or does not fit its data."""
