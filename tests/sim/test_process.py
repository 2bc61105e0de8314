import os
import sys
import time
from pathlib import Path

import pytest

from sim import process

ENVIRONMENT = dict(os.environ)


def run(tmp_path: Path, program: str, **keywords: object) -> int:
    return process.run(
        [sys.executable, "-c", program],
        folder=tmp_path,
        environment=ENVIRONMENT,
        log=tmp_path / "log",
        **keywords,  # type: ignore[arg-type]
    )


def test_both_streams_and_the_code_are_kept(tmp_path: Path) -> None:
    code = run(tmp_path, "import sys; print('out'); print('err', file=sys.stderr); sys.exit(7)")
    assert code == 7
    assert sorted((tmp_path / "log").read_text().split()) == ["err", "out"]


def test_a_silent_program_is_ended_with_its_children(tmp_path: Path) -> None:
    program = (
        "import subprocess, sys, time; "
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
        "open('child', 'w').write(str(child.pid)); time.sleep(60)"
    )
    started = time.monotonic()
    with pytest.raises(process.HungError, match=r"wrote nothing for 1 s and was ended.*log"):
        run(tmp_path, program, idle_limit=1)
    assert time.monotonic() - started < 20
    child = int((tmp_path / "child").read_text())
    for _ in range(50):
        if not _alive(child):
            break
        time.sleep(0.1)
    assert not _alive(child)


def _alive(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_growing_file_counts_as_progress(tmp_path: Path) -> None:
    program = (
        "import time\nfor step in range(8):\n    open('lines', 'a').write('x'); time.sleep(0.25)\n"
    )
    assert run(tmp_path, program, idle_limit=1, watched=[tmp_path / "lines"]) == 0


def test_ticks_come_while_it_runs(tmp_path: Path) -> None:
    ticks: list[float] = []
    run(
        tmp_path,
        "import time; time.sleep(0.6)",
        on_tick=lambda: ticks.append(time.monotonic()),
    )
    assert len(ticks) >= 3
