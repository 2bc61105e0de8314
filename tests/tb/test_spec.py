"""What a run is told: there and back through JSON, and one sentence for what is not legal."""

from __future__ import annotations

import pickle
import shlex
from pathlib import Path

import pytest
from pydantic import ValidationError

from tb.spec import RUN_VARIABLE, Run, RunSpec, SpecError

SPEC = RunSpec(
    toplevel="conv_engine",
    simulator="icarus",
    bench=Path("a page.py"),
    parameters={"Rows": 3, "KhMax": 5},
    defines={"FAST": "", "DEPTH": "3"},
    rtl=Path("other rtl"),
    tests=("directed", "stalls"),
    seed=9,
    max_mismatches=4,
    profiles=("dense:sum", "none"),
    idle_limit=20.0,
    options={"MODEL": "a model.tflite"},
)
RUN = Run(
    spec=SPEC,
    parameters={"Rows": 3, "KhMax": 5, "Cols": 96},
    folder=Path("out"),
    transport="python",
    commit="abc",
    tools={"icarus": "11.0"},
)


def test_a_description_travels() -> None:
    assert Run.from_json(RUN.model_dump_json()) == RUN
    assert RunSpec.from_json(SPEC.model_dump_json()) == SPEC
    assert pickle.loads(pickle.dumps(RUN)) == RUN


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "cannot be read"),
        ("[]", "cannot be read"),
        ('{"parameters": {}}', "spec is not legal: Field required"),
        (RUN.model_dump_json().replace('"seed"', '"sead"'), "spec.sead"),
        (RUN.model_dump_json().replace('"Rows":3', '"Rows":"x"'), "spec.parameters.Rows"),
    ],
)
def test_a_malformed_file_is_refused_with_a_sentence(text: str, words: str) -> None:
    with pytest.raises(SpecError, match=words) as raised:
        Run.from_json(text)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("max_mismatches", 0),
        ("seed", -1),
        ("seed", 2**32),
        ("idle_limit", 0),
        ("idle_limit", float("inf")),
        ("simulator", "vcs"),
        ("unheard_of", 1),
    ],
)
def test_values_out_of_range_are_refused(field: str, value: object) -> None:
    with pytest.raises(SpecError, match=rf"^{field} is not legal: "):
        RunSpec.of(**{"toplevel": "x", field: value})


def test_an_option_says_something() -> None:
    with pytest.raises(SpecError, match=r"^options\.LAYERS is not legal: .*at least 1 character"):
        RunSpec.of(toplevel="x", options={"LAYERS": ""})


def test_a_description_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        SPEC.seed = 2


def test_the_environment_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "run.json"
    path.write_text(RUN.model_dump_json(), encoding="utf-8")
    monkeypatch.setenv(RUN_VARIABLE, str(path))
    assert Run.from_environment() == RUN


def test_without_the_variable_or_the_file_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(RUN_VARIABLE, raising=False)
    with pytest.raises(SpecError, match="is not set"):
        Run.from_environment()
    monkeypatch.setenv(RUN_VARIABLE, str(tmp_path / "missing.json"))
    with pytest.raises(SpecError, match="No such file"):
        Run.from_environment()


def words(command: str) -> dict[str, str]:
    make, *rest = shlex.split(command)
    assert make == "make"
    return {name: text for name, _, text in (word.partition("=") for word in rest)}


def test_the_replay_says_all_that_was_told() -> None:
    replay = words(SPEC.replay("directed", {"KhMax": "KH_MAX", "Rows": "ROWS"}))
    assert replay == {
        "SIM": "icarus",
        "TOPLEVEL": "conv_engine",
        "BENCH": str(Path("a page.py").absolute()),
        "TESTCASE": "directed",
        "SEED": "9",
        "ROWS": "3",
        "KH_MAX": "5",
        "DEFINES": "FAST,DEPTH=3",
        "RTL": str(Path("other rtl").absolute()),
        "PROFILES": "dense:sum,none",
        "MAX_MISMATCHES": "4",
        "IDLE_LIMIT": "20",
        "MODEL": "a model.tflite",
        "WAVES": "1",
    }
    assert words(SPEC.replay())["TESTCASE"] == "directed,stalls"


def test_the_replay_leaves_out_what_is_usual() -> None:
    assert set(words(RunSpec(toplevel="x").replay())) == {"SIM", "TOPLEVEL", "SEED", "WAVES"}


def test_the_replay_names_another_transport() -> None:
    assert words(RunSpec(toplevel="x", transport="swift").replay())["TRANSPORT"] == "swift"
