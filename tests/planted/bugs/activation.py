"""Bugs planted in `activation`."""

from __future__ import annotations

from dataclasses import replace

from tests.planted.bug import Bug, Seen

SMALL = {"Rows": 2, "OutChannels": 2}


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
        "table written where the current one lies",
        "activation.sv",
        ".write_address({!bank_q, row_q})",
        ".write_address({bank_q, row_q})",
        tests=(),
        block=seen("mismatch", "unknown", packet=0),
    ),
    Bug(
        "entries of a row read from the other end",
        "activation.sv",
        "entries[place*8+:8]",
        "entries[(7-place)*8+:8]",
        tests=(),
        block=seen(packet=0),
    ),
    Bug(
        "negative words read the entries of others",
        "activation.sv",
        "= word[7:3];",
        "= {1'b0, word[6:3]};",
        tests=(),
        block=seen(packet=0),
        top=Seen(place={"port": "activated"}, tests=("directed",)),
    ),
    Bug(
        "words that do not count carry an entry",
        "activation.sv",
        "counts ? result : '0",
        "result",
        tests=(),
        block=seen(),
    ),
    Bug(
        "last beats of a packet pass as the next one does",
        "activation.sv",
        "bypass_0_q ? word_q : entry",
        "bypass_q ? word_q : entry",
        tests=(),
        block=seen("mismatch", "unknown"),
    ),
    Bug(
        "memory read while the beat waits",
        "activation.sv",
        ".read         (fire)",
        ".read         (1'b1)",
        tests=(),
        block=seen("mismatch", "unknown"),
    ),
    Bug(
        "word marked as the next packet's",
        "activation.sv",
        "works_1_q <= !bypass_0_q",
        "works_1_q <= !bypass_q",
        tests=(),
        block=seen(),
    ),
    Bug(
        "configuration taken over a beat too early",
        "activation.sv",
        "header_valid && (!current_q || done)",
        "header_valid && (!current_q || fire)",
        tests=(),
        block=seen("mismatch", "unknown"),
    ),
    Bug(
        "a clock lost between two tables",
        "activation.sv",
        "header_valid && (!current_q || done)",
        "header_valid && !current_q",
        tests=(),
        block=Seen(("clocks",), tests=("sound",), parameters=SMALL),
    ),
    Bug(
        "packet goes on with the table of the one before",
        "activation.sv",
        "else if (done) current_q <= 1'b0;",
        "",
        tests=(),
        block=seen("mismatch", "unknown"),
    ),
    Bug(
        "beat lost where the register slice is full",
        "activation.sv",
        "assign move[1]       = !valid_q[1] || skid_ready;",
        "assign move[1]       = 1'b1;",
        tests=(),
        block=seen("mismatch", "stuck"),
    ),
    Bug(
        "result loaded by a register that is not there",
        "activation.sv",
        "if (move[1]) result_q",
        "if (move[2]) result_q",
        tests=(),
        # Only one of the simulators knows values that nobody has set.
        block=replace(seen("unknown"), simulators=("icarus",)),
    ),
)
