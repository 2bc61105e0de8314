"""Pages of the site that lie elsewhere: the folders' own pages, and the reference.

MkDocs runs it through its plugin ``gen-files`` when it builds the site.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import mkdocs_gen_files

from sim.site.reference import MODULES

ROOT = Path(__file__).resolve().parents[2]
FOLDERS_PAGES = (
    "hw/README.md",
    "hw/DATAFLOW.md",
    "hw/STAGES.md",
    "golden/README.md",
    "tb/README.md",
    "CHANGELOG.md",
)
"""Pages that stand beside what they tell about."""


def gather() -> None:
    """Put all of them into the site."""
    for name in FOLDERS_PAGES:
        _write(name, (ROOT / name).read_text(encoding="utf-8"))
    _write("commands.md", "\n".join(commands()))
    for title, modules in MODULES.items():
        sections = "\n\n".join(f"::: {module}" for module in modules)
        _write(f"reference/{title.lower().replace(' ', '_')}.md", f"# {title}\n\n{sections}\n")


def commands() -> Iterator[str]:
    """What the Makefile says of itself."""
    yield "# All commands\n\n```text"
    for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines():
        if line.startswith("#:"):
            yield line[3:]
    yield "```"


def _write(name: str, text: str) -> None:
    with mkdocs_gen_files.open(name, "w") as page:
        page.write(text)


gather()
