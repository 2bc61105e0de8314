"""What a simulator's log tells by itself: assertions that failed, and C++ that did wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sim.results import ASSERTION_FAILED
from tb.transport.period import PERIOD_NS

ASSERTION = re.compile(
    r"^(?:(?:ERROR|FATAL): |\[(?P<before>\d+)\] %(?:Error|Fatal): )(?P<what>\S+\.s?v:\d+: .*)$"
    r"(?:\n +Time: (?P<behind>\d+) )?",
    re.MULTILINE,
)
"""What `$error` and `$fatal` print, on Icarus and on Verilator, with the time that is theirs."""
SANITIZER = re.compile(
    r"^(?:==\d+==ERROR: (?=AddressSanitizer: )|(?=\S+:\d+:\d+: runtime error: ))(?P<what>.*)$",
    re.MULTILINE,
)
"""How the report of a sanitized build begins."""
PICOSECONDS = 1000
"""In a nanosecond: both simulators tell times in picoseconds."""


@dataclass(frozen=True)
class FailedAssertion:
    """One of the design's own assertions that failed.

    Attributes:
        what: its file, line and sentence; of a property also its name and its instance.
        time_ns: simulated time of the edge at which it failed.
    """

    what: str
    time_ns: float

    @property
    def clock(self) -> int:
        """The edge, counted as the bench counts them: from 1 on."""
        return round(self.time_ns / PERIOD_NS + 0.5)

    @property
    def sentence(self) -> str:
        """What a user is told."""
        return f"{ASSERTION_FAILED} in clock {self.clock:,}: {self.what}"


def first_assertion(log: Path) -> FailedAssertion | None:
    """The first of the design's own assertions that failed; None if none did.

    Args:
        log: what the simulator has printed.
    """
    found = ASSERTION.search(_text(log))
    if not found:
        return None
    file, rest = found["what"].split(":", 1)  # the file as the simulator was given it
    time = int(found["before"] or found["behind"] or 0)
    return FailedAssertion(f"{Path(file).name}:{rest}", time / PICOSECONDS)


def broken_rule(log: Path) -> str:
    """What a sanitized build says of its C++, as a sentence; empty where it found nothing.

    Args:
        log: what the simulator has printed.
    """
    found = SANITIZER.search(_text(log))
    return f"The simulator did what C++ does not allow: {found['what']}" if found else ""


def _text(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
