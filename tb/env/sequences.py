"""Sequences of packets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyuvm import uvm_sequence, uvm_sequencer

from tb.env.item import FrameItem


class PortSequence(uvm_sequence):
    """Packets for one port, in order."""

    def __init__(self, name: str, items: Sequence[FrameItem]) -> None:
        super().__init__(name)
        self._items = items

    async def body(self) -> None:
        """Hand over every item.

        Raises:
            FrameError: the port does not take one.
        """
        for item in self._items:
            await self.start_item(item)
            await self.finish_item(item)
            if item.refused is not None:
                raise item.refused


class PacketSequence(uvm_sequence):
    """Virtual sequence: packets for several ports at once."""

    def __init__(
        self,
        items: Mapping[str, Sequence[FrameItem]],
        sequencers: Mapping[str, uvm_sequencer],
    ) -> None:
        super().__init__("packets")
        self._items = items
        self._sequencers = sequencers

    async def body(self) -> None:
        """Queue all packets; no time passes, the conductor moves them afterwards."""
        for port, items in self._items.items():
            await PortSequence(port, items).start(self._sequencers[port])
