"""A small bench with tests, options and cover groups of its own, and plans for it."""

from __future__ import annotations

from pathlib import Path

BENCH = '''
from tb.bench import SINK, SOURCE, Bench, Parameter, count_option, stream
from tb.coverage.model import Cross, Group, Point
from tb.env.test import BenchTest


class FullTest(BenchTest):
    """All of it."""

    test = "full"


def stimulus(rng, values):
    yield {"in": rng.integers(0, 8, 4)}


def groups():
    word = Point("word", ("least", "greatest"), "which end")
    place = Point("place", ("first", "last"), "where it is")
    both = Cross("both", ("word", "place"), "either end at either place")
    yield Group("ends", "ends of the range", (word, place), (both,))


BENCH = Bench(
    toplevel="relu",
    sources="relu.sv",
    ports=[stream("in", "s_axis", SOURCE, word=8), stream("out", "m_axis", SINK, word=8)],
    stimulus=stimulus,
    golden=lambda words, values: {"out": words["in"]},
    parameters=[Parameter("Width", 8, 1, 64)],
    options=[count_option("LAYERS", "how many", 3)],
    coverage=lambda: tuple(groups()),
    tests=[FullTest],
)
'''

PLAN = """
{
  name: relu
  testpoints: [
    {
      name: words
      desc: '''
            Each word
            comes out.
            '''
      stage: V1
      tests: ["sound", "reset"]
    }
    {
      name: depth
      desc: As deep as it goes.
      stage: V2
      tests: ["full"]
      cover: ["ends"]
    }
  ]
  runs: [
    {
      name: usual
      tests: ["sound", "reset"]
      parameters: {Width: 16}
      seeds: [{seed: 5, why: "found a bug"}]
    }
    {
      name: deep
      tests: ["full"]
      options: {LAYERS: "7"}
      simulators: ["verilator"]
      reseed: 1
    }
  ]
}
"""


def bench_in(folder: Path, plan: str | None = PLAN, seeds: str | None = None) -> Path:
    """The bench's file in a folder, with its plan and its kept seeds beside it."""
    page = folder / "relu_bench.py"
    page.write_text(BENCH, encoding="utf-8")
    for name, text in (("testplan.hjson", plan), ("seeds.hjson", seeds)):
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    return page
