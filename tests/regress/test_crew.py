"""Who is there is asked of the scheduler, whatever the client has in mind."""

from __future__ import annotations

from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from sim.regress.crew import Crew
from sim.regress.task import Told


def test_a_refresh_of_the_client_loses_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client asks for totals alone now and then, which may come in between."""
    events: list[str] = []
    with (
        LocalCluster(n_workers=2, processes=False, dashboard_address="127.0.0.1:0") as cluster,
        Client(cluster) as client,
    ):
        refresh = client._update_scheduler_info

        async def twice(n_workers: int = 0) -> None:
            await refresh(n_workers=n_workers)
            await refresh()

        monkeypatch.setattr(client, "_update_scheduler_info", twice)
        crew = Crew(client, Told(Path("nowhere"), "", ""), events.append)
        assert len(crew.look()) == 2
        assert crew.look() == []
        assert crew.largest == 2
    assert events == []
