"""Coverage as a database of the Unified Coverage Interoperability Standard, made with PyUCIS."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from ucis import UCIS, UCIS_DU_MODULE, UCIS_INST_ONCE, UCIS_INSTANCE, UCIS_VLOG
from ucis.cover_data import CoverData
from ucis.cover_flags_t import CoverFlagsT
from ucis.cover_type_t import CoverTypeT
from ucis.history_node_kind import HistoryNodeKind
from ucis.mem.mem_factory import MemFactory
from ucis.scope import Scope
from ucis.scope_type_t import ScopeTypeT
from ucis.source_info import SourceInfo
from ucis.test_data import TestData
from ucis.test_status_t import TestStatusT

from sim.coverage.data import Source
from sim.coverage.model import Bin, CodeItem, Coverage, Metric, ModuleCoverage, PointCoverage

NOWHERE = SourceInfo(None, 0, 0)
TOOL = "kraken-cosim"
KINDS: dict[Metric, tuple[ScopeTypeT, CoverTypeT]] = {
    "line": (ScopeTypeT.BLOCK, CoverTypeT.STMTBIN),
    "branch": (ScopeTypeT.BRANCH, CoverTypeT.BRANCHBIN),
    "expression": (ScopeTypeT.COND, CoverTypeT.CONDBIN),
    "toggle": (ScopeTypeT.TOGGLE, CoverTypeT.TOGGLEBIN),
    "fsm": (ScopeTypeT.COVER, CoverTypeT.COVERBIN),
}
"""The scope in which PyUCIS keeps the pieces of a metric, and what they are to it."""


def database(coverage: Coverage, sources: Iterable[Source], date: str) -> UCIS:
    """The coverage of many runs, and the runs.

    Args:
        coverage: what is covered.
        sources: the runs.
        date: when they were merged, as ``YYYYMMDDhhmmss``.
    """
    db = MemFactory.create()
    db.setWrittenBy(TOOL)
    for source in sources:
        _add_run(db, source, date)
    for design, points in groupby(coverage.points, key=lambda point: point.design):
        _add_design(db, design, list(points))
    for module in coverage.modules:
        _add_module(db, module)
    return db


def _add_run(db: UCIS, source: Source, date: str) -> None:
    name = f"{source.design} {source.simulator} {source.seed}"
    node = db.createHistoryNode(None, name, source.replay, HistoryNodeKind.TEST)
    node.setTestData(
        TestData(
            teststatus=TestStatusT.OK if source.passed else TestStatusT.ERROR,
            toolcategory=source.simulator,
            date=date,
            cputime=source.seconds,
            seed=str(source.seed),
            cmd=source.replay,
            user=TOOL,
        )
    )


def _instance(db: UCIS, name: str, source: SourceInfo = NOWHERE) -> Scope:
    unit = db.createScope(name, source, 1, UCIS_VLOG, UCIS_DU_MODULE, UCIS_INST_ONCE)
    return db.createInstance(name, source, 1, UCIS_VLOG, UCIS_INSTANCE, unit, UCIS_INST_ONCE)


def _add_design(db: UCIS, design: str, points: Sequence[PointCoverage]) -> None:
    instance = _instance(db, design)
    for name, of_group in groupby(points, key=lambda point: point.group):
        group = instance.createCovergroup(name, NOWHERE, 1, UCIS_VLOG)
        for point in of_group:
            # A cross of PyUCIS wants the bins of its points; those that cannot meet are left out
            # here, so that it is a point whose bins are combinations.
            scope = group.createCoverpoint(point.name, NOWHERE, 1, UCIS_VLOG)
            scope.setComment(point.meaning)
            for bin_ in point.bins:
                type_ = CoverTypeT.IGNOREBIN if bin_.excluded else CoverTypeT.CVGBIN
                scope.createNextCover(bin_.name, _data(type_, bin_), NOWHERE)


def _add_module(db: UCIS, module: ModuleCoverage) -> None:
    file = db.createFileHandle(module.file, "")
    instance = _instance(db, module.module, SourceInfo(file, 1, 0))
    for metric, (scope_type, bin_type) in KINDS.items():
        of_metric = [item for item in module.items if item.metric == metric]
        for name, items in groupby(of_metric, key=_scope_name):
            found = list(items)
            source = SourceInfo(file, found[0].line, 0)
            scope = instance.createScope(name, source, 1, UCIS_VLOG, scope_type, 0)
            for item in found:
                where = SourceInfo(file, item.line, 0)
                scope.createNextCover(_bin_name(item), _data(bin_type, item), where)


def _scope_name(item: CodeItem) -> str:
    """Toggles are kept by bit, all else by line."""
    return item.text.rpartition(":")[0] if item.metric == "toggle" else f"line {item.line}"


def _bin_name(item: CodeItem) -> str:
    return item.text.rpartition(":")[2] if item.metric == "toggle" else item.text


def _data(type_: CoverTypeT, item: Bin | CodeItem) -> CoverData:
    data = CoverData(type_, CoverFlagsT.HAS_GOAL)
    data.data, data.goal, data.at_least = item.hits, 1, 1
    return data
