from pathlib import Path

import pytest
from sim.targets import TARGETS, choose_tests, find_target, listed, test_names

from sim.errors import UsageError


def test_tests_are_found_without_importing_the_bench(tmp_path: Path) -> None:
    path = tmp_path / "bench.py"
    path.write_text(
        "import cocotb, pyuvm\n"
        "raise SystemExit('imported')\n"
        "@cocotb.test()\nasync def first(dut): ...\n"
        "async def helper(dut): ...\n"
        "@pyuvm.test(timeout_time=1)\nclass Second: ...\n"
        "@cocotb.test\nasync def third(dut): ...\n",
        encoding="utf-8",
    )
    assert test_names(path) == ("first", "Second", "third")


def test_a_missing_bench_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"bench\.py cannot be read"):
        test_names(tmp_path / "bench.py")


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.toplevel)
def test_every_target_has_its_main_job_and_marks(target) -> None:  # type: ignore[no-untyped-def]
    assert set(target.main_job) <= set(target.tests())
    assert all(path.is_file() for path in target.marks)


def test_the_main_job_runs_when_nothing_is_asked() -> None:
    target = find_target("conv_engine")
    assert choose_tests(target, ()) == ("network",)
    assert choose_tests(target, ("all",)) == target.tests()
    assert choose_tests(target, ("stalls",)) == ("stalls",)


def test_an_unknown_test_is_refused_with_the_known() -> None:
    with pytest.raises(UsageError, match=r"TESTCASE=stall is unknown.*network.*'all' runs every"):
        choose_tests(find_target("conv_engine"), ("network", "stall"))


def test_names_are_listed_as_in_a_sentence() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"], "or") == "a, b or c"
