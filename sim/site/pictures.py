"""Pictures of the pages for the documentation, taken in headless Chromium of pages really made."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from rich.console import Console

from sim.errors import ToolError
from sim.pages.leave import leave_page
from sim.places import BUILD, ROOT
from sim.regress.folder import REGRESSIONS, finished, read_regression
from sim.regress.start import run_regress
from sim.run import simulate
from tb.spec import RunSpec

PICTURES = ROOT / "docs/pictures"
SPOILED = BUILD / "spoiled"
SOUND = "read_sums[(m*Rows+r)*YWidth"
SWAPPED = "read_sums[(m*Rows+(r<2?1-r:r))*YWidth"
"""The output stage swaps the first two rows of sums."""
WIDTH, HEIGHT = 1366, 900


@dataclass(frozen=True)
class Picture:
    """A page and what the picture of it is called."""

    name: str
    page: Path


def take_pictures(console: Console) -> None:
    """Make pages of runs and regressions, one that passes and one that fails each, and take them.

    Raises:
        ToolError: there is no Chromium.
        SimError: a page cannot be made.
    """
    rtl = spoil(SPOILED)
    pictures = [
        Picture("run_passed", run_page(RunSpec(toplevel="kraken_top", simulator="verilator"))),
        Picture(
            "run_failed",
            run_page(
                RunSpec(
                    toplevel="conv_engine",
                    simulator="icarus",
                    rtl=rtl,
                    waves=True,
                    max_mismatches=50,
                )
            ),
        ),
        Picture("regression_failed", regression_page({"PLAN": "output_pipe", "RTL": str(rtl)})),
        Picture("regression_passed", newest_passed()),
    ]
    photograph(pictures, PICTURES)
    for picture in pictures:
        console.print(f"{PICTURES / picture.name}.png  {picture.page}", soft_wrap=True)


def spoil(folder: Path) -> Path:
    """A folder with the output stage that swaps rows."""
    source = ROOT / "hw/rtl/output_pipe.sv"
    text = source.read_text(encoding="utf-8")
    if text.count(SOUND) != 1:
        raise ToolError(f"{source} has no '{SOUND}' to spoil: mend that in {__name__}.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / source.name).write_text(text.replace(SOUND, SWAPPED), encoding="utf-8")
    return folder


def run_page(spec: RunSpec) -> Path:
    """The page of a run."""
    result = simulate(spec)
    leave_page(result, Console(file=StringIO()))
    return result.folder / "report.html"


def regression_page(words: dict[str, str]) -> Path:
    """The page of a new regression."""
    run_regress({"SEEDS": "1", **words}, Console(file=StringIO()))
    return sorted(REGRESSIONS.glob("*/index.html"))[-1]


def newest_passed() -> Path:
    """The page of the newest regression of all plans that passed.

    Raises:
        ToolError: there is none.
    """
    for folder in reversed(finished(REGRESSIONS)):
        regression = read_regression(folder)
        if regression.passed and len(regression.jobs) > 100:
            return folder / "index.html"
    raise ToolError("No regression of all plans has passed here: type 'make regress' first.")


def photograph(pictures: Sequence[Picture], folder: Path) -> None:
    """Take pictures of pages.

    Raises:
        ToolError: there is no Chromium.
    """
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    if program is None:
        raise ToolError("Pictures need chromium: install the Debian package chromium.")
    folder.mkdir(parents=True, exist_ok=True)
    words = ["--no-sandbox"] if os.geteuid() == 0 else []  # which root cannot have
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=words)
        for picture in pictures:
            tab = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            tab.goto(picture.page.absolute().as_uri())
            tab.screenshot(path=folder / f"{picture.name}.png")
        browser.close()
