"""Makes the site: types every printed output again, then builds the pages and checks all links."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from sim.options import given
from sim.places import BUILD, ROOT
from sim.site.printed import Printed, PrintedError, check, find_printed
from tb.bench.options import read_flag

WORDS = {
    "PRINTED": "0 leaves out typing the commands of printed outputs again (default 1)",
    "PICTURES": "1 takes the pictures of the pages again (default 0)",
}
SITE = BUILD / "site"
PAGES = ("README.md", "docs/*.md")
"""Pages with printed outputs."""


def run_docs(variables: Mapping[str, str], console: Console) -> int:
    """Make the site; returns the exit code.

    Raises:
        UsageError: a word is unknown.
        PrintedError: an output is not printed any more.
    """
    told = given(variables, WORDS)
    if read_flag("PICTURES", told.get("PICTURES", "0")):
        from sim.site.pictures import take_pictures  # the farm and a browser

        take_pictures(console)
    if read_flag("PRINTED", told.get("PRINTED", "1")):
        check_all(marked(ROOT), console)
    return build(console)


def marked(root: Path) -> list[Printed]:
    """The printed outputs of all pages, those of the same commands together."""
    pages = [path for pattern in PAGES for path in sorted(root.glob(pattern))]
    return [printed for page in pages for printed in find_printed(page)]


def check_all(outputs: Sequence[Printed], console: Console) -> None:
    """Type the commands of all outputs again.

    Raises:
        PrintedError: the first that is not printed any more.
    """
    if not outputs:
        raise PrintedError(f"No page of {', '.join(PAGES)} has a printed output: mark them.")
    for printed in outputs:
        place = f"{printed.page.relative_to(ROOT)}:{printed.line}"
        console.print(f"{place}  {printed.commands[-1]}", highlight=False, markup=False)
        check(printed, ROOT)
    console.print(f"{len(outputs)} outputs are printed as the pages say.", highlight=False)


def build(console: Console) -> int:
    """Build the site; a broken link is an error."""
    # Both tell at length that MkDocs has no future beyond this version, which is pinned.
    still = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    ended = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--clean", "--site-dir", str(SITE)],
        cwd=ROOT,
        env={**os.environ, **still},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        console.print(ended.stderr, highlight=False, markup=False, soft_wrap=True)
        return 1
    console.print(f"site     {SITE / 'index.html'}", highlight=False, soft_wrap=True)
    return 0
