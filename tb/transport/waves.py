"""Files of waveforms in a run's folder."""


def waves_file(top: str) -> str:
    """The run from its start on: all of it, or as much as the transport lets it hold."""
    return f"{top}.fst"


def window_file(top: str) -> str:
    """The clocks around the first fault, where the other file ends before it."""
    return f"{top}.window.fst"
