"""The words of a soak."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import UsageError
from sim.soak.job import read_job
from sim.soak.words import TESTS


def test_the_defaults() -> None:
    job = read_job({})
    assert (job.seconds, job.seed, job.designs) == (3600.0, 1, tuple(TESTS))
    assert list(map(str, job.ways)) == ["verilator native", "verilator python", "icarus python"]
    assert "axis_skid" in job.blocks
    assert set(job.blocks).isdisjoint(TESTS)


def test_a_fraction_of_an_hour() -> None:
    assert read_job({"HOURS": "0.25"}).seconds == 900.0


def test_one_simulator_and_some_designs() -> None:
    job = read_job({"SIM": "icarus", "DESIGN": "kraken_top,axis_skid"})
    assert list(map(str, job.ways)) == ["icarus python"]
    assert (job.designs, job.blocks) == (("kraken_top",), ("axis_skid",))


def test_the_command_that_repeats_it_holds_what_was_drawn(tmp_path: Path) -> None:
    (tmp_path / "axis_skid.sv").touch()
    job = read_job({"SEED": "random", "RTL": str(tmp_path), "HOURS": "2"})
    again = read_job(
        dict(word.split("=", 1) for word in job.replay("make").removeprefix("make soak ").split())
    )
    assert again == job
    assert job.replay("make", 17).endswith(" CASE=17")
    assert read_job({"CASE": "17"}).only == 17


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"HOURS": "0"}, "HOURS=0 is not legal; give a number of hours above 0."),
        ({"HOURS": "long"}, "HOURS=long is not legal"),
        ({"HOUR": "1"}, "HOUR is unknown (did you mean HOURS?); there are HOURS, DESIGN,"),
        ({"DESIGN": "axis_skit"}, "DESIGN=axis_skit is unknown (did you mean axis_skid?)"),
        ({"SIM": "questa"}, "SIM=questa is unknown"),
        ({"SEED": "-1"}, "SEED=-1 is not legal"),
        ({"SEED": "4294967296"}, "SEED=4294967296 is out of range"),
        ({"CASE": "first"}, "CASE=first is not legal"),
        ({"RTL": "nowhere"}, "RTL=nowhere does not exist."),
    ],
    ids=str,
)
def test_wrong_words_are_a_sentence(words: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as told:
        read_job(words)
    assert said in str(told.value)


def test_a_folder_of_sources_leaves_the_designs_that_it_is_part_of(tmp_path: Path) -> None:
    (tmp_path / "axis_narrow.sv").touch()
    job = read_job({"RTL": str(tmp_path)})
    assert (job.designs, job.blocks) == (("kraken_top",), ("axis_narrow",))
    with pytest.raises(UsageError, match=r"holds no source of conv_engine or ram\.$"):
        read_job({"RTL": str(tmp_path), "DESIGN": "ram,conv_engine"})
