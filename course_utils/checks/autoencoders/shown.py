"""What must be readable beside the curves: the legend, the words, all of the axes."""

from __future__ import annotations

import re

import torch

from .curves import Drawing, mean_line
from .drawing import Case

ASTRAY = "Something is drawn on other axes than the `ax` given: call `ax.…`, not `plt.…`."


def legend(drawing: Drawing, case: Case) -> str:
    """Does the legend tell which line is which size?"""
    entries = drawing["legend"]
    if entries is None:
        unused = drawing["labels"] and not drawing["elsewhere"]
        labels = " The lines have labels; `ax.legend()` shows them." if unused else ""
        return f"There is no legend.{labels}"
    if not entries:
        return (
            "The legend is empty: give the lines a `label`, and call `ax.legend()` once all are "
            "drawn."
        )
    means = {size: mean_line(drawing, curve) for size, curve in case.curves.items()}
    shades = {size: tuple(line["colour"][:3]) for size, line in means.items() if line}
    for size in case.curves:
        named = [shade for text, shade in entries if str(size) in re.findall(r"\d+", text)]
        if not named:
            texts = ", ".join(f"“{text}”" for text, _ in entries)
            return f"The legend does not name size {size}. It says {texts}."
        others = [n for n, c in shades.items() if c != shades[size] and tuple(named[0][:3]) == c]
        if len(named) == 1 and others:
            return f"The legend gives the line of size {others[0]} the name of size {size}."
    return ""


def words(drawing: Drawing, case: Case) -> str:
    """Are the labels and the title there, and those that were passed?"""
    if "epoch" not in drawing["xlabel"].lower():
        says = f"says “{drawing['xlabel']}”" if drawing["xlabel"] else "has no label"
        return f"The x axis {says}: it shows the epoch."
    said, titles = drawing["ylabel"], " ".join(drawing["titles"]).strip()
    if case.title in said and case.ylabel in titles:
        return "`ylabel` and `title` are exchanged."
    if not said:
        return "The y axis has no label: set the `ylabel` that is passed."
    if case.ylabel not in said:
        return f"The y axis says “{said}”, whatever is passed. Here `ylabel` was “{case.ylabel}”."
    if not titles and drawing["over_all"]:
        return "The title stands over the whole figure: `ax.set_title` sets it over the axes."
    if not titles:
        return "There is no title: set the `title` that is passed."
    if case.title not in titles:
        return f"The title is “{titles}”, whatever is passed. Here `title` was “{case.title}”."
    return ""


def limits(drawing: Drawing, case: Case) -> str:
    """Can all of the means be seen?"""
    left, right, bottom, top = drawing["limits"]
    means = torch.cat([curve.mean(0) for curve in case.curves.values()])
    last = max(curve.shape[1] for curve in case.curves.values()) - 1
    if left > 1e-6 or right < last - 1e-6:
        return f"The x axis shows {left:.3g} to {right:.3g}: epochs 0 to {last} belong on it."
    room = 1e-6 * float(means.abs().max())
    if bottom > means.min() + room or top < means.max() - room:
        return (
            f"The y axis shows {bottom:.3g} to {top:.3g}, and a part of the curves lies outside: "
            "leave its limits to matplotlib."
        )
    return ""


def manners(drawing: Drawing, _: Case) -> str:
    """Does the function draw, and no more than that?"""
    if drawing["shown"]:
        return (
            "Leave out `show()`: whoever calls `plot_band` may have more to draw, and shows the "
            "case."
        )
    if drawing["closed"]:
        return "`plot_band` closes the figure: that is up to who calls it."
    if drawing["opened"]:
        return "`plot_band` opens another figure, which stays open: it only draws on `ax`."
    if drawing["changed"]:
        return "`plot_band` changes the curves it is given: work on a copy."
    if drawing["elsewhere"]:
        return ASTRAY
    return ""
