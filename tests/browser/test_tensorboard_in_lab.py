"""TensorBoard inside JupyterLab: it opens below the cell and shows the five runs."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request

import pytest

pytest.importorskip("tensorboard")

IMPORTS = """\
from course_utils.dashboards import SummaryWriter, tensorboard, write_runs
from course_utils.experiments import measurements"""
LOG = """\
def log_run(config, folder):
    with SummaryWriter(folder) as writer:
        for epoch, row in enumerate(measurements(config)):
            for tag, value in row.items():
                writer.add_scalar(tag, value, epoch)
        result = {"hparam/accuracy": row["accuracy/validation"]}
        writer.add_hparams(config, result, run_name=".")"""
WRITE = """\
base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
write_runs(log_run, [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)])"""
SHOW = "tensorboard('runs')"

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(500)]


def test_the_five_runs_are_shown(lab, open_notebook) -> None:
    notebook = open_notebook("board.ipynb", IMPORTS, LOG, WRITE, SHOW)
    notebook.run_all()
    page = notebook.page
    page.locator("iframe").scroll_into_view_if_needed()
    board = page.frame_locator("iframe")
    board.get_by_text("accuracy/validation", exact=True).first.wait_for()
    for lr in ("0.01", "0.03", "0.1", "0.3", "1"):
        board.get_by_text(re.compile(rf"\d_sgd_lr{re.escape(lr)}_")).first.wait_for()
    lines = board.locator("line-chart svg path, line-chart canvas").first
    lines.wait_for()

    address = re.search(r"http://127\.0\.0\.1:\d+/", notebook.output(3))[0]
    with urllib.request.urlopen(f"{address}data/plugin/scalars/tags", timeout=10) as found:
        runs = json.loads(found.read())
    assert len(runs) == 5
    for tags in runs.values():
        assert {"accuracy/validation", "loss/train", "loss/validation"} <= set(tags)
    page.wait_for_timeout(3000)  # all is drawn, and nothing asks another machine
    for session in lab.api("sessions"):
        lab.api(f"sessions/{session['id']}", "DELETE")
    page.wait_for_timeout(1000)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address, timeout=10)
