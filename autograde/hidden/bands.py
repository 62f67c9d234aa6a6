"""Hidden test of notebook 03's figure: curves that nobody has seen, and what is on the axes then.

The student's function draws where it lives; lines, corners of areas, words and colours come here
as numbers and text, and are compared with the curves.
"""

from __future__ import annotations

from typing import Any

from course_utils.checks import Wrong
from course_utils.checks.autoencoders.band import fault
from course_utils.checks.autoencoders.drawing import drawn, example

from .probes import probe

_FIGURES = 3

drawing = probe(drawn)


def expect_band(plot_band: Any, seed: int) -> None:
    """Raise `Wrong` unless the figures hold what was asked for."""
    for number in range(_FIGURES):
        case = example(seed + number)
        amiss = fault(drawing(plot_band, *case), case)
        if amiss:
            raise Wrong(amiss)
