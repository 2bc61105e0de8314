"""Bugs planted in `core_map`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

SIZE = {"Rows": 4, "Cols": 24, "KwMax": 5, "SMax": 3}
"""The cores of the engine that the bugs are planted in."""
ONE_BUS = {**SIZE, "PixelBuses": 1}


def place(**at: int) -> Seen:
    """Found in the directed packets, at these coordinates."""
    return Seen(place={"port": "out", **at}, tests=("directed",), parameters=SIZE)


BUGS: tuple[Bug, ...] = (
    Bug(
        "share begins a core late",
        "core_map.sv",
        "used[u] && bounds[u] <= core",
        "used[u] && bounds[u] < core",
        kinds=("mismatch", "unknown"),
        block=place(packet=0, iteration=0, w=0),
    ),
    Bug(
        "bounds move by one share at most",
        "core_map.sv",
        "16'(i) * {2'b0, share} - cores",
        "16'(i > 1 ? 1 : i) * {2'b0, share} - cores",
        kinds=("mismatch", "unknown"),
        block=place(packet=5, iteration=1, block=0),
    ),
    Bug(
        "bound on core 0 counts",
        "core_map.sv",
        "if ($signed(bounds[i*16+:16]) > 0)",
        "if ($signed(bounds[i*16+:16]) >= 0)",
        kinds=("mismatch", "unknown"),
        block=place(packet=0, iteration=1, block=0),
    ),
    Bug(
        "rows of a stack's last block given to all cores",
        "core_map.sv",
        "rows_from = picked(ends_stack, bounds);",
        "rows_from = '0;",
        causes=("lane marks",),
        block=place(packet=2, iteration=1, block=1),
    ),
    Bug(
        "group boundary off by one",
        "core_map.sv",
        "mask[c] = 5'(c % g) < {1'b0, h.stride_w}",
        "mask[c] = 5'(c % g) <= {1'b0, h.stride_w}",
        block=place(packet=2, w=1, kh=0, core=1),
    ),
    Bug(
        "first cores of a group go on",
        "core_map.sv",
        "({Cols{phase_first}} & channel_start_q)",
        "'0",
        block=place(packet=0, w=1, core=0),
    ),
    Bug(
        "sums of the block before go on",
        "core_map.sv",
        "({Cols{place.col_first}} |",
        "(({Cols{place.col_first}} & channel_start_q) |",
        kinds=("mismatch", "unknown"),
        block=place(packet=2, w=0, core=1),
    ),
    Bug(
        "held sums begin anew",
        "core_map.sv",
        "begins = place.col_begins && !header.accumulate;",
        "begins = place.col_begins;",
        tests=("deep",),
        causes=("held sums",),
        block=place(packet=1, w=0, input_channel=0, core=1),
    ),
    Bug(
        "rows below the image marked as sums",
        "core_map.sv",
        "place.block_last ? header.rows_last : rows_t'(Rows)",
        "rows_t'(Rows)",
        causes=("lane marks",),
        place={"iteration": 1, "block": 0},
        block=place(packet=0, block=1, w=0),
    ),
    Bug(
        "one bus gives its first core all rows",
        "core_map.sv",
        "assign rows_from  = '0;",
        "assign rows_from  = 14'd1;",
        causes=("lane marks",),
        parameters={**ONE_BUS, "KhMax": 5, "WeightDepth": 256},
        block=Seen(place={"port": "out"}, tests=("sound",), parameters=ONE_BUS),
    ),
    Bug(
        "fixed shares move",
        "core_map.sv",
        "place.iteration_ends && header.stack_blocks != '0)",
        "place.iteration_ends)",
        kinds=("mismatch", "unknown"),
        block=place(packet=0, iteration=1, block=0),
    ),
    Bug(
        "one set on two buses",
        "core_map.sv",
        "assign used[u] = 3'(u) < header.sets;",
        "assign used[u] = 1'b1;",
        kinds=("mismatch", "unknown"),
        block=place(packet=0, w=0, input_channel=0),
    ),
    Bug(
        "blocks of a stack counted from 1",
        "core_map.sv",
        "block_q <= '0;",
        "block_q <= 8'd1;",
        causes=("lane marks",),
        block=place(packet=0, iteration=1, block=1),
    ),
    Bug(
        "share taken in every clock but that of the start",
        "core_map.sv",
        "if (start) begin\n        bound_q <= share;",
        "if (!start) begin\n        bound_q <= share;",
        kinds=("mismatch", "unknown"),
        block=place(),
    ),
    Bug(
        "cores of a wide group counted in four bits",
        "core_map.sv",
        "mask[c] = 5'(c % g) < {1'b0, h.stride_w}",
        "mask[c] = 4'(c % g) < h.stride_w",
        tests=(),  # the engine that bugs are planted in has no such group
        block=Seen(
            place={"port": "out", "core": 16},
            tests=("directed",),
            parameters={"Rows": 2, "Cols": 40, "KwMax": 15, "SMax": 6},
        ),
    ),
)
