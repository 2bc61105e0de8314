"""A drawing of how seconds grow with beats."""

from __future__ import annotations

from pathlib import Path

from sim.bench.figures import Figures

KINDS = (".svg", ".png", ".pdf")
"""What the name of a drawing may end in."""
INCHES = (10.0, 4.5)


def draw(figures: Figures, path: Path) -> None:
    """Draw seconds over beats of sums, both logarithmic, a panel for each layer.

    Args:
        figures: what was measured.
        path: file to write; the end of its name says of which kind.
    """
    # Loaded here: nothing else needs it, and it takes long.
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams["svg.hashsalt"] = "bench"  # the same figures give the same file
    page = Figure(figsize=INCHES, layout="constrained")
    panels = page.subplots(1, len(figures.layers), sharey=True, squeeze=False)[0]
    for panel, layer in zip(panels, figures.layers, strict=True):
        for way in figures.ways:
            entries = figures.of(layer, way)
            beats = [entry.beats for entry in entries]
            seconds = [entry.took.counted for entry in entries]
            if entries:
                panel.loglog(beats, seconds, marker="o", markersize=4, label=way)
        panel.set_title(f"K,S,C_i,C_o = {layer}", fontsize=10)
        panel.set_xlabel("beats of sums")
        panel.grid(visible=True, which="major", color="0.9")
    panels[0].set_ylabel("seconds")
    panels[-1].legend(fontsize=8)
    part = path.with_name(f".{path.name}")
    page.savefig(part, format=path.suffix[1:], metadata=_undated(path))
    part.replace(path)


def _undated(path: Path) -> dict[str, None]:
    return {"Date": None} if path.suffix == ".svg" else {}
