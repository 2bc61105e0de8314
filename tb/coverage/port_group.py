"""The group ``ports`` of every design: how its ports were held back, and how beats passed them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from tb.bench.ports import Kind, Port, Role
from tb.coverage.model import Group, Point
from tb.stimulus.patterns import KINDS, dense, masked, sparse
from tb.stimulus.profiles import NO_KIND, Profile
from tb.transport.counts import Length, Meeting, Place, PortCounts

PORTS = "ports"
"""The group's name."""

LATER = "later"
"""Any beat but the first, where packets do not end on the wires."""

HELD_BY = tuple(kind for kind in KINDS if kind != NO_KIND)
ANYWHERE = tuple(kind.__name__ for kind in (sparse, dense, masked))
"""Kinds of stimulus that do not depend on where a packet begins and ends."""


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
        met = (_meeting(port, meeting) for meeting in _hit(Meeting, count.beats))
        seen[f"{port.name}_beats"] = tuple(dict.fromkeys(filter(None, met)))
        if port.ends_packets:
            seen[f"{port.name}_packets"] = _hit(Length, count.packets)
        if port.stalls:
            places = (_place(port, place) for place in _hit(Place, count.held))
            seen[_held(port)] = tuple(dict.fromkeys(places))
            if any(count.held) and kinds.get(port.name) in _kinds(port):
                seen[f"{_held(port)}_by"] = (kinds[port.name],)
    return seen


def _points(port: Port, edged: bool) -> Iterator[Point]:
    if port.kind is Kind.LEVEL:
        return
    name = port.name
    yield Point(f"{name}_beats", _meetings(port), f"how beats of {name} come to pass")
    if port.ends_packets:
        yield Point(f"{name}_packets", tuple(Length), f"packets of {name} by their length")
    if port.stalls:
        what = f"{'gaps' if port.role is Role.SOURCE else 'stalls'} at {name}"
        yield Point(_held(port), _places(port, edged), f"{what} by the beat that waits")
        yield Point(f"{_held(port)}_by", _kinds(port), f"{what} by the kind of stimulus")


def _held(port: Port) -> str:
    return f"{port.name}_{'gaps' if port.role is Role.SOURCE else 'stalls'}"


def _kinds(port: Port) -> tuple[str, ...]:
    return HELD_BY if port.ends_packets else ANYWHERE


def _meetings(port: Port) -> tuple[str, ...]:
    sides = (Meeting.VALID_FIRST, Meeting.TOGETHER) if port.kind is Kind.HANDSHAKE else ()
    rows = (Meeting.PACKETS_IN_A_ROW,) if port.ends_packets else ()
    return (*rows, Meeting.IN_A_ROW, Meeting.READY_FIRST, *sides)


def _meeting(port: Port, meeting: str) -> str | None:
    if meeting in _meetings(port):
        return meeting
    return Meeting.IN_A_ROW.value if meeting == Meeting.PACKETS_IN_A_ROW else None


def _places(port: Port, edged: bool) -> tuple[str, ...]:
    edge = (Place.EDGE,) if edged else ()
    if port.ends_packets:
        return (Place.FIRST, Place.BETWEEN, Place.INSIDE, *edge, Place.LAST)
    return (Place.FIRST, *edge, LATER)


def _place(port: Port, place: str) -> str:
    return place if place in _places(port, True) else LATER


def _hit(kinds: type[StrEnum], counts: Sequence[int]) -> tuple[str, ...]:
    return tuple(kind.value for kind, count in zip(kinds, counts, strict=True) if count)
