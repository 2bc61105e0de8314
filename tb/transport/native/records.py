"""The structures that `lane.cpp` and Python exchange, field by field as the C++ has them."""

from __future__ import annotations

from ctypes import (
    POINTER,
    Structure,
    c_char_p,
    c_double,
    c_int32,
    c_int64,
    c_uint8,
    c_uint32,
    c_uint64,
    c_void_p,
)

from tb.transport.base import Reason
from tb.transport.counts import Length, Meeting, Place
from tb.transport.fault import Rule

RULES = (
    Rule.DIFFERS,
    Rule.SURPLUS,
    Rule.VALID_FELL,
    Rule.PAYLOAD_CHANGED,
    Rule.STRAY,
    Rule.VALID_IN_RESET,
    Rule.QUIET,
    Rule.TOTAL,
    Rule.FLAG_DIFFERS,
)
"""By their numbers in `port_spec.h`. Rules about X are not among them: Verilator has two states."""

REASONS = (Reason.DONE, Reason.FAULT, Reason.CLOCKS)
"""By their numbers in `bench.h`."""

NONE = -1
"""In place of the number of a signal, a port or a packet."""

NEVER = 2**64 - 1
"""In place of a clock that there is none, and of a bound."""


class PortSpec(Structure):
    """See `port_spec.h`."""

    _fields_ = (
        ("valid", c_int32),
        ("ready", c_int32),
        ("follows", c_int32),
        ("latency", c_uint32),
        ("source", c_uint8),
        ("level", c_uint8),
        ("enables", c_uint8),
        ("counts", c_uint8),
    )


class FieldSpec(Structure):
    """See `port_spec.h`."""

    _fields_ = (
        ("signal", c_int32),
        ("driven", c_uint8),
        ("turned", c_uint8),
        ("only_then", c_uint8),
        ("last", c_uint8),
    )


class ResetSpec(Structure):
    """See `bench.h`."""

    _fields_ = (
        ("signal", c_int32),
        ("on", c_uint8),
        ("synchronous", c_uint8),
        ("clocks", c_uint32),
    )


class Buffers(Structure):
    """See `packet.h`."""

    _fields_ = (
        ("header", c_void_p),
        ("body", c_void_p),
        ("care", c_void_p),
        ("record", c_void_p),
        ("stride", c_uint64),
    )


class PacketSpec(Structure):
    """See `packet.h`."""

    _fields_ = (
        ("id", c_int64),
        ("header_beats", c_uint64),
        ("body_beats", c_uint64),
        ("repeat", c_uint64),
        ("lasts", c_void_p),
        ("last_count", c_uint64),
        ("delays", c_void_p),
        ("mask", c_void_p),
        ("mask_period", c_uint64),
        ("edges", c_void_p),
        ("edge_count", c_uint64),
    )


class Job(Structure):
    """See `bench.h`."""

    _fields_ = (
        ("clocks", c_uint64),
        ("quiet", c_uint64),
        ("total", c_uint64),
        ("reset", c_uint8),
        ("fresh", c_uint8),
    )


class Status(Structure):
    """See `lane.cpp`."""

    _fields_ = (
        ("clock", c_uint64),
        ("held", c_uint64),
        ("stood", c_uint64),
        ("total", c_double),
        ("compare", c_double),
        ("faults", c_uint32),
        ("transfers", c_uint32),
        ("reason", c_int32),
        ("active", c_uint8),
    )


class Fault(Structure):
    """See `port_spec.h`."""

    _fields_ = (
        ("rule", c_int32),
        ("port", c_int32),
        ("packet", c_int64),
        ("beat", c_uint64),
        ("fields", c_uint64),
        ("shown", c_int32),
    )


class Transfer(Structure):
    """See `port_spec.h`."""

    _fields_ = (
        ("port", c_int32),
        ("packet", c_int64),
        ("first_clock", c_uint64),
        ("last_clock", c_uint64),
    )


class PortStatus(Structure):
    """See `lane.cpp`."""

    _fields_ = (
        ("packet", c_int64),
        ("beat", c_uint64),
        ("progress", c_uint64),
        ("moved_at", c_uint64),
        ("valid", c_uint8),
        ("ready", c_uint8),
    )


class Counts(Structure):
    """See `counts.h`."""

    _fields_ = (
        ("held", c_uint64 * len(Place)),
        ("beats", c_uint64 * len(Meeting)),
        ("packets", c_uint64 * len(Length)),
    )


SIGNATURES = {
    "lane_open": (None, (c_void_p, c_void_p)),
    "lane_signal": (c_int32, (c_char_p, POINTER(c_uint32))),
    "lane_port": (None, (POINTER(PortSpec), POINTER(FieldSpec), c_uint32)),
    "lane_flag": (None, (c_int32, c_void_p)),
    "lane_reset_line": (None, (POINTER(ResetSpec),)),
    "lane_link": (None, (c_int32, c_uint64)),
    "lane_queue": (None, (c_uint32, POINTER(PacketSpec), POINTER(Buffers))),
    "lane_begin": (None, (POINTER(Job),)),
    "lane_cancel": (None, ()),
    "lane_status": (None, (POINTER(Status),)),
    "lane_fault": (None, (c_uint32, POINTER(Fault))),
    "lane_transfer": (None, (c_uint32, POINTER(Transfer))),
    "lane_drop_transfers": (None, ()),
    "lane_record": (c_int32, (c_uint64, c_uint64, c_char_p)),
    "lane_port_status": (None, (c_uint32, POINTER(PortStatus))),
    "lane_counts": (None, (c_uint32, POINTER(Counts))),
    "lane_beat": (c_void_p, (c_uint32, c_uint32, POINTER(c_uint64))),
    "lane_flag_value": (c_int32, (c_uint32, c_void_p, c_void_p)),
}
"""Result and arguments of each function of `lane.cpp`."""
