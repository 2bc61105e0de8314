import shlex
from pathlib import Path

import pytest
from sim.targets import ROOT, RTL, find_target

from golden.kraken.format.params import ArrayParams
from sim.errors import UsageError
from sim.options import ARRAY, WORDS, arguments, parse_words
from sim.run import replay_command

JOB = {"SIM": "verilator", "TOPLEVEL": "conv_engine"}


def test_the_defaults_depend_on_the_simulator() -> None:
    on_verilator, on_icarus = arguments(JOB), arguments({**JOB, "SIM": "icarus"})
    assert on_verilator["params"] == ArrayParams(rows=7, cols=96)
    assert on_icarus["params"] == ArrayParams(rows=4, cols=24)
    assert "seed" not in on_verilator


def test_every_word_reaches_its_argument(tmp_path: Path) -> None:
    image = tmp_path / "x.npy"
    image.touch()
    chosen = arguments(
        {
            **JOB,
            "TESTCASE": "network, stalls",
            "SEED": "4294967295",
            "ROWS": "3",
            "OUT_CHANNELS": "2",
            "WAVES": "1",
            "MAX_MISMATCHES": "5",
            "LAYERS": "conv_2d_0,3",
            "MODEL": str(image),
            "INPUT": str(image),
            "PROFILES": "bursts:sum",
            "RANDOM_LAYERS": "7",
            "TRANSPORT": "python",
            "RTL": str(tmp_path),
            "IDLE_LIMIT": "60",
        }
    )
    assert chosen == {
        "simulator": "verilator",
        "toplevel": "conv_engine",
        "testcases": ("network", "stalls"),
        "params": ArrayParams(rows=3, out_channels=2),
        "seed": 4294967295,
        "waves": True,
        "max_mismatches": 5,
        "layers": ("conv_2d_0", "3"),
        "model": image,
        "inputs": image,
        "profiles": ("bursts:sum",),
        "random_layers": 7,
        "transport": "python",
        "rtl_dir": tmp_path,
        "idle_limit": 60.0,
    }


def test_an_empty_word_counts_as_not_given() -> None:
    assert arguments({**JOB, "SEED": "", "ROWS": "", "LAYERS": ""}) == arguments(JOB)


def test_a_random_seed_is_drawn() -> None:
    seeds = {arguments({**JOB, "SEED": "random"})["seed"] for _ in range(8)}
    assert len(seeds) > 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"SIM": "questa"}, "SIM=questa is unknown; it can be verilator or icarus"),
        ({"SIM": ""}, "SIM= is missing; it can be verilator or icarus"),
        ({"TOPLEVEL": ""}, "TOPLEVEL= is missing; it can be conv_engine"),
        ({"TOPLEVEL": "pe_core"}, "TOPLEVEL=pe_core is unknown; there are benches for conv_engine"),
        ({"SED": "1"}, "SED is unknown; did you mean SEED"),
        ({"XYZZY": "1"}, r"XYZZY is unknown\. Known are SIM, TOPLEVEL"),
        ({"SEED": "one"}, "SEED=one is not legal; give a whole number from 0 up"),
        ({"SEED": "-1"}, "SEED=-1 is not legal"),
        ({"WAVES": "yes"}, "WAVES=yes is not legal; it can be 0 or 1"),
        ({"ROWS": "0"}, "ROWS=0 is not legal: .* must lie from 1 to 255"),
        ({"COLS": "3"}, "COLS=3 is not legal: .*out_channels is 4.* from 1 to 3"),
        ({"MAX_MISMATCHES": "0"}, "MAX_MISMATCHES=0 is not legal; give .* from 1 up"),
        ({"MODEL": "no/such.tflite"}, r"MODEL=no/such\.tflite does not exist"),
    ],
    ids=str,
)
def test_what_is_not_legal_is_refused(changes: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        arguments({**JOB, **changes})
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"), [(["SIM"], "not of the form"), (["A=1", "A=2"], "A is given twice")]
)
def test_words_are_names_with_values(words: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_words(words)


def test_a_value_may_hold_anything() -> None:
    assert parse_words(["INPUT=a b=c", "SEED="]) == {"INPUT": "a b=c", "SEED": ""}


def test_make_help_names_every_word() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    told = "\n".join(line for line in text.splitlines() if line.startswith("#:"))
    assert [word for word in WORDS if word not in told] == []
    assert ARRAY["ROWS"] == "rows"


def test_a_replay_command_says_the_same_again(tmp_path: Path) -> None:
    target = find_target("conv_engine")
    model = tmp_path / "it's a model.tflite"
    model.touch()
    bench = {"layers": ("a", "b"), "model": model, "inputs": model, "max_mismatches": 2}
    array = ArrayParams(rows=4, cols=24, out_channels=2)
    command = replay_command(target, "icarus", array, 77, tmp_path, bench)
    words = shlex.split(command.replace("{test}", "network"))
    assert words.pop(0) == "make"
    chosen = arguments(parse_words(words))
    assert chosen == {
        "simulator": "icarus",
        "toplevel": "conv_engine",
        "testcases": ("network",),
        "params": array,
        "seed": 77,
        "rtl_dir": tmp_path,
        "waves": True,
        **bench,
    }


def test_a_replay_command_leaves_out_what_is_usual() -> None:
    command = replay_command(find_target("conv_engine"), "verilator", ArrayParams(), 1, RTL, {})
    assert command == "make SIM=verilator TOPLEVEL=conv_engine TESTCASE={test} SEED=1 WAVES=1"
