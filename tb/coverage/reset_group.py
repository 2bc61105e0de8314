"""The group ``reset`` of every design that has one: what a reset comes into."""

from __future__ import annotations

from collections.abc import Sequence

from tb.bench.ports import Kind, Port
from tb.bench.signals import Reset
from tb.coverage.model import Group, Point
from tb.transport.fault import PortState

RESET = "reset"
"""The group's name."""

UNTOUCHED, AT_REST, AT_WORK = "untouched", "at_rest", "at_work"
SHORTEST, LONGER = "shortest", "longer"


def reset_group(reset: Reset | None, ports: Sequence[Port]) -> Group | None:
    """The group, or None for a design without a reset."""
    if reset is None:
        return None
    points = [
        Point("state", (UNTOUCHED, AT_REST, AT_WORK), "nothing sent yet, all of it done, or some"),
        Point("length", (SHORTEST, LONGER), "clocks of the reset beside the fewest that must do"),
    ]
    pausing = tuple(port.name for port in ports if port.ends_packets)
    if pausing:
        meaning = "ports that had moved some beats of a packet, and not all"
        points.append(Point("mid_packet", pausing, meaning))
    waiting = tuple(port.name for port in ports if port.kind is Kind.HANDSHAKE)
    if waiting:
        points.append(Point("offered", waiting, "ports at which a beat was offered and not taken"))
    return Group(RESET, "what the design was doing when a reset came", points)


def seen_at_reset(
    reset: Reset, ports: Sequence[Port], states: Sequence[PortState], moved: bool, clocks: int
) -> dict[str, tuple[str, ...]]:
    """What a sample of the group says.

    Args:
        reset: the reset input.
        ports: of the design.
        states: what each of them was doing.
        moved: whether a beat has passed any of them since the reset before.
        clocks: length of the reset.
    """
    by_name = {port.name: port for port in ports}
    at_work = any(state.frame is not None for state in states)
    pausing = [state for state in states if by_name[state.port].ends_packets]
    waiting = [state for state in states if by_name[state.port].kind is Kind.HANDSHAKE]
    seen: dict[str, tuple[str, ...]] = {
        "state": (AT_WORK if at_work else AT_REST if moved else UNTOUCHED,),
        "length": (LONGER if clocks > reset.clocks else SHORTEST,),
    }
    if pausing:
        seen["mid_packet"] = tuple(s.port for s in pausing if s.frame is not None and s.beat)
    if waiting:
        offered = [s for s in waiting if s.valid == "1" and s.ready == "0"]
        seen["offered"] = tuple(s.port for s in offered)
    return seen
