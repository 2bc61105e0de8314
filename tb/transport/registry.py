"""The transports that a run can choose from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tb.bindings import Binding
from tb.transport.base import Transport
from tb.transport.beatwise import BeatwiseTransport

TRANSPORTS: dict[str, Callable[[Any, Binding], Transport]] = {"python": BeatwiseTransport}
"""By the name in `tb.config.RunConfig.transport`."""
