"""No reference has anything to say against a sound block, however deep it lies."""

from __future__ import annotations

from pathlib import Path

from sim.probe.locate import first_known, recorded
from sim.probe.recording import Waves
from sim.probe.rerun import Rerun
from sim.run import simulate
from tb.bench.bench import Bench
from tb.bench.find import design_names, find_bench
from tb.probe.judge import Verdict, judge
from tb.probe.locate import Block, bench_of, blocks
from tb.spec import RunSpec
from tests.planted.planting import TOP

EDGES = 1500
"""Clocks that are judged."""


def verdicts(bench: Bench, values: dict[str, int], waves: Waves) -> dict[str, Verdict]:
    """What is found of each block, by its path; of alike ones side by side only the first two."""
    found: dict[str, Verdict] = {}
    waiting = list(blocks(bench, values, "", waves, "icarus"))
    start = first_known(waves, bench)
    while waiting:
        block: Block = waiting.pop()
        if any(f"[{i}]" in block.instance for i in range(2, 100)):
            continue
        waiting += blocks(block.bench, block.values, block.instance, waves, "icarus")
        if block.bench.reference is not None or block.bench.wiring is not None:
            last = waves.edges - 1
            found[block.instance] = judge(
                block.bench, block.values, waves, block.instance, start, last
            )
    return found


def test_sound_blocks_are_found_sound(tmp_path: Path) -> None:
    toplevel = "kraken_top"
    spec = RunSpec(
        toplevel=toplevel, simulator="icarus", tests=("directed",), parameters=TOP, waves=True
    )
    result = simulate(spec, folder=tmp_path)
    assert result.passed, result.why()
    bench = find_bench(toplevel)
    whole = recorded(Rerun(result.folder, {}, None, failed=False), bench)
    assert whole is not None
    waves = Waves(whole.file, whole.rises[:EDGES], EDGES)
    found = verdicts(bench, result.parameters, waves)
    assert {path: v for path, v in found.items() if v.deviation or v.stopped} == {}
    assert len({path.rpartition(".")[2] for path in found}) >= 20
    assert all(verdict.compared for verdict in found.values())


def test_every_block_has_a_reference_and_every_part_a_bench() -> None:
    """But for the accelerator, and the engine: what lies between its blocks has one."""
    benches = {name: find_bench(name) for name in design_names()}
    without = {name for name, bench in benches.items() if bench.reference is None}
    assert without == {"conv_engine", "kraken_top"}
    assert {name for name, bench in benches.items() if bench.wiring} == {"conv_engine"}
    named = {bench_of(part).toplevel for bench in benches.values() for part in bench.parts}
    assert named == set(design_names()) - {"kraken_top"}
