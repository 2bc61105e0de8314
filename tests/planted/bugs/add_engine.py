"""Bugs planted in `add_engine`."""

from __future__ import annotations

from tests.planted.bug import Bug, Seen

SMALL = {"Rows": 2, "OutChannels": 2}
PASS, ADD, SUB, MUL = range(4)


def seen(*kinds: str, **place: int | str) -> Seen:
    """Found at the words that leave."""
    return Seen(
        kinds or ("mismatch",),
        place={"port": "out", **place},
        tests=("sound",),
        parameters=SMALL,
    )


BUGS: tuple[Bug, ...] = (
    Bug(
        "what is subtracted is one too much",
        "add_engine.sv",
        "assign second_up = up_2 ^ along_subtract_q[SUM-1];",
        "assign second_up = up_2;",
        tests=(),
        block=seen(op=SUB),
    ),
    Bug(
        "beat taken before its operand is there",
        "add_engine.sv",
        "ready && (pass_q || s_axis_operand_tvalid)",
        "ready",
        tests=(),
        block=seen("mismatch", "stuck", "clocks", "unknown"),
    ),
    Bug(
        "packet that passes takes operands too",
        "add_engine.sv",
        "ready && !pass_q && s_axis_tvalid",
        "ready && s_axis_tvalid",
        tests=(),
        block=Seen(("stuck",), place={"port": "in"}, tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "product shifted as a sum",
        "add_engine.sv",
        "multiplies ? '0 : head_shift_1",
        "head_shift_1",
        tests=(),
        block=seen(op=MUL),
    ),
    Bug(
        "product with three times a value wrong",
        "add_engine.sv",
        "triple       = along_multiply_q ?",
        "triple       = 1'b0 ?",
        tests=(),
        block=seen(op=MUL),
    ),
    Bug(
        "second operand centred as the first",
        "add_engine.sv",
        "9'($signed(word_2)) - 9'($signed(zero_point_2_q))",
        "9'($signed(word_2)) - 9'($signed(zero_point_1_q))",
        tests=(),
        block=seen(op=ADD),
        top=Seen(place={"port": "added"}, tests=("directed",)),
    ),
    Bug(
        "last sums of a packet scaled as the next one's",
        "add_engine.sv",
        "along_result_q[SUM*RESULT_WIDTH+:RESULT_WIDTH];",
        "result_q;",
        tests=(),
        block=seen("mismatch", "unknown"),
    ),
    Bug(
        "first operands scaled as the packet behind says",
        "add_engine.sv",
        "{1'b0, along_mantissa_1_q}",
        "{1'b0, mantissa_1_q}",
        tests=(),
        block=seen(op=ADD),
    ),
    Bug(
        "passing words scaled by what the header says",
        "add_engine.sv",
        "passes ? AS_IT_IS : head_result",
        "head_result",
        tests=(),
        block=seen(op=PASS),
    ),
    Bug(
        "words that do not count carry a result",
        "add_engine.sv",
        "side[i] ? words[i*8+:8] : '0",
        "words[i*8+:8]",
        tests=(),
        block=seen(),
    ),
    Bug(
        "every word marked as one of two",
        "add_engine.sv",
        "{!pass_q, s_axis_tlast, s_axis_tuser}",
        "{1'b1, s_axis_tlast, s_axis_tuser}",
        tests=(),
        block=seen(op=PASS),
    ),
    Bug(
        "beat overwritten where the one in front waits",
        "add_engine.sv",
        "skid_ready || !(&valid_q[REGISTERS-1:i])",
        "skid_ready || !valid_q[REGISTERS-1] || !valid_q[i]",
        tests=(),
        block=seen("mismatch", "surplus", "stuck"),
    ),
    Bug(
        "a clock lost between two packets of operands",
        "add_engine.sv",
        "header_valid && (!current_q || done)",
        "header_valid && !current_q",
        tests=(),
        block=Seen(("clocks",), tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "beats behind the header of a configuration wait",
        "add_engine.sv",
        ".body_tready(1'b1)",
        ".body_tready(1'b0)",
        tests=(),
        block=Seen(kinds=("stuck",), place={"port": "in"}, tests=("sound",), parameters=SMALL),
    ),
)
