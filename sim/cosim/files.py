"""A co-simulated network as files: JSON for programs, JUnit XML for CI systems."""

from __future__ import annotations

from sim.cosim.result import COSIM_JSON, CosimResult
from sim.files import put, write_junit


def write_files(result: CosimResult) -> None:
    """Write ``cosim.json`` and ``junit.xml`` into the folder, each whole or not at all."""
    put(result.folder / COSIM_JSON, result.model_dump_json(indent=2) + "\n")
    facts = {
        "model": result.model,
        "clocks": result.clocks,
        "predicted": result.predicted,
        "images": result.images,
        "frames_per_second": result.frames_per_second,
        **{f"words.{port}": count for port, count in result.words.items()},
    }
    told = {name: value for name, value in facts.items() if value is not None}
    write_junit(result.run, told)
