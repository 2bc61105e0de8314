"""What a run has left, on its way into the regression's folder."""

from __future__ import annotations

import io
import shutil
import tarfile
import tempfile
from pathlib import Path

from sim.files import write_files
from sim.results import RunResult


def pack(folder: Path) -> bytes:
    """All files of a folder as one compressed archive."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz", compresslevel=6) as tar:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                tar.add(path, str(path.relative_to(folder)), recursive=False)
    return archive.getvalue()


def unpack(archive: bytes, folder: Path) -> None:
    """Lay down what `pack` has packed; `folder` is there whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    try:
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
            tar.extractall(part, filter="data")
        move(part, folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def move(left: Path, folder: Path) -> None:
    """Give a folder its place; what was there before goes."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    left.chmod(0o755)
    left.rename(folder)


def settled(result: RunResult, folder: Path) -> RunResult:
    """A result whose run has moved to `folder`; its files there tell so too."""
    text = result.model_dump_json().replace(str(result.folder), str(folder))
    moved = RunResult.model_validate_json(text)
    write_files(moved)
    return moved
