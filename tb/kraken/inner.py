"""What is worth a look inside the engine and the stages, in viewers of waveforms."""

from __future__ import annotations

from tb.bench import Inner
from tb.kraken.words import CONFIG_STATES, HEADER_STATES, LAYER


def engine_inner(instance: str = "") -> tuple[Inner, ...]:
    """The headers of both inputs by their fields, and the states of their readers.

    Args:
        instance: the engine's path with a dot behind it; empty where it is the top module.
    """
    return tuple(
        inner
        for stream in ("pixel", "weight")
        for inner in (
            Inner(f"{instance}{stream}_layer", packed=LAYER),
            Inner(f"{instance}u_{stream}_input.u_header.state_q", names=HEADER_STATES),
        )
    )


def config_inner(*paths: str) -> tuple[Inner, ...]:
    """The states of readers of configurations by their paths."""
    return tuple(Inner(f"{path}.state_q", names=CONFIG_STATES) for path in paths)
