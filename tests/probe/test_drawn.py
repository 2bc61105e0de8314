"""Faults that a machine has drawn, and whose block was not named once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.run import simulate
from tb.kraken.engine import ON_GATES
from tb.spec import RunSpec
from tests.planted.bug import Bug
from tests.planted.planting import plant

FAULTS = (
    Bug(
        name="an engine that connects its blocks wrongly, within the accelerator",
        file="conv_engine.sv",
        old=".body_done    (weight_packet_done)",
        new=".body_done    (rst_n)",
    ),
    Bug(
        name="an accelerator that takes sums when it should not",
        file="kraken_top.sv",
        old=".m_axis_sum_tready(sum_tready)",
        new=".m_axis_sum_tready(s_axis_pixel_tvalid)",
    ),
    Bug(
        name="an X behind inputs that were X some time ago",
        file="requantize_channel.sv",
        old="low_sums[k];",
        new="low_sums[k-1];",
    ),
    Bug(
        name="a block that an earlier case has left in another state",
        file="activation.sv",
        old="assign done          = fire && s_axis_tlast;",
        new="assign done          = works_1_q && s_axis_tlast;",
    ),
    Bug(
        name="an X in a word that a sound block inside rounds",
        file="pool_engine.sv",
        old=".valid   (valid_q[SUMS]),",
        new=".valid   (valid_q[SUMS - 1]),",
    ),
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "_"))
def test_the_block_is_named(fault: Bug, tmp_path: Path) -> None:
    rtl = plant(fault, tmp_path)
    (tmp_path / "run").mkdir()
    spec = RunSpec(
        toplevel="kraken_top",
        simulator="icarus",
        tests=fault.tests,
        parameters=dict(ON_GATES),
        rtl=rtl,
    )
    result = simulate(spec, folder=tmp_path / "run", locate=True, first_failure=True)
    assert result.located is not None, result.why()
    assert result.located["module"] == fault.module, result.why()
