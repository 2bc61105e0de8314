from pathlib import Path

import pytest

from golden.kraken import ArrayParams
from tb.config import CONFIG_VARIABLE, ConfigError, RunConfig


def config(**changes: object) -> RunConfig:
    values: dict[str, object] = {
        "simulator": "icarus",
        "toplevel": "conv_engine",
        "array": ArrayParams(rows=3, cols=10, pixel_port_words=5),
        "seed": 9,
        "out_dir": Path("out"),
        "model": Path("a model.tflite"),
        "layers": ("conv_2d_0", "1"),
        "tools": {"icarus": "11.0"},
        **changes,
    }
    return RunConfig(**values)  # type: ignore[arg-type]


def test_json_gives_the_same_configuration_back() -> None:
    assert RunConfig.from_json(config().to_json()) == config()
    assert RunConfig.from_json(config(model=None).to_json()).model is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "cannot be read"),
        ("[]", "cannot be read"),
        ('{"array": {}}', "missing"),
        (config().to_json().replace('"seed"', '"sead"'), "sead"),
        (config().to_json().replace('"rows": 3', '"rows": 0'), "rows is 0"),
    ],
)
def test_a_malformed_file_is_refused_with_a_sentence(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        RunConfig.from_json(text)


@pytest.mark.parametrize("field", ["max_mismatches", "random_layers"])
def test_counts_must_be_positive(field: str) -> None:
    with pytest.raises(ConfigError, match=field):
        config(**{field: 0})


def test_the_environment_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "config.json"
    path.write_text(config().to_json(), encoding="utf-8")
    monkeypatch.setenv(CONFIG_VARIABLE, str(path))
    assert RunConfig.from_environment() == config()


def test_without_the_variable_or_the_file_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(CONFIG_VARIABLE, raising=False)
    with pytest.raises(ConfigError, match="is not set"):
        RunConfig.from_environment()
    monkeypatch.setenv(CONFIG_VARIABLE, str(tmp_path / "missing.json"))
    with pytest.raises(ConfigError, match="No such file"):
        RunConfig.from_environment()
