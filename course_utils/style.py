"""One look for all figures of the course: large type, colours that colour-blind readers can tell
apart, and a background of their own, so that they stay legible in a dark notebook.
"""

from __future__ import annotations

from cycler import cycler
from matplotlib import pyplot as plt

# Okabe and Ito's colours; on a dark background the lighter ones of each pair.
LIGHT = ("#0072B2", "#D55E00", "#007A5A", "#A8508A", "#000000")
DARK = ("#56B4E9", "#F0862E", "#2CC79B", "#E3A0C8", "#F0E442")
LINE_STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))


def use_course_style(dark: bool = False) -> None:
    """Set matplotlib's defaults for the figures that follow; `dark` is for dark slides and pages.

    Curves differ by colour and by line style, so that a printout in grey still tells them apart.
    """
    ink, paper, faint = (
        ("#E6EDF3", "#0D1117", "#30363D") if dark else ("#1F2328", "white", "#D8DEE4")
    )
    plt.rcParams.update(
        {
            "figure.figsize": (8, 4.5),
            "figure.dpi": 100,
            "figure.facecolor": paper,
            "figure.constrained_layout.use": True,
            "savefig.facecolor": paper,
            "savefig.dpi": 144,
            "axes.facecolor": paper,
            "axes.edgecolor": ink,
            "axes.labelcolor": ink,
            "axes.titlecolor": ink,
            "axes.titlesize": 15,
            "axes.labelsize": 14,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.axisbelow": True,
            "axes.prop_cycle": cycler(color=DARK if dark else LIGHT)
            + cycler(linestyle=LINE_STYLES),
            "grid.color": faint,
            "grid.linewidth": 0.8,
            "text.color": ink,
            "xtick.color": ink,
            "ytick.color": ink,
            "xtick.labelsize": 13,
            "ytick.labelsize": 13,
            "font.size": 13,
            "legend.fontsize": 13,
            "legend.frameon": False,
            "lines.linewidth": 2.5,
            "lines.markersize": 7,
        }
    )
