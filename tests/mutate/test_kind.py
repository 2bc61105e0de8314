"""How a mutant was killed, from reports as benches write them."""

from __future__ import annotations

from typing import Any

import pytest

from sim.mutate.kind import tried_of
from sim.mutate.result import Kind
from sim.outcome import Outcome


def report(**told: Any) -> dict[str, Any]:
    return {"kind": "mismatch", "fields": ["data"], "lane": None, **told}


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        ({"kind": "mismatch", "report": report(lane=3)}, "data"),
        ({"kind": "mismatch", "report": report()}, "data"),
        ({"kind": "mismatch", "report": report(fields=["user", "data"])}, "data"),
        ({"kind": "mismatch", "report": report(fields=["last"])}, "place"),
        ({"kind": "mismatch", "report": report(fields=["tuser", "tkeep"])}, "place"),
        ({"kind": "mismatch", "report": report(fields=["user"], lane=2)}, "data"),
        ({"kind": "surplus"}, "surplus"),
        ({"kind": "handshake"}, "handshake"),
        ({"kind": "unknown"}, "X"),
        ({"kind": "stuck"}, "stuck"),
        ({"kind": "flag"}, "status"),
        ({"kind": "clocks"}, "clocks"),
        ({"kind": "tensor"}, "data"),
        ({"kind": "error code"}, "status"),
        ({"kind": "assertion"}, "assertion"),
        ({"kind": "ValueError"}, "crash"),
        ({"state": "timeout", "kind": "timeout"}, "stuck"),
        ({"state": "crashed", "kind": "SIGSEGV"}, "crash"),
    ],
)
def test_each_report_is_of_a_kind(outcome: dict[str, Any], kind: Kind) -> None:
    found = tried_of(Outcome.model_validate({"number": 1, "state": "failed", **outcome}), "m", "t")
    assert (found.state, found.kind) == ("killed", kind)


def test_who_passes_was_not_killed() -> None:
    found = tried_of(Outcome(number=1, state="passed", seconds=2.0), "m", "t")
    assert (found.state, found.kind, found.seconds) == ("passed", None, 2.0)
