"""A co-simulated network as text and tables for people."""

from __future__ import annotations

from collections.abc import Mapping

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim import report
from sim.cosim.result import COSIM_JSON, TAPS, Answer, CosimResult, figure
from sim.report import number, percent
from sim.results import Row
from tb.results import PASSED
from tb.stimulus.profiles import NO_KIND

JOINED = "+"
"""Between the layers of a fused step."""
SOFTMAX = "SOFTMAX"
"""What makes scores of classes, where nothing else says that outputs are."""
TFLITE = "TFLite"
SHOWN_ANSWERS = 8


def step_line(row: Row) -> str:
    """One finished step, for the live progress."""
    profile = str(row.get("profile", NO_KIND))
    told = [step_name(row), str(row.get("detail", "")), str(figure(row, "where") or "")]
    told += [] if profile == NO_KIND else [f"[{profile}]"]
    if row.get("clocks"):
        told += [f"{number(row.get('beats'))} beats", f"{number(row.get('clocks'))} clocks"]
    line = [f"{row.get('verdict', '?'):>6}", f"{number(figure(row, 'index')):>3}"]
    return "  ".join([*line, *filter(None, told)])


def step_name(row: Row) -> str:
    """The layers of a step."""
    layers = figure(row, "layers") or row.get("case", "")
    return layers if isinstance(layers, str) else JOINED.join(map(str, layers))


def show(result: CosimResult, console: Console) -> None:
    """Print the table of steps, what failed, the answer, the facts and the verdict."""
    if result.run.cases:
        console.print(step_table(result))
    report.show_faults(result.run, console)
    facts = {
        **network_told(result),
        **report.facts_of(result.run),
        "results": report.result_files(result.folder, COSIM_JSON, result.waves),
        "replay": result.run.replay,
    }
    report.show_facts(facts, console)
    report.show_verdict(result.run, console)


def network_told(result: CosimResult) -> dict[str, str]:
    """What there is to tell of the network as a whole, by name."""
    return {
        "network": _network(result),
        "words": ", ".join(f"{name} {number(count)}" for name, count in result.words.items()),
        "clocks": _clocks(result),
        **_outputs(result),
    }


def step_table(result: CosimResult) -> Table:
    """A row for each step and the sums below."""
    table = Table(box=box.SIMPLE_HEAD, show_footer=True, pad_edge=False)
    rows, beats = result.run.cases, result.beats
    held = any(row.get("profile", NO_KIND) != NO_KIND for row in rows)
    taps = [tap for tap in TAPS if tap in beats]
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("step", "total", overflow="fold")
    table.add_column("where", overflow="fold")
    if held:
        table.add_column("profile", no_wrap=True)
    for tap in taps:
        table.add_column(tap, number(beats[tap]), justify="right", no_wrap=True)
    table.add_column("clocks", number(result.clocks), justify="right", no_wrap=True)
    table.add_column("predicted", number(result.predicted), justify="right", no_wrap=True)
    table.add_column("PE use", percent(result.utilisation), justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for row in rows:
        good, clocks = row.get("verdict") == PASSED, row.get("clocks")
        # Figures of a step that was cut short count work that was never done.
        counts: Mapping[str, int] = (figure(row, "taps") or {}) if good else {}
        cells = [number(figure(row, "index")), step_name(row).replace(JOINED, f" {JOINED} ")]
        cells += [str(figure(row, "where") or "")]
        cells += [str(row.get("profile", ""))] if held else []
        cells += [number(counts.get(tap) or None) for tap in taps]
        cells += [number(clocks or None)]
        cells += [number(figure(row, "predicted")) if good and clocks else ""]
        cells += [percent(figure(row, "utilisation")) if good and clocks else ""]
        style = "green" if good else "red"
        table.add_row(*cells, Text(str(row.get("verdict", "")), style=style))
    return table


def answers(result: CosimResult) -> list[str]:
    """What the simulation and TFLite say of each sample, a line each; none of no classifier."""
    ops = {str(figure(row, "op")) for row in result.run.cases}
    known = any(answer.label is not None for answer in result.answers)
    if not (result.classes or known or any(SOFTMAX in op for op in ops)):
        return []
    whose = TFLITE if TFLITE in result.truth else "the golden model"
    return [_answer(answer, result.classes, whose) for answer in result.answers]


def _answer(answer: Answer, classes: tuple[str, ...], whose: str) -> str:
    def named(index: int | str) -> str:
        known = isinstance(index, int) and 0 <= index < len(classes)
        return f"'{classes[int(index)]}'" if known else f"class {index}"

    same = answer.ours == answer.tflite
    text = f"sample {answer.image}: {named(answer.ours)}"
    text += f", as {whose} says" if same else f", but {whose} says {named(answer.tflite)}"
    if answer.label is None:
        return text
    right = str(answer.label) in (str(answer.ours), _name(answer.ours, classes))
    return f"{text}; " + ("which is right" if right else f"right is {named(answer.label)}")


def _name(index: int, classes: tuple[str, ...]) -> str:
    return classes[index] if 0 <= index < len(classes) else ""


def _network(result: CosimResult) -> str:
    samples = report.counted(result.images, "sample")
    steps = report.counted(len(result.run.cases), "step")
    text = f"{result.model}: {steps}, {samples}, {number(result.macs)} products"
    return text if result.whole else f"{text}; the layers asked for only"


def _clocks(result: CosimResult) -> str:
    if not result.clocks:
        return ""
    text = number(result.clocks)
    if result.predicted is not None:
        same = result.predicted == result.clocks
        text += ", as predicted" if same else f", {number(result.predicted)} predicted"
    frames = result.frames_per_second
    if frames is not None:
        text += f"; {_rate(frames)} frames a second at {result.clock_mhz:g} MHz"
        if any(not row.get("clocks") for row in result.run.cases):
            text += " without the host's steps"
    return text


def _outputs(result: CosimResult) -> dict[str, str]:
    told: dict[str, str] = {}
    lines = answers(result)
    if lines:
        more = len(lines) - SHOWN_ANSWERS
        few = lines[:SHOWN_ANSWERS] + ([f"and {more} more"] if more > 0 else [])
        told["answer"] = ("\n" + " " * 9).join(few)
    for position, output in enumerate(result.outputs):
        equal = output.get("equal")
        how = "" if equal is None else "equal" if equal else "NOT equal"
        against = f" to {result.truth}" if how and result.truth else ""
        name = "output" if position == 0 else f"output {position + 1}"
        values = f"{number(output.get('values'))} values"
        told[name] = ", ".join(filter(None, [f"'{output.get('name')}'", values, how + against]))
    return told


def _rate(frames: float) -> str:
    return f"{frames:,.0f}" if frames >= 100 else f"{frames:.3g}"
