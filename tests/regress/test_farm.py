"""Files of farms, and what their batch systems would be given."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from sim.places import ROOT
from sim.regress.errors import FarmError, RegressError
from sim.regress.farm import batch_cluster, opened, read_farm

FILE = """
kind: {kind}
workers: 8
cores: 4
options:
  memory: 16GB
  walltime: "02:30"
  queue: verification
  job_script_prologue: ["module load gcc"]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "farm.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("slurm", ["#SBATCH -p verification", "#SBATCH --cpus-per-task=4", "#SBATCH --mem=15G"]),
        ("lsf", ["#BSUB -q verification", "#BSUB -n 4", "#BSUB -W 02:30"]),
        ("sge", ["#$ -q verification", "#$ -l h_rt=02:30"]),
        ("pbs", ["#PBS -q verification", "#PBS -l select=1:ncpus=4:mem=15GB"]),
    ],
)
def test_a_batch_system_gets_workers_of_one_thread(
    kind: str, lines: list[str], tmp_path: Path
) -> None:
    farm = read_farm(write(tmp_path, FILE.format(kind=kind)))
    with batch_cluster(farm, tmp_path / "logs") as cluster:
        script = cluster.job_script()
        assert [line for line in lines if line not in script.splitlines()] == []
        (started,) = (line for line in script.splitlines() if "distributed.cli.dask_worker" in line)
        assert "--nthreads 1 " in started
        assert "--nworkers 4 " in started
        assert f"--tls-key {tmp_path / 'logs'}/" in started
        before = script[: script.index(started)].splitlines()
        assert before[-3:] == ["module load gcc", f"cd {ROOT}", f"export PYTHONPATH={ROOT}"]
        assert str(tmp_path / "logs") in script
        assert len(cluster.workers) == 0  # nothing was submitted


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind: cloud\nworkers: 1", "kind is not legal"),
        ("kind: slurm", "workers is not legal: Field required"),
        ("kind: slurm\nworkers: 0", "workers is not legal"),
        ("kind: slurm\nworkers: 1\nqueue: fast", "queue is not legal: Extra inputs"),
        ("", "the whole is not legal"),
        ("kind: [", "cannot be read"),
    ],
)
def test_a_wrong_file_is_a_sentence(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(RegressError, match=said):
        read_farm(write(tmp_path, text))


def test_an_option_that_the_batch_system_lacks_is_told(tmp_path: Path) -> None:
    farm = read_farm(write(tmp_path, "kind: slurm\nworkers: 1\noptions: {colour: red}"))
    with pytest.raises(RegressError, match=r"does not take these options: .*colour"):
        batch_cluster(farm, tmp_path)


def test_what_runs_here_listens_to_this_machine_alone(tmp_path: Path) -> None:
    with opened(workers=1, logs=tmp_path) as farm:
        assert farm.client.scheduler.address.startswith("tls://127.0.0.1:")
        me = psutil.Process()
        heard = {
            connection.laddr.ip
            for process in (me, *me.children(recursive=True))
            for connection in process.net_connections("inet")
            if connection.status == psutil.CONN_LISTEN
        }
    assert heard == {"127.0.0.1"}


def test_a_scheduler_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.regress.farm.CONNECT_SECONDS", 0.5)
    with (
        pytest.raises(FarmError, match=r"SCHEDULER=tcp://127\.0\.0\.1:9 cannot be reached"),
        opened(workers=1, scheduler="tcp://127.0.0.1:9", logs=tmp_path),
    ):
        pass
