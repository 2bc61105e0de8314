"""The example that the pipeline's docstring draws is what the model and the control do."""

from __future__ import annotations

import pytest

from golden.kraken import ArrayParams, ConvShape, Latency, Packet, predict
from golden.kraken.timing import pipeline
from tests.golden.kraken.slow_clocks import SlowClocks

PACKET = Packet.blank(
    ConvShape(n=1, h=3, w=4, ci=1, co=6, kh=2, kw=2),
    ArrayParams(rows=2, cols=24, out_channels=2),
)
LABEL, CELL = 12, 3


def drawing() -> dict[str, dict[int, str]]:
    """What each line of the drawing says, by clock."""
    lines = (pipeline.__doc__ or "").splitlines()
    top = next(i for i, line in enumerate(lines) if line.split()[:3] == ["clock", "0", "1"])
    found = {}
    for line in lines[top : top + 6]:
        cells = line[LABEL:]
        texts = [cells[i : i + CELL].strip() for i in range(0, len(cells), CELL)]
        found[line[:LABEL].strip()] = {i: text for i, text in enumerate(texts) if text}
    return found


@pytest.fixture(scope="module")
def drawn() -> dict[str, dict[int, str]]:
    return drawing()


def test_its_clocks_are_counted(drawn: dict[str, dict[int, str]]) -> None:
    assert list(drawn) == ["clock", "pixels", "weights", "step", "capture", "sum"]
    assert drawn["clock"] == {i: str(i) for i in range(predict([PACKET]).clocks)}


def test_its_steps_and_sums_are_those_of_the_control(drawn: dict[str, dict[int, str]]) -> None:
    trace = SlowClocks([PACKET]).run()
    steps = {clock: text for clock, text in drawn["step"].items() if text != "o"}
    assert list(steps) == trace.steps[0]
    assert list(steps.values()) == [f"{w}{kh}" for w in range(4) for kh in range(2)]
    assert list(drawn["sum"]) == trace.sums[0]
    assert "".join(drawn["sum"].values()) == "111222333"


def test_its_ends_and_waits_are_those_of_the_model(drawn: dict[str, dict[int, str]]) -> None:
    latency = Latency()
    prediction = predict([PACKET], latency)
    (clocks,) = prediction.packets
    steps = [clock for clock, text in drawn["step"].items() if text != "o"]
    assert (clocks.first_step, clocks.last_step) == (steps[0], steps[-1])
    assert clocks.last_sum == max(drawn["sum"])
    assert len(steps) == prediction.q
    for stream, beats in (
        ("pixels", PACKET.params.pixel_header_beats),
        ("weights", PACKET.params.weight_header_beats),
    ):
        head = [clock for clock, text in drawn[stream].items() if text == "H"]
        check = [clock for clock, text in drawn[stream].items() if text == "c"]
        assert head == [latency.entry + i for i in range(beats)]
        assert check == [head[-1] + 1 + i for i in range(latency.check)]
    rows = [clock for clock, text in drawn["weights"].items() if text.isdigit()]
    assert rows == [check[-1] + 1 + i for i in range(PACKET.tiling.tile_rows)]
    assert steps[0] == rows[0] + latency.first_row
    assert clocks.waits.output == sum(text == "o" for text in drawn["step"].values())
    assert (prediction.waits.weight, prediction.waits.output) == (1, 2)
    for clock, column in drawn["capture"].items():
        sums = [at for at, text in drawn["sum"].items() if text == column]
        assert sums[0] == clock + latency.output
        assert len(sums) == PACKET.tiling.column_beats(0)
    model = pipeline.Pipeline(latency)
    model.run(PACKET)
    assert (model.capture, model.delay) == (max(drawn["capture"]), 1)
