"""Check of the runs for TensorBoard: what `log_run` writes, which configurations, the best run."""

from __future__ import annotations

from typing import Any

from course_utils.checks.outcome import NotAttempted
from course_utils.extras import missing

from .best import grade_best_run
from .configs import expect_configs
from .logged import grade_log_run
from .registry import check

COUNT = 5


@check.exercise("tensorboard", names=["log_run", "five_configs", "best_run"])
def _tensorboard(log_run: Any, five_configs: Any, best_run: Any) -> str:
    if absent := missing("tensorboard"):
        raise NotAttempted(absent)
    grade_log_run(log_run)
    expect_configs(five_configs, COUNT, "five_configs")
    grade_best_run(best_run)
    return "right: curves and configuration are in the event files, and the best run is found."
