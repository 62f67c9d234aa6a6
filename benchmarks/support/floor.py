"""The students' own CPU: their cells and tests in forks of a warm process, with no grader around.

    python floor.py FOLDER JOBS     FOLDER/*.ipynb are sanitised notebooks, hidden tests included

Prints JSON: for each notebook the CPU seconds of its fork, and the points of its test cells.
What a notebook imports, also by its first gradient, training step or figure, has been imported
before the fork: a limit is worth something only if it is hard to reach. Each fork has one thread;
so many run at once as cores are used, because two busy cores are slower than one.
"""

import gc
import io
import json
import os
import sys
import tempfile
from pathlib import Path

import matplotlib as mpl
import nbformat
import torch
from IPython.core.interactiveshell import InteractiveShell
from matplotlib import pyplot
from nbformat.v4 import new_output
from nbgrader.utils import determine_grade, is_grade
from traitlets.config import Config

import autograde.hidden.rnn_lstm
import course_utils.checks.rnn_lstm
import course_utils.plots
import course_utils.training
import course_utils.widgets
from autograde.sandbox.inside.warm import training_step

PRELOADED = (pyplot, autograde.hidden.rnn_lstm, course_utils.checks.rnn_lstm, course_utils.plots)


def main(folder: Path, jobs: int) -> None:
    """Run every notebook of the folder in a fork; print what it took."""
    mpl.use("Agg")
    torch.set_num_threads(1)
    warm_up()
    notebooks = {path.stem: nbformat.read(path, as_version=4) for path in folder.glob("*.ipynb")}
    waiting, running, found = sorted(notebooks), {}, {}
    gc.collect()
    gc.freeze()
    with tempfile.TemporaryDirectory() as scratch:
        while waiting or running:
            while waiting and len(running) < jobs:
                name = waiting.pop(0)
                out = Path(scratch, f"{name}.json")
                running[_fork(notebooks[name], out)] = name, out
            pid, status, usage = os.wait3(0)
            name, out = running.pop(pid)
            if status:
                raise SystemExit(f"{name} ended with {os.waitstatus_to_exitcode(status)}")
            scores = json.loads(out.read_text())
            found[name] = {"cpu_s": usage.ru_utime + usage.ru_stime, "scores": scores}
    print(json.dumps(found))


def warm_up() -> None:
    """Do once what costs more the first time: torch and matplotlib import and cache on use."""
    training_step()
    figure, axes = pyplot.subplots()
    axes.plot([1, 10], [1, 10], label="$x_t$ — ρ")
    axes.set(yscale="log", title=r"$\partial C_T / \partial C_t$", xlabel="step $t$")
    axes.legend()
    figure.savefig(io.BytesIO(), format="png")
    pyplot.close(figure)


def _fork(notebook: nbformat.NotebookNode, out: Path) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nothing, stream)
        out.write_text(json.dumps(_run(notebook)))
        code = 0
    finally:
        os._exit(code)


def _run(notebook: nbformat.NotebookNode) -> dict[str, float | None]:
    """Run the code cells; return the points of the test cells."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell = InteractiveShell.instance(config=config)
    points = {}
    for cell in notebook.cells:
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        ran = shell.run_cell(cell.source)
        if is_grade(cell):
            cell.outputs = []
            if not ran.success:
                cell.outputs = [new_output("error")]
            elif ran.result is not None:
                data = {"text/plain": repr(ran.result)}
                cell.outputs = [new_output("execute_result", data=data)]
            points[cell.metadata.nbgrader.grade_id] = determine_grade(cell)[0]
    return points


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
