import shlex
import shutil
from pathlib import Path

import pytest

from sim.errors import UsageError
from sim.options import parse_words, read_defines, read_spec
from tb.spec import RunSpec
from tests.sim.conftest import PAGE

JOB = {"SIM": "verilator", "TOPLEVEL": "conv_engine"}
OWN = {"SIM": "icarus", "BENCH": str(PAGE)}


def test_the_defaults_are_those_of_a_run() -> None:
    assert read_spec(JOB) == RunSpec(toplevel="conv_engine")
    assert read_spec(OWN) == RunSpec(toplevel="slice", simulator="icarus", bench=PAGE)


def test_every_word_reaches_its_place(tmp_path: Path) -> None:
    image = tmp_path / "x.npy"
    image.touch()
    spec = read_spec(
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
            "DEFINES": "FAST,LIMIT=3",
            "RANDOM_LAYERS": "7",
            "TRANSPORT": "python",
            "RTL": str(tmp_path),
            "IDLE_LIMIT": "60",
        }
    )
    assert spec == RunSpec(
        simulator="verilator",
        toplevel="conv_engine",
        tests=("network", "stalls"),
        parameters={"Rows": 3, "OutChannels": 2},
        seed=4294967295,
        waves=True,
        max_mismatches=5,
        profiles=("bursts:sum",),
        defines={"FAST": "", "LIMIT": "3"},
        transport="python",
        rtl=tmp_path,
        idle_limit=60.0,
        options={
            "LAYERS": "conv_2d_0,3",
            "MODEL": str(image),
            "INPUT": str(image),
            "RANDOM_LAYERS": "7",
        },
    )


def test_a_page_brings_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are found from where the user stands."""
    shutil.copytree(PAGE.parent, tmp_path / "my slice")
    (tmp_path / "x.bin").touch()
    monkeypatch.chdir(tmp_path)
    page = "my slice/slice_page.py"
    spec = read_spec({"SIM": "icarus", "BENCH": page, "WIDTH": "9", "ADD": "-2", "IMAGE": "x.bin"})
    assert spec == RunSpec(
        toplevel="slice",
        simulator="icarus",
        bench=tmp_path / page,
        parameters={"Width": 9, "Add": -2},
        options={"IMAGE": str(tmp_path / "x.bin")},
    )


def test_an_empty_word_counts_as_not_given() -> None:
    assert read_spec({**JOB, "SEED": "", "ROWS": "", "LAYERS": ""}) == read_spec(JOB)


def test_a_random_seed_is_drawn() -> None:
    seeds = {read_spec({**JOB, "SEED": "random"}).seed for _ in range(8)}
    assert len(seeds) > 1


@pytest.mark.parametrize(
    ("text", "defines"),
    [
        ("A", {"A": ""}),
        ("A=", {"A": ""}),
        (" A , B=1,, ", {"A": "", "B": "1"}),
        ('A="x y",B=a=b', {"A": '"x y"', "B": "a=b"}),
        (r"A=f(1\,2),B", {"A": "f(1,2)", "B": ""}),
        (r"A=\\,B", {"A": "\\", "B": ""}),
        (r'A="\n"', {"A": r'"\n"'}),
    ],
    ids=str,
)
def test_definitions_have_commas_between(text: str, defines: dict[str, str]) -> None:
    assert read_defines(text) == defines


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"SIM": "questa"}, "SIM=questa is unknown; it can be verilator or icarus"),
        ({"SIM": ""}, "SIM= is missing; it can be verilator or icarus"),
        ({"TOPLEVEL": ""}, "TOPLEVEL= is missing; it can be .*conv_engine"),
        (
            {"TOPLEVEL": "conv"},
            "TOPLEVEL=conv is unknown; there are benches for .*conv_engine.*, and BENCH= names",
        ),
        ({"TOPLEVEL": "axis_skd"}, r"TOPLEVEL=axis_skd is unknown \(did you mean axis_skid\?\)"),
        ({"BENCH": "no/such.py"}, r"BENCH=no/such\.py does not exist"),
        ({"BENCH": str(PAGE)}, "is the bench of slice, not of TOPLEVEL=conv_engine"),
        ({"SED": "1"}, "SED is unknown .did you mean SEED.."),
        ({"seed": "1"}, "seed is unknown .did you mean SEED.."),
        ({"ROW": "1"}, "ROW is unknown .did you mean ROWS.."),
        ({"XYZZY": "1"}, "XYZZY is unknown; there are SIM, TOPLEVEL"),
        ({"SEED": "one"}, "SEED=one is not legal; give a whole number from 0 up"),
        ({"SEED": "-1"}, "SEED=-1 is not legal"),
        ({"SEED": "4294967296"}, "SEED=4294967296 is out of range; it can be 0 to 4294967295"),
        ({"WAVES": "yes"}, "WAVES=yes is not legal; it can be 0 or 1"),
        ({"ROWS": "many"}, "ROWS=many is not legal; give a whole number"),
        ({"MAX_MISMATCHES": "0"}, "MAX_MISMATCHES=0 is not legal; give .* from 1 up"),
        ({"IDLE_LIMIT": "0"}, "IDLE_LIMIT=0 is not legal; give a number of seconds above 0"),
        ({"IDLE_LIMIT": "inf"}, "IDLE_LIMIT=inf is not legal"),
        ({"MODEL": "no/such.tflite"}, r"MODEL=no/such\.tflite does not exist"),
        ({"RTL": "no/such"}, "RTL=no/such does not exist"),
    ],
    ids=str,
)
def test_what_is_not_legal_is_refused(changes: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        read_spec({**JOB, **changes})
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"), [(["SIM"], "not of the form"), (["A=1", "A=2"], "A is given twice")]
)
def test_words_are_names_with_values(words: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse_words(words)


def test_a_value_may_hold_anything() -> None:
    assert parse_words(["INPUT=a b=c", "SEED="]) == {"INPUT": "a b=c", "SEED": ""}


@pytest.mark.parametrize(("text", "located"), [("", None), ("0", False), ("1", True)])
def test_the_block_at_fault_is_looked_for_as_told(text: str, located: bool | None) -> None:
    spec = read_spec({**JOB, "LOCATE": text})
    assert spec.locate is located
    words = parse_words(shlex.split(spec.replay())[1:])
    assert words.get("LOCATE", "") == text
