"""What is left behind is seen, each sort of it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.locks import locked
from sim.soak.traces import Traces, temporary_files_in

DETACH = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        print(os.getpid(), flush=True)
        os.close(1)
        os.close(2)  # whoever reads them would wait
        time.sleep(60)
    os._exit(0)
os.wait()
"""


@pytest.fixture
def temporary(tmp_path: Path) -> Iterator[Path]:
    with temporary_files_in(tmp_path / "temporary"):
        yield tmp_path / "temporary"


def left(folder: Path, temporary: Path, before: Traces) -> str:
    return Traces.now(folder, temporary).left_since(before)


def test_nothing_is_nothing(tmp_path: Path, temporary: Path) -> None:
    before = Traces.now(tmp_path, temporary)
    assert left(tmp_path, temporary, before) == ""


def test_a_child_is_seen(tmp_path: Path, temporary: Path) -> None:
    before = Traces.now(tmp_path, temporary)
    with subprocess.Popen(["sleep", "60"], cwd="/") as child:
        try:
            told = left(tmp_path, temporary, before)
        finally:
            child.kill()
    assert told == f"The case has left behind: processes sleep ({child.pid})."


def test_what_has_detached_itself_is_seen_by_its_folder(tmp_path: Path, temporary: Path) -> None:
    before = Traces.now(tmp_path, temporary)
    done = subprocess.run(
        [sys.executable, "-c", DETACH], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    number = int(done.stdout)
    try:
        assert f"({number})" in left(tmp_path, temporary, before)
    finally:
        os.kill(number, 9)


def test_a_descriptor_is_seen(tmp_path: Path, temporary: Path) -> None:
    before = Traces.now(tmp_path, temporary)
    with (tmp_path / "open").open("w", encoding="utf-8"):
        told = left(tmp_path, temporary, before)
    assert told == "The case has left behind: 1 open descriptors."


def test_a_held_lock_is_seen(tmp_path: Path, temporary: Path) -> None:
    before = Traces.now(tmp_path, temporary)
    with locked(tmp_path / "some.lock"):
        told = left(tmp_path, temporary, before)
    assert "1 held locks" in told
    assert left(tmp_path, temporary, before) == ""


def test_a_thread_is_seen(tmp_path: Path, temporary: Path) -> None:
    before, end = Traces.now(tmp_path, temporary), threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    told = left(tmp_path, temporary, before)
    end.set()
    thread.join()
    assert told == "The case has left behind: 1 threads."


def test_a_temporary_folder_is_seen(tmp_path: Path, temporary: Path) -> None:
    before = Traces.now(tmp_path, temporary)
    folder = Path(tempfile.mkdtemp(prefix="forgotten"))
    assert (
        left(tmp_path, temporary, before)
        == f"The case has left behind: temporary files {folder.name}."
    )


def test_programs_put_their_temporary_files_there_too(tmp_path: Path, temporary: Path) -> None:
    before = Traces.now(tmp_path, temporary)
    subprocess.run(["mktemp"], check=True, capture_output=True)
    assert "temporary files tmp." in left(tmp_path, temporary, before)


def test_afterwards_all_is_as_before(tmp_path: Path) -> None:
    usual = tempfile.gettempdir(), os.environ.get("TMPDIR")
    with temporary_files_in(tmp_path / "other"):
        assert tempfile.gettempdir() == str(tmp_path / "other")
    assert (tempfile.gettempdir(), os.environ.get("TMPDIR")) == usual
