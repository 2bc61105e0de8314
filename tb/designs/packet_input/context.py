"""Explains the beats of the block: what each word of a layer's packet stands for."""

from __future__ import annotations

from collections.abc import Mapping

from golden.kraken import Packet, axes
from golden.streams.frame import Frame
from tb.bench import Bench, Case, Values
from tb.designs.axis_gather.sets import coordinates, with_whole_sets
from tb.designs.header_reader.context import PacketContext
from tb.designs.packet_input.cases import PacketCase


def packet_context(bench: Bench, values: Values) -> PacketInputContext:
    """The context of the block with these parameters."""
    return PacketInputContext(bench.ports_for(values))


class PacketInputContext(PacketContext):
    """Gives the packet and, for words of its body, their coordinates."""

    lane_columns = ("h", "word", "channel", "core")

    def add(self, case: Case) -> None:
        """See `Context.add`."""
        super().add(case)
        assert isinstance(case, PacketCase)
        self._stream = case.stream
        for port in ("in", "set"):
            for frame, packet in zip(case.frames[port], case.packets, strict=False):
                self._owner[frame] = (port, packet)

    def forget(self) -> None:
        """See `Context.forget`."""
        super().forget()
        self._owner: dict[Frame, tuple[str, Packet]] = {}

    def place(self, frame: Frame, beat: int, field: str, lane: int) -> Mapping[str, int]:
        """See `Context.place`."""
        place = super().place(frame, beat, field, lane)
        if frame not in self._owner:
            return place
        port, packet = self._owner[frame]
        if port == "set":
            packet = with_whole_sets(packet)
            beat += axes(packet.tiling, self._stream).header_beats
        return {**place, **coordinates(packet, self._stream, beat, lane)}
