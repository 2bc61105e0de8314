"""Nothing of a program is left, however it, its children or its caller end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sim import process
from tests.sim.conftest import ROOT

ENVIRONMENT = dict(os.environ)
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
TELL = "import os; open(f'pid-{os.getpid()}', 'w').close()"
WAIT = "import time; time.sleep(60)"


def run(tmp_path: Path, program: str, **keywords: object) -> int:
    return process.run(
        [sys.executable, "-c", program],
        folder=tmp_path,
        environment=ENVIRONMENT,
        log=tmp_path / "log",
        **keywords,  # type: ignore[arg-type]
    )


def nested(*programs: str, detached: bool = False) -> str:
    """A program that starts the next one, which starts the next; the last waits."""
    first, *rest = programs
    if not rest:
        return f"{first}; {WAIT}"
    inner = nested(*rest, detached=detached)
    return (
        f"{first}; import subprocess, sys; "
        f"subprocess.Popen([sys.executable, '-c', {inner!r}], start_new_session={detached}); {WAIT}"
    )


def alive(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def parent(number: int) -> int:
    return int(Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1])


def told(folder: Path, count: int) -> list[int]:
    """The numbers of the `count` processes that have told theirs in `folder`."""
    eventually(lambda: len(list(folder.glob("pid-*"))) == count)
    return [int(path.name.removeprefix("pid-")) for path in folder.glob("pid-*")]


def eventually(true: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_both_streams_and_the_code_are_kept(tmp_path: Path) -> None:
    code = run(tmp_path, "import sys; print('out'); print('err', file=sys.stderr); sys.exit(7)")
    assert code == 7
    assert sorted((tmp_path / "log").read_text().split()) == ["err", "out"]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
def test_a_signal_is_told(number: int, tmp_path: Path) -> None:
    assert run(tmp_path, f"import os; os.kill(os.getpid(), {number})") == -number


def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    code = process.run(
        ["./nothing"], folder=tmp_path, environment=ENVIRONMENT, log=tmp_path / "log"
    )
    assert code == 127
    assert (
        tmp_path / "log"
    ).read_text() == "./nothing cannot be started: No such file or directory\n"


def test_the_program_gets_the_usual_signals(tmp_path: Path) -> None:
    """An inherited indifference to SIGPIPE would make a compiler write on without a reader."""
    code = process.run(
        ["grep", "SigIgn", "/proc/self/status"],
        folder=tmp_path,
        environment=ENVIRONMENT,
        log=tmp_path / "log",
    )
    assert code == 0
    ignored = int((tmp_path / "log").read_text().split()[1], 16)
    # Python itself ignores these two; what else is ignored comes from whoever started the tests.
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        assert not ignored >> (number - 1) & 1


def test_a_silent_program_is_ended_with_its_children(tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(process.HungError, match=r"wrote nothing for 2 s and was ended.*log"):
        run(tmp_path, nested(TELL, TELL), idle_limit=2)
    assert time.monotonic() - started < 20
    assert not [number for number in told(tmp_path, 2) if alive(number)]


@pytest.mark.parametrize("detached", [False, True])
def test_children_that_ignore_the_end_are_killed(detached: bool, tmp_path: Path) -> None:
    stubborn = f"{STUBBORN}; {TELL}"
    with pytest.raises(process.HungError):
        run(tmp_path, nested(TELL, stubborn, stubborn, detached=detached), idle_limit=2)
    assert not [number for number in told(tmp_path, 3) if alive(number)]


def test_what_a_program_leaves_behind_is_ended(tmp_path: Path) -> None:
    orphan = nested(f"{STUBBORN}; {TELL}")
    program = (
        "import pathlib, subprocess, sys, time; "
        f"subprocess.Popen([sys.executable, '-c', {orphan!r}], start_new_session=True)\n"
        "while not list(pathlib.Path().glob('pid-*')): time.sleep(0.05)\n"
        "sys.exit(5)"
    )
    assert run(tmp_path, program) == 5
    assert not alive(told(tmp_path, 1)[0])


CALLER = """
import os, sys
from pathlib import Path
from sim import process
{prologue}
try:
    process.run(
        [sys.executable, "-c", {program!r}],
        folder=Path.cwd(), environment=dict(os.environ), log=Path("log"),
    )
finally:
    Path("tidied").touch()
"""


def call(folder: Path, prologue: str = "") -> tuple[subprocess.Popen[bytes], list[int]]:
    """A process that runs a stubborn program with a stubborn child, and the numbers of these."""
    stubborn = f"{STUBBORN}; {TELL}"
    text = CALLER.format(program=nested(stubborn, stubborn), prologue=prologue)
    environment = {**ENVIRONMENT, "PYTHONPATH": str(ROOT)}
    caller = subprocess.Popen([sys.executable, "-c", text], cwd=folder, env=environment)
    return caller, told(folder, 2)


@pytest.mark.parametrize(
    ("number", "code", "tidied"),
    [
        (signal.SIGTERM, 128 + signal.SIGTERM, True),
        (signal.SIGHUP, 128 + signal.SIGHUP, True),
        (signal.SIGINT, -signal.SIGINT, True),
        (signal.SIGKILL, -signal.SIGKILL, False),
    ],
)
def test_a_caller_that_is_ended_leaves_nothing(
    number: int, code: int, tidied: bool, tmp_path: Path
) -> None:
    caller, numbers = call(tmp_path)
    caller.send_signal(number)
    assert caller.wait(20) == code
    eventually(lambda: not any(alive(each) for each in numbers))
    assert (tmp_path / "tidied").exists() == tidied


def test_a_supervisor_that_is_killed_takes_the_program_along(tmp_path: Path) -> None:
    caller, numbers = call(tmp_path)
    parents = {parent(number) for number in numbers}
    (supervisor,) = parents - set(numbers)
    os.kill(supervisor, signal.SIGKILL)
    assert caller.wait(20) == 0
    assert not any(alive(each) for each in numbers)


def test_somebody_elses_handler_stays(tmp_path: Path) -> None:
    prologue = "import signal; signal.signal(signal.SIGTERM, lambda *_: Path('asked').touch())"
    caller, numbers = call(tmp_path, prologue)
    caller.terminate()
    eventually((tmp_path / "asked").exists)
    assert all(alive(number) for number in numbers)
    caller.kill()
    caller.wait()
    eventually(lambda: not any(alive(each) for each in numbers))


def test_handlers_are_put_back(tmp_path: Path) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)]
    run(tmp_path, "")
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)] == before


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
