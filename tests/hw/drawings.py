"""The drawings of `hw/DATAFLOW.md`, made from the golden model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from golden.kraken import ArrayParams, ConvShape, Latency, Packet, Sharing, predict
from golden.kraken.format.mapping import dealt
from tb.kraken.captures import captures
from tb.kraken.columns import ArrayColumn, array_columns
from tb.kraken.step_operands import image_rows
from tb.kraken.steps import Steps

SMALL = ArrayParams(rows=3, cols=12, kh_max=3, kw_max=5)
PLAIN = ConvShape(1, 3, 4, 1, 4, 3, 3, 1, 1, 1, 1, 1, 1)
STRIDED = ConvShape(1, 3, 4, 1, 6, 3, 3, 1, 2, 1, 1, 0, 1)
EDGE = ConvShape(1, 3, 7, 1, 2, 3, 5, 1, 2, 1, 1, 2, 2)
TALL = ConvShape(1, 3, 1, 1, 1, 3, 1, 1, 1, 1, 1)
TALL_STRIDED = ConvShape(1, 6, 1, 1, 1, 3, 1, 2, 1, 1, 0)
DEPTHWISE = ConvShape(1, 3, 4, 8, 8, 3, 3, 1, 1, 1, 1, 1, 1, groups=8)
STACK = ConvShape(1, 21, 1, 16, 64)
TIMED = ConvShape(1, 7, 1, 5, 6)

Table = Iterable[Iterable[str]]


def drawings() -> dict[str, str]:
    """All of them by what they show."""
    return {
        "a group of three cores": group(Packet.blank(PLAIN, SMALL)),
        "a strided group": group(Packet.blank(STRIDED, SMALL)),
        "rows that slide": rows(Packet.blank(TALL, SMALL)),
        "rows that slide in phases": rows(Packet.blank(TALL_STRIDED, SMALL)),
        "depthwise on two buses": depthwise(
            Packet.blank(DEPTHWISE, SMALL, sharing=Sharing(sets=2))
        ),
        "a stack of three blocks": stack(
            Packet.blank(STACK, ArrayParams(), sharing=Sharing(sets=2, stack=3))
        ),
        "stages": stages(Packet.blank(TIMED, ArrayParams())),
        "tap at the right edge": taps(Packet.blank(EDGE, SMALL)),
    }


def group(packet: Packet) -> str:
    """What the cores of the first group do in each input column."""
    size = packet.tiling.g
    head = ["w", "phase", *(f"core {core}" for core in range(size))]
    table = [
        [str(w), str((w + packet.shape.pad_left) % packet.shape.sw)]
        + [
            _cell(packet, column, core, w) + ("  *" if core in leaving else "")
            for core in range(size)
        ]
        for w, (column, leaving) in enumerate(
            zip(array_columns(packet), _leaving(packet), strict=True)
        )
    ]
    return _lines([head, *table])


def _cell(packet: Packet, column: ArrayColumn, core: int, w: int) -> str:
    s, cores, q = packet.shape, packet.cores, w % packet.shape.sw
    if not cores.used[q, core]:
        return "idle"
    tap, channel = int(cores.kernel_column[q, core]), int(cores.channel[q, core])
    begins = "new" if column.restart[core] else "<--"
    out = (w + s.pad_left - tap) // s.sw
    wanted = f"wo {out}" if 0 <= out < s.w_o else "-"
    return f"{begins} kw {tap}, " + (f"ch {channel}, " if s.sw > 1 else "") + wanted


def _leaving(packet: Packet) -> Iterator[set[int]]:
    """Cores of the first group whose sums are captured after each column."""
    for info in captures(packet):
        if info is None:
            yield set()
            continue
        stride = info["stride_w"]
        taps = [info["tap"] - x * stride for x in range(info["columns"])]
        yield {tap + channel for tap in taps for channel in range(stride)}


def rows(packet: Packet) -> str:
    """Words of the loads of the first block, and below each the image rows in front of the PEs."""
    s, t, p = packet.shape, packet.tiling, packet.params
    seen = image_rows(Steps(packet))[:, 0]
    lines: list[list[str]] = []
    step = 0
    for phase in range(t.phases):
        words = [_row(row, s.h) for row in packet.word_rows[0, phase]]
        lines.append([f"load of phase {phase}", *words])
        for slid, kh in enumerate(range(phase, s.kh, s.sh)):
            pixels = [_row(row, s.h) for row in seen[step]]
            lines.append([f"  step {step}, kh {kh}", *[""] * slid, *pixels, *[""] * (t.f - slid)])
            assert [row for row in lines[-1][1 + slid :] if row] == words[slid : slid + p.rows]
            step += 1
    return _lines(lines)


def _row(row: np.int64, height: int) -> str:
    return str(int(row)) if 0 <= row < height else "."


def depthwise(packet: Packet) -> str:
    """Bus, channel and weights of each group of cores, for each load of each iteration."""
    t, buses = packet.tiling, packet.buses
    starts = np.arange(t.e) * t.g
    lines = [["cores", *(f"{c}..{c + t.g - 1}" for c in starts)]]
    lines.append(["bus", *(str(buses.core[0, c]) for c in starts)])
    for iteration in range(t.t):
        _, channel = dealt(t, iteration, np.arange(t.e))
        lines.append([])
        lines.append([f"iteration {iteration}", *(f"ch {ch}" for ch in channel)])
        for load in range(t.ci):
            own = buses.input_channel[iteration, :, load]
            on = ", ".join(f"ch {ch} on bus {u}" for u, ch in enumerate(own))
            works = own[buses.core[iteration, starts]] == channel
            lines.append([f"  {on}", *("K" if work else "0" for work in works)])
    return _lines(lines)


def stack(packet: Packet) -> str:
    """Block and channels of the cores in each iteration, bus by bus."""
    t = packet.tiling
    lines = []
    for iteration in range(t.t):
        block, channel = dealt(t, iteration, packet.cores.channel[0])
        bus = packet.buses.core[iteration]
        for u in range(packet.sharing.sets):
            cores = np.flatnonzero((bus == u) & (channel >= 0))
            lines.append(
                [
                    f"iteration {iteration}" if u == 0 else "",
                    f"cores {cores[0]}..{cores[-1]}",
                    f"bus {u}",
                    f"block {block[cores[0]]}",
                    f"channels {channel[cores[0]]}..{channel[cores[-1]]}",
                ]
            )
    return _lines(lines)


def stages(packet: Packet) -> str:
    """Clock by clock what each stage has, from the first pixel beat to the last sum beat."""
    p, latency = packet.params, Latency()
    clocks = predict([packet]).packets[0]
    assert clocks.last_sum is not None
    first, last, end = clocks.first_step, clocks.last_step, clocks.last_sum
    steps = [str(i) for i in range(packet.tiling.q)]
    beats = [str(i) for i in range(packet.tiling.column_beats(0))]
    header = {name: [f"H{i}" for i in range(n)] for name, n in _headers(p).items()}
    load, row = (latency.entry + len(words) + latency.check for words in header.values())
    lanes = {
        "pixels: header": (latency.entry, [*header["pixels"], "C", "J"]),
        "pixels: load there": (load, [*["0"] * (first - load), *steps]),
        "weights: header": (latency.entry, [*header["weights"], "C", "J"]),
        "weights: row written": (row, steps),
        "step": (first, steps),
        "array": (first + 1, steps),
        "capture": (last + 2, ["x"]),
        "output reads": (last + 2 + latency.output - 1, beats),
        "sum port": (end - len(beats) + 1, beats),
    }
    table = [["clock", *(str(i) for i in range(end + 1))]]
    for name, (at, words) in lanes.items():
        table.append([name, *[""] * at, *words])
    return _lines(table, gap=1, right=True)


def _headers(params: ArrayParams) -> dict[str, int]:
    return {"pixels": params.pixel_header_beats, "weights": params.weight_header_beats}


def taps(packet: Packet) -> str:
    """The tap of the next output column in each input column, and what leaves after it."""
    s, out = packet.shape, 0
    lines = [["w", "next wo", "tap", "leaves", "channel 0 from", "channel 1 from"]]
    for w, info in enumerate(captures(packet)):
        line = [str(w), str(out), str(w + s.pad_left - out * s.sw)]
        if info is not None:
            assert info["tap"] == w + s.pad_left - out * s.sw
            left = range(info["columns"])
            cores = [[str(ch + info["tap"] - x * s.sw) for x in left] for ch in range(s.sw)]
            line.append(" and ".join(f"wo {out + x}" for x in left))
            line += ["core " + " and ".join(of_channel) for of_channel in cores]
            out += info["columns"]
        lines.append(line)
    assert out == s.w_o
    return _lines(lines)


def _lines(table: Table, gap: int = 3, right: bool = False) -> str:
    """Columns as wide as they must be, the first one to the left."""
    filled = [list(line) for line in table]
    count = max(map(len, filled))
    filled = [line + [""] * (count - len(line)) for line in filled]
    widths = [max(len(line[i]) for line in filled) for i in range(count)]
    if right:
        widths[1:] = [max(widths[1:])] * (count - 1)

    def cell(i: int, text: str) -> str:
        return text.rjust(widths[i]) if right and i else text.ljust(widths[i])

    return "\n".join(
        (" " * gap).join(cell(i, text) for i, text in enumerate(line)).rstrip() for line in filled
    )
