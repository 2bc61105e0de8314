"""Saved models: what comes back is what was saved, and no file can do harm."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from golden import CorruptModelError, InputError, Model, ModelError, load_model
from golden.cli import main
from golden.networks.shipped import DIGITS, load_images
from golden.quant import TFLITE
from golden.schemes import PowerOfTwo, translated
from golden.schemes.storage import MEMBER, save_model

Edit = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "digits.golden"
    model = Model.from_tflite(DIGITS)
    save_model(PowerOfTwo(8, 4).convert(model, load_images(DIGITS)[0][:8]), path)
    return path


def test_round_trip(saved: Path, tmp_path: Path) -> None:
    source = Model.from_tflite(DIGITS)
    images = load_images(DIGITS)[0]
    model = PowerOfTwo(8, 4).convert(source, images[:8])
    again = load_model(saved)
    (x,) = translated(source, model, (images[8:12],))
    expected = model.trace(x)
    for name, array in again.trace(x).items():
        np.testing.assert_array_equal(array, expected[name])
    assert str(again.graph.arithmetic) == "power-of-two, 8-bit activations, 4-bit weights"
    save_model(again, tmp_path / "again.golden")
    assert (tmp_path / "again.golden").read_bytes() == saved.read_bytes()


def test_content_decides_and_not_the_name(saved: Path, tmp_path: Path) -> None:
    misnamed = tmp_path / "x.tflite"
    misnamed.write_bytes(saved.read_bytes())
    assert str(load_model(misnamed).graph.arithmetic).startswith("power-of-two")
    other = tmp_path / "x.golden"
    other.write_bytes(DIGITS.read_bytes())
    assert load_model(other).graph.arithmetic is TFLITE
    with pytest.raises(CorruptModelError, match=r"cannot read .*none"):
        load_model(tmp_path / "none.golden")


def test_what_is_not_saved(tmp_path: Path) -> None:
    model = Model.from_tflite(DIGITS)
    with pytest.raises(InputError, match="own file"):
        save_model(model, tmp_path / "x.golden")
    other = PowerOfTwo().convert(model, load_images(DIGITS)[0][:2])
    with pytest.raises(InputError, match="cannot write"):
        save_model(other, tmp_path / "none" / "x.golden")
    (tmp_path / "folder.golden").mkdir()
    with pytest.raises(InputError, match="cannot write"):
        save_model(other, tmp_path / "folder.golden")
    assert [path.name for path in tmp_path.iterdir()] == ["folder.golden"]


def rewrite(
    source: Path,
    target: Path,
    edit: Edit = lambda table: None,
    data: dict[str, bytes] | None = None,
) -> None:
    """Copy a saved model with its description edited, or some members exchanged."""
    with zipfile.ZipFile(source) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    table = json.loads(members[MEMBER])
    edit(table)
    members[MEMBER] = json.dumps(table).encode()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in {**members, **(data or {})}.items():
            archive.writestr(name, content)


def is_refused(path: Path) -> bool:
    """Whether loading ends in one sentence; anything else but success is let through."""
    try:
        load_model(path)
    except ModelError as fault:
        return "\n" not in str(fault)
    return False


def first_kernel(table: dict[str, Any]) -> dict[str, Any]:
    return table["tensors"][table["operators"][0]["inputs"][1]]


FAULTS: dict[str, tuple[Edit, str]] = {
    "format": (lambda t: t.update(format="x"), "does not say that it is a golden model"),
    "version": (lambda t: t.update(version=2), "version 2, where 1 is read"),
    "no scheme": (lambda t: t.pop("scheme"), "the model lacks 'scheme'"),
    "scheme": (lambda t: t["scheme"].update(name="x"), "'x' is unknown; these are: power-of-two"),
    "width": (lambda t: t["scheme"].update(weight_bits=9), "weight width is 9 bits"),
    "width's kind": (lambda t: t["scheme"].update(weight_bits=True), "is no integer"),
    "tensors": (lambda t: t.update(tensors={}), "'tensors' of the model is no list"),
    "tensor": (lambda t: t["tensors"].insert(1, 3), "tensor 1 is no table"),
    "name": (lambda t: t["tensors"][1].update(name="a\nb"), "tensor 1 has no printable name"),
    "names": (lambda t: t["tensors"][1].update(name=t["tensors"][0]["name"]), "the same name"),
    "shape": (lambda t: t["tensors"][1].update(shape=[1 << 20] * 3), "impossible shape"),
    "negative": (lambda t: t["tensors"][1].update(shape=[-1]), "impossible shape"),
    "shape's kind": (lambda t: t["tensors"][1].update(shape=[1.5]), "'shape' of .* no integer"),
    "dtype": (lambda t: t["tensors"][1].update(dtype="object"), "has the type 'object', not one"),
    "scale": (lambda t: first_kernel(t)["quantization"].update(scales=[-1.0]), "scales above 0"),
    "infinite": (
        lambda t: first_kernel(t)["quantization"].update(scales=[float("inf")]),
        "finite scales",
    ),
    "points": (lambda t: first_kernel(t)["quantization"].update(zero_points=[]), "as many zero"),
    "point": (lambda t: first_kernel(t)["quantization"].update(zero_points=[9]), "zero point outs"),
    "words": (lambda t: first_kernel(t)["quantization"].update(words=[-999, 7]), r"has words \[-9"),
    "no words": (lambda t: first_kernel(t)["quantization"].update(words=[7, -8]), "has words"),
    "too narrow": (lambda t: first_kernel(t)["quantization"].update(words=[-2, 1]),
                   "holds -7 to 6, but its words are -2 to 1"),
    "bytes": (lambda t: first_kernel(t).update(shape=[1, 2]), "bytes, but shape .* takes 2"),
    "operator": (lambda t: t["operators"][0].update(op="NO_SUCH"), "NO_SUCH.* is not supported"),
    "no operators": (lambda t: t["operators"].clear(), "lacks inputs, outputs or operators"),
    "index": (lambda t: t["operators"][0].update(inputs=[999]), "names tensor 999 of"),
    "order": (lambda t: t["operators"].reverse(), "before anything computes it"),
    "twice": (lambda t: t["operators"].append(t["operators"][-1]), "which is known already"),
    "option": (lambda t: t["operators"][0]["options"].update(stride_h="a"), "option 'stride_h'"),
    "no option": (lambda t: t["operators"][0]["options"].pop("stride_h"), "no option 'stride_h'"),
    "stride": (lambda t: t["operators"][0]["options"].update(stride_h=0), "stride_h, stride_w"),
    "outputs": (lambda t: t.update(outputs=[]), "lacks inputs, outputs"),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "message"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_a_sentence(
    edit: Edit,
    message: str,
    saved: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "x.golden"
    rewrite(saved, path, edit)
    with pytest.raises(ModelError, match=message) as fault:
        load_model(path)
    assert str(fault.value).startswith(f"{path}: ")
    for command in ("compare", "show"):
        assert main([command, str(path)]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err == f"error: {fault.value}\n"
        assert err.count("\n") == 1


def test_missing_and_compressed_members(saved: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.golden"
    with zipfile.ZipFile(saved) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    for left_out in (MEMBER, list(members)[-1]):
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in members.items():
                if name != left_out:
                    archive.writestr(name, content)
        with pytest.raises(CorruptModelError, match=f"corrupt.*{left_out}"):
            load_model(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(CorruptModelError, match="is compressed"):
        load_model(path)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        for index in range(5):
            again = copy(archive.getinfo(list(members)[-1]))
            again.filename = f"data/{1000 + index}"
            archive.filelist.append(again)
            again = copy(archive.getinfo(MEMBER))
            again.filename = f"{index}.json"
            archive.filelist.append(again)
    with pytest.raises(CorruptModelError, match="members overlap"):
        load_model(path)
    for nonsense in (b"{", b"[]", b"\xff", b"[" * 100_000, b'{"format": 1}'):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(MEMBER, nonsense)
        with pytest.raises(CorruptModelError):
            load_model(path)


def test_any_damage_ends_in_a_sentence(saved: Path, tmp_path: Path) -> None:
    """Bytes anywhere: the directory at the end, the description, the weights' checksums."""
    content, path = saved.read_bytes(), tmp_path / "x.golden"
    rng = np.random.default_rng(0)
    refused = 0
    for index in range(300):
        damaged = bytearray(content)
        if index % 3 == 0:
            del damaged[int(rng.integers(4, len(damaged))) :]
        else:
            reach = len(damaged) if index % 3 == 1 else 4000
            for _ in range(int(rng.integers(1, 9))):
                damaged[-int(rng.integers(1, reach))] = int(rng.integers(256))
        path.write_bytes(damaged)
        refused += is_refused(path)
    assert refused > 250


def test_any_entry_may_be_nonsense(saved: Path, tmp_path: Path) -> None:
    """Every value of the description in turn (a good part of them) by values of all kinds."""
    path = tmp_path / "x.golden"
    with zipfile.ZipFile(saved) as archive:
        table = json.loads(archive.read(MEMBER))

    def places(node: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        items = node.items() if isinstance(node, dict) else enumerate(node)
        found = []
        for key, value in items:
            found.append((*at, key))
            if isinstance(value, dict | list):
                found += places(value, (*at, key))
        return found

    everywhere = places(table)
    rng = np.random.default_rng(1)
    values: list[Any] = [
        None,
        True,
        -1,
        0,
        3,
        2**31,
        2**70,
        1.5,
        1e300,
        "",
        "x",
        [],
        {},
        [1, 2],
        [[]],
    ]
    refused = 0
    for place in rng.permutation(len(everywhere))[:400]:
        *way, last = everywhere[place]
        value = values[int(rng.integers(len(values)))]

        def edit(entry: Any, way: list[Any] = way, last: Any = last, value: Any = value) -> None:
            for key in way:
                entry = entry[key]
            entry[last] = value

        rewrite(saved, path, edit)
        refused += is_refused(path)
    assert refused > 250
