"""Line and branch coverage in Cobertura's format, as GitLab, Jenkins and others show it.

The exporter of PyUCIS 0.2 knows covergroups alone, see `sim.coverage.lcov`.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from sim.coverage.lcov import FileCoverage, files_of
from sim.coverage.model import ModuleCoverage

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def cobertura(modules: Sequence[ModuleCoverage], seconds: int) -> str:
    """A report; what is excluded is left out.

    Args:
        modules: what is covered.
        seconds: when it was merged, since 1970.
    """
    files = files_of(modules)
    root = Element("coverage", {**_rates(files), "version": "1", "timestamp": str(seconds)})
    SubElement(SubElement(root, "sources"), "source").text = "."
    package = SubElement(SubElement(root, "packages"), "package", {"name": "rtl", **_rates(files)})
    classes = SubElement(package, "classes")
    for file in files:
        told = {"name": file.name, "filename": file.name, **_rates([file])}
        found = SubElement(classes, "class", told)
        SubElement(found, "methods")
        lines = SubElement(found, "lines")
        for number, hits in sorted(file.lines.items()):
            SubElement(lines, "line", _line(file, number, hits))
    ElementTree.indent(root)
    return HEAD + ElementTree.tostring(root, encoding="unicode") + "\n"


def _line(file: FileCoverage, number: int, hits: int) -> dict[str, str]:
    branches = [count for line, count in file.branches if line == number]
    told = {"number": str(number), "hits": str(hits), "branch": str(bool(branches)).lower()}
    if branches:
        taken = sum(count > 0 for count in branches)
        share = 100 * taken // len(branches)
        told["condition-coverage"] = f"{share}% ({taken}/{len(branches)})"
    return told


def _rates(files: Sequence[FileCoverage]) -> dict[str, str]:
    lines = [hits for file in files for hits in file.lines.values()]
    branches = [hits for file in files for _, hits in file.branches]
    told = {"complexity": "0"}
    for name, hits in (("line", lines), ("branch", branches)):
        rate = sum(count > 0 for count in hits) / len(hits) if hits else 1.0
        told[f"{name}-rate"] = f"{rate:.4f}"
    return told
