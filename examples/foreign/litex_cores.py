"""Writes cores of LiteX as Verilog modules whose ports are AXI-Streams.

A program of its own, run with LiteX and Migen on its path: its argument is the folder to write to.
The cores are LiteX's, unchanged; here they only get names for their ports.
"""

import sys
from pathlib import Path

from litex.gen.fhdl import verilog
from litex.soc.interconnect import packet, stream
from migen import ClockDomain, Module

DATA = 32
"""Bits of a wide beat."""
HEADER = 6
"""Bytes of a header: a word of 32 bits and a half, so that the data behind it must be shifted."""


class Core(Module):
    """A core of LiteX between two endpoints whose signals have the names of AXI-Stream."""

    def __init__(self, core):
        self.submodules.core = core
        self.clock_domains.cd_sys = ClockDomain("sys")
        self.ios = {self.cd_sys.clk, self.cd_sys.rst}
        for endpoint, prefix in ((core.sink, "s_axis"), (core.source, "m_axis")):
            side = stream.Endpoint(endpoint.description)
            if prefix == "s_axis":
                self.comb += side.connect(endpoint)
            else:
                self.comb += endpoint.connect(side)
            marks = [("valid", side.valid), ("ready", side.ready), ("last", side.last)]
            fields = [(name, getattr(side, name)) for name in _names(side)]
            for name, signal in marks + fields:
                signal.name_override = f"{prefix}_t{name}"
                self.ios.add(signal)


def _names(endpoint):
    layouts = endpoint.description.payload_layout + endpoint.description.param_layout
    return [entry[0] for entry in layouts]


def layout(bits):
    """Data and a mark for each of its bytes."""
    return stream.EndpointDescription([("data", bits), ("keep", bits // 8)])


def header(length):
    """A header that is one field."""
    fields = {"header": packet.HeaderField(0, 0, 8 * length)}
    return packet.Header(fields, length, swap_field_bytes=False)


def with_header(length):
    """Data beside which the header's field goes."""
    return stream.EndpointDescription([("data", DATA)], [("header", 8 * length)])


PLAIN = stream.EndpointDescription([("data", DATA)])
CORES = {
    "litex_narrow": lambda: stream.StrideConverter(layout(DATA), layout(8)),
    "litex_widen": lambda: stream.StrideConverter(layout(8), layout(DATA)),
    "litex_fifo": lambda: stream.SyncFIFO(layout(DATA), 4, buffered=True),
    "litex_packet_fifo": lambda: packet.PacketFIFO(
        stream.EndpointDescription([("data", DATA)], [("user", 4)]), 64, 4
    ),
    "litex_insert_words": lambda: packet.Packetizer(with_header(8), PLAIN, header(8)),
    "litex_insert_bytes": lambda: packet.Packetizer(with_header(HEADER), PLAIN, header(HEADER)),
    "litex_remove_words": lambda: packet.Depacketizer(PLAIN, with_header(8), header(8)),
    "litex_remove_bytes": lambda: packet.Depacketizer(PLAIN, with_header(HEADER), header(HEADER)),
}
"""By the names of their modules."""


def main():
    """Write all of them."""
    for name, make in CORES.items():
        core = Core(make())
        # One always block for each signal: in the blocks of the other way a signal is set twice
        # and read too, by non-blocking assignments, and Icarus goes round in them for ever.
        text = str(verilog.convert(core, core.ios, name=name, regular_comb=False))
        # The writer's comments tell the time.
        lines = [line for line in text.splitlines() if not line.startswith("//")]
        Path(sys.argv[1], f"{name}.v").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
