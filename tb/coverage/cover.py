"""What a test tells of what it has seen; by itself it counts nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tb.bench.bench import Bench
from tb.bench.errors import BenchError
from tb.coverage.groups import groups_of
from tb.coverage.model import Values


class CoverageError(BenchError):
    """A group is not declared well, or a sample names what its group lacks."""


class Cover:
    """Takes samples and forgets them: coverage of a run that counts none.

    Attributes:
        counts: whether anything comes of a sample; what is dear to find out need not be otherwise.
    """

    counts = False

    def sample(self, group: str, **seen: str | Iterable[str]) -> None:
        """Count what a test has seen.

        Args:
            group: name of one of the design's groups.
            seen: by point, the name of its bin, or several of them; a point may be left out.

        Raises:
            CoverageError: the group, a point or a bin is not declared.
        """

    def case(self, case: Any, before: Any, values: Values) -> None:
        """Count a case that has passed, in each group that has an ``of_case``.

        Args:
            case: it.
            before: the case that passed before it since the last reset, or None.
            values: the design's parameters.

        Raises:
            CoverageError: an ``of_case`` names what its group lacks.
        """

    def write(self, folder: Path) -> None:
        """Write `tb.results.FUNCTIONAL` of all samples of this process."""


def cover_of(bench: Bench, values: Values, coverage: str) -> Cover:
    """Coverage of a run.

    Args:
        bench: the design.
        values: its parameters.
        coverage: what the run counts, as `tb.spec.RunSpec.coverage` says it.

    Raises:
        CoverageError: a group of the design is not declared well.
    """
    if coverage == "none":
        return Cover()
    from tb.coverage.recorder import Recorder  # loads cocotb-coverage

    return Recorder(bench.toplevel, groups_of(bench, values))
