"""The group ``ports`` of every design: how its ports were held back, and how beats passed them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from tb.bench.ports import Kind, Port, Role
from tb.coverage.model import Group, Point
from tb.stimulus.patterns import KINDS
from tb.stimulus.profiles import NO_KIND, Profile
from tb.transport.counts import Length, Meeting, Place, PortCounts

PORTS = "ports"
"""The group's name."""

HELD_BY = tuple(kind for kind in KINDS if kind != NO_KIND)
STROBES = (Meeting.PACKETS_IN_A_ROW, Meeting.IN_A_ROW, Meeting.READY_FIRST)
"""How a beat of a port without ``ready`` can come about."""


def port_group(ports: Sequence[Port], edged: Sequence[str]) -> Group | None:
    """The group, or None for a design whose ports have neither handshake nor strobe.

    Args:
        ports: of the design.
        edged: names of those whose packets have edges of their own.
    """
    points = [point for port in ports for point in _points(port, port.name in edged)]
    meaning = "how ports are held back and how beats pass them, by cases that passed"
    return Group(PORTS, meaning, points) if points else None


def seen_at_ports(
    ports: Sequence[Port], counts: Mapping[str, PortCounts], profile: Profile | None = None
) -> dict[str, tuple[str, ...]]:
    """What a sample of the group says.

    Args:
        ports: of the design.
        counts: what has happened at each of them.
        profile: how they were held back meanwhile, where that was the same all the time.
    """
    kinds = dict(profile.kinds) if profile else {}
    seen: dict[str, tuple[str, ...]] = {}
    for port in (port for port in ports if port.kind is not Kind.LEVEL):
        count = counts[port.name]
        seen[f"{port.name}_packets"] = _hit(Length, count.packets)
        seen[f"{port.name}_beats"] = _hit(Meeting, count.beats, _meetings(port))
        if port.stalls:
            seen[_held(port)] = _hit(Place, count.held)
            if port.name in kinds and any(count.held):
                seen[f"{_held(port)}_by"] = (kinds[port.name],)
    return seen


def _points(port: Port, edged: bool) -> Iterator[Point]:
    if port.kind is Kind.LEVEL:
        return
    name = port.name
    yield Point(f"{name}_packets", tuple(Length), f"packets of {name} by their length")
    yield Point(f"{name}_beats", _meetings(port), f"how beats of {name} come to pass")
    if port.stalls:
        what = f"{'gaps' if port.role is Role.SOURCE else 'stalls'} at {name}"
        places = tuple(place for place in Place if edged or place is not Place.EDGE)
        yield Point(_held(port), places, f"{what} by the beat that waits")
        yield Point(f"{_held(port)}_by", HELD_BY, f"{what} by the kind of stimulus")


def _held(port: Port) -> str:
    return f"{port.name}_{'gaps' if port.role is Role.SOURCE else 'stalls'}"


def _meetings(port: Port) -> tuple[str, ...]:
    return tuple(Meeting) if port.kind is Kind.HANDSHAKE else STROBES


def _hit(
    kinds: type[StrEnum], counts: Sequence[int], among: Sequence[str] | None = None
) -> tuple[str, ...]:
    told = zip(kinds, counts, strict=True)
    return tuple(k.value for k, n in told if n and (among is None or k in among))
