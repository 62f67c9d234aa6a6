"""Where a hidden test runs: in the judge, or (plain nbgrader) beside the student's code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

ask_probe: Callable[[str, str, tuple[Any, ...]], Any] | None = None
"""In the judge: run the function of this source and name in the student's process."""

sources: Mapping[str, str] | None = None
"""In the judge: the student's code cells, by name."""
