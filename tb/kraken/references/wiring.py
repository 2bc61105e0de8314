"""The engine between its blocks: what they are connected to, what is at fault, what is captured."""

from __future__ import annotations

from golden.kraken.format.error_codes import ErrorCode
from tb.bench.parts import Dues, Same, Signals, Values
from tb.kraken.references.bits import ones
from tb.kraken.words import DERIVED, LAYER

WIRES = {
    "s_axis_pixel_tready": "u_pixel_input.s_axis_tready",
    "s_axis_weight_tready": "u_weight_input.s_axis_tready",
    "m_axis_sum_tdata": "u_output.m_axis_tdata",
    "m_axis_sum_tuser": "u_output.m_axis_tuser",
    "m_axis_sum_tkeep": "u_output.m_axis_tkeep",
    "m_axis_sum_tlast": "u_output.m_axis_tlast",
    "m_axis_sum_tvalid": "u_output.m_axis_tvalid",
    "u_pixel_input.rst_n": "rst_n",
    "u_pixel_input.s_axis_tdata": "s_axis_pixel_tdata",
    "u_pixel_input.s_axis_tuser": "s_axis_pixel_tuser",
    "u_pixel_input.s_axis_tlast": "s_axis_pixel_tlast",
    "u_pixel_input.s_axis_tvalid": "s_axis_pixel_tvalid",
    "u_pixel_input.body_done": "u_sequencer.body_done",
    "u_pixel_input.packet_done": "u_sequencer.packet_done",
    "u_pixel_input.load_tready": "u_sequencer.pixels_take",
    "u_weight_input.rst_n": "rst_n",
    "u_weight_input.s_axis_tdata": "s_axis_weight_tdata",
    "u_weight_input.s_axis_tlast": "s_axis_weight_tlast",
    "u_weight_input.s_axis_tvalid": "s_axis_weight_tvalid",
    "u_weight_input.body_done": "u_weights.packet_done",
    "u_weight_input.packet_done": "u_weights.packet_done",
    "u_weight_input.load_tready": "u_weights.s_axis_tready",
    "u_weights.rst_n": "rst_n",
    "u_weights.layer": "u_weight_input.layer",
    "u_weights.s_axis_tdata": "u_weight_input.load_tdata",
    "u_weights.s_axis_tlast": "u_weight_input.load_tlast",
    "u_weights.s_axis_tvalid": "u_weight_input.load_tvalid",
    "u_weights.read": "u_sequencer.step",
    "u_weights.read_block_ends": "u_sequencer.block_ends",
    "u_weights.read_tile_ends": "u_sequencer.iteration_ends",
    "u_sequencer.rst_n": "rst_n",
    "u_sequencer.start": "u_pixel_input.start",
    "u_sequencer.layer": "u_pixel_input.layer",
    "u_sequencer.pixels_valid": "u_pixel_input.load_tvalid",
    "u_sequencer.pixels_last": "u_pixel_input.load_tlast",
    "u_sequencer.row_ready": "u_weights.row_ready",
    "u_sequencer.tile_known": "u_weights.tile_known",
    "u_sequencer.tile_matches": "u_weights.tile_matches",
    "u_shifter.load": "u_sequencer.pixels_take",
    "u_shifter.shift": "u_sequencer.step",
    "u_shifter.words": "u_pixel_input.load_tdata",
    "u_shifter.marks": "u_pixel_input.load_tuser",
    "u_array.restart": "u_sequencer.restart_b",
    "u_array.hand_over": "u_sequencer.hand_over_b",
    "u_array.buses": "u_sequencer.buses_b",
    "u_array.pixels": "u_shifter.pixels",
    "u_array.weights": "u_weights.weights",
    "u_array.read_cores": "u_output.read_cores",
    "u_output.rst_n": "rst_n",
    "u_output.read_sums": "u_array.read_sums",
    "u_output.m_axis_tready": "m_axis_sum_tready",
}
"""What an output or the input of a block is connected to, and nothing else."""


def _lowest(member: str) -> int:
    """The lowest bit of a member of ``layer_t``."""
    names = list(LAYER.members)
    return sum(LAYER.members[name] for name in names[names.index(member) + 1 :])


MEMBERS = {
    "u_weights.read_rows": _lowest("tile_rows"),
    "u_weights.read_header": DERIVED.width,
    "u_shifter.together": _lowest("together"),
    "u_shifter.zero_point": _lowest("x_zp"),
}
"""Inputs of blocks that are bits of the pixels' layer, and the lowest of these."""
SAME = {name: Same(source) for name, source in WIRES.items()} | {
    name: Same("u_pixel_input.layer", low) for name, low in MEMBERS.items()
}


class EngineWiring:
    """Connections, with the registers of the fault, of a capture and of the packet's end."""

    def __init__(self, values: Values) -> None:
        self.marks = ones(values["WeightPortWords"])
        self.error = 0
        self.pixels_at_fault = False
        self.captures = False
        self.capture_info: int | None = None
        self.done = False

    def due(self, now: Signals) -> Dues:
        """What each block gets, and what the engine says of itself."""
        stop = self._stops(now)
        enable = not self.captures or now["u_output.ready"]
        capture = int(self.captures and now["u_output.ready"])
        begins = now["u_sequencer.capture_b"]
        found: dict[str, int | Same] = {
            "error": int(self.error != 0),
            "error_code": self.error,
            "packet_done": int(self.done),
            "busy": int(
                bool(now["u_pixel_input.active"] or begins or now["u_output.active"])
                or self.captures
            ),
            "u_pixel_input.drain": int(stop),
            "u_weight_input.drain": int(self.error != 0),
            "u_weight_input.s_axis_tuser": self.marks,
            "u_sequencer.enable": int(enable),
            "u_sequencer.stop": int(stop),
            "u_array.step": int(enable and now["u_sequencer.step_b"]),
            "u_array.capture": capture,
            "u_output.capture": capture,
            "u_output.close": int(stop and not begins and not self.captures),
        }
        if self.captures and self.capture_info is not None:
            found["u_output.capture_info"] = self.capture_info
        return {**found, **SAME}

    def clock(self, now: Signals) -> None:
        """Keep a fault, a capture that waits for room, and the end of a packet."""
        self.pixels_at_fault = self.pixels_at_fault or self._pixels_fail(now)
        self.error = self.error or self._fault(now)
        if not self.captures or now["u_output.ready"]:
            self.captures = bool(now["u_sequencer.capture_b"])
            if self.captures:
                self.capture_info = now["u_sequencer.capture_info_b"]
        leaves = now["u_output.m_axis_tvalid"] and now["m_axis_sum_tready"]
        self.done = bool(
            leaves and now["u_output.m_axis_tlast"] and now["u_output.m_axis_tuser"] & 1
        )

    def _stops(self, now: Signals) -> bool:
        """Whether pixels are dropped: not before all packets ahead of faulty weights are whole."""
        return self.pixels_at_fault or (self.error != 0 and not now["u_weights.packet_whole"])

    @staticmethod
    def _pixels_fail(now: Signals) -> bool:
        return bool(
            now["u_pixel_input.header_fault"]
            or now["u_sequencer.last_fault"]
            or now["u_pixel_input.stray_last"]
            or now["u_sequencer.mismatch"]
        )

    @staticmethod
    def _fault(now: Signals) -> int:
        """What is at fault in this clock: of several faults what comes first here."""
        for header in ("u_pixel_input.header_fault", "u_weight_input.header_fault"):
            if now[header]:
                return now[header]
        for signals, code in (
            (("u_sequencer.last_fault", "u_pixel_input.stray_last"), ErrorCode.PIXEL_LAST),
            (("u_weights.last_fault", "u_weight_input.stray_last"), ErrorCode.WEIGHT_LAST),
            (("u_sequencer.mismatch",), ErrorCode.MISMATCH),
        ):
            if any(now[signal] for signal in signals):
                return int(code)
        return 0
