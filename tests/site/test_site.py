"""The site can be built, links nowhere else, and its reference names modules that exist."""

from __future__ import annotations

import importlib.util
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from sim.places import ROOT
from sim.site import build
from sim.site.build import marked
from sim.site.reference import MODULES


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(build, "SITE", tmp_path / "site")
    return tmp_path / "site"


def test_the_site_is_built_with_every_page(site: Path) -> None:
    assert build.build(Console(file=StringIO())) == 0
    start = (site / "index.html").read_text(encoding="utf-8")
    assert "Start in five minutes" in start
    for page in (ROOT / "docs").glob("*.md"):
        assert (site / f"{page.stem}.html").is_file(), f"{page.name} is not in the site"
    assert "simulate" in (site / "reference/runs_from_python.html").read_text(encoding="utf-8")


def test_a_broken_link_fails(site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("[nowhere](missing.md)\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("site_name: broken\n", encoding="utf-8")
    monkeypatch.setattr(build, "ROOT", tmp_path)
    said = StringIO()
    assert build.build(Console(file=said)) == 1
    assert "missing.md" in said.getvalue()


@pytest.mark.parametrize("module", [name for names in MODULES.values() for name in names])
def test_the_reference_names_modules_that_exist(module: str) -> None:
    assert importlib.util.find_spec(module) is not None


def test_pages_have_printed_outputs() -> None:
    pages = {printed.page.name for printed in marked(ROOT)}
    assert {"README.md", "index.md", "report.md", "tensor.md"} <= pages
