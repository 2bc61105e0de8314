"""Bugs planted in `kraken_top`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen
from tests.planted.planting import TOP

BUGS: tuple[Bug, ...] = (
    Bug(
        "marks of the tensor's words lost",
        "kraken_top.sv",
        ".s_axis_b_tdata      ({tensor_tuser, tensor_tdata}),",
        ".s_axis_b_tdata      ({{LANES{1'b1}}, tensor_tdata}),",
        tests=(),
        block=Seen(place={"port": "activated"}, tests=("directed",), parameters=TOP),
    ),
    Bug(
        "a pass told although a switch has no room",
        "kraken_top.sv",
        "assign pass_tready = merge_told_tready;",
        "assign pass_tready = 1'b1;",
        tests=(),
        block=Seen(kinds=("stuck", "mismatch"), tests=("back_to_back",), parameters=TOP),
    ),
    Bug(
        "busy forgets a pass that leaves",
        "kraken_top.sv",
        "- PASSES_WIDTH'(pass_leaves);",
        ";",
        tests=(),
        block=Seen(kinds=("busy",), tests=("directed",), parameters=TOP),
    ),
    Bug(
        "busy although nothing was told",
        "kraken_top.sv",
        "assign pass_begins = config_tvalid && config_tdest == TO_PASS && pass_tready;",
        "assign pass_begins = config_tvalid && config_tdest == TO_PASS;",
        tests=(),
        block=Seen(kinds=("busy", "stuck", "mismatch"), tests=("back_to_back",), parameters=TOP),
    ),
    Bug(
        "raw sums leave as words of 8 bits",
        "kraken_top.sv",
        ".wide         (merge_raw),",
        ".wide         (1'b0),",
        tests=(),
        block=Seen(place={"port": "out"}, tests=("directed",), parameters=TOP),
    ),
    Bug(
        "the adder is told what the pool does",
        "kraken_top.sv",
        "(config_tvalid && config_tdest == TO_ADDER),",
        "(config_tvalid && config_tdest == TO_POOL),",
        tests=(),
        block=Seen(kinds=("stuck", "mismatch", "surplus"), tests=("directed",), parameters=TOP),
    ),
    Bug(
        "a configuration for nobody is never taken",
        "kraken_top.sv",
        "default:        config_tready = 1'b1;",
        "default:        config_tready = 1'b0;",
        tests=(),
        block=Seen(kinds=("stuck",), place={"port": "config"}, tests=("directed",), parameters=TOP),
    ),
    Bug(
        "bits of the engine's error code turned",
        "kraken_top.sv",
        "      .error,\n      .error_code\n",
        "      .error,\n      .error_code({error_code[2:0], error_code[3]})\n",
        tests=(),
        block=Seen(kinds=("error code",), tests=("faults",), parameters=TOP),
    ),
    Bug(
        "the adder never sees its operand",
        "kraken_top.sv",
        ".s_axis_operand_tvalid(operand_tvalid),",
        ".s_axis_operand_tvalid(1'b0),",
        tests=(),
        block=Seen(kinds=("stuck",), place={"port": "added"}, tests=("directed",), parameters=TOP),
    ),
    Bug(
        "a table for a later pass lost",
        "kraken_top.sv",
        "config_tready = activation_config_tready;",
        "config_tready = 1'b1;",
        tests=(),
        block=Seen(tests=("order",), parameters=TOP),
    ),
    Bug(
        "parameters of the adder for a later pass lost",
        "kraken_top.sv",
        "config_tready = adder_config_tready;",
        "config_tready = 1'b1;",
        tests=(),
        block=Seen(tests=("order",), parameters=TOP),
    ),
    Bug(
        "windows for a later pass lost",
        "kraken_top.sv",
        "config_tready = pool_config_tready;",
        "config_tready = 1'b1;",
        tests=(),
        block=Seen(tests=("order",), parameters=TOP),
    ),
    Bug(
        "busy only when a pass was told",
        "kraken_top.sv",
        "engine_busy || passes_q != '0",
        "passes_q != '0",
        tests=(),
        block=Seen(kinds=("busy",), tests=("state",), parameters=TOP),
    ),
)
