"""The process that tries variants: `python -m autograde.trials`, started by variants.run.

It runs the reference's code cells once. Before each solution cell it forks a child for every
variant of that exercise, so that a variant starts from exactly the state a student would have, in
milliseconds, and can break nothing. A JSON task comes on stdin, one JSON line per trial goes out.
"""

import json
import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import TextIO

import nbformat
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from nbgrader.utils import determine_grade
from traitlets.config import Config

from autograde.variants import Exercise, Trial, Variant, exercises
from course_utils.checks import last_result

AT_ONCE = 2
TRIAL_SECONDS = 120.0
_LONGEST_MESSAGE = 2000


def main() -> None:
    """Read the task, run the notebook, write the trials."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what the notebook prints goes nowhere
    task = json.load(sys.stdin)
    notebook = nbformat.read(task["notebook"], as_version=4)
    variants = [Variant(**fields) for fields in task["variants"]]
    run_notebook(notebook, task["short"], variants, out)


def run_notebook(nb: NotebookNode, short: str, variants: list[Variant], out: TextIO) -> None:
    """Run the code cells in order, and each exercise's variants before its solution cell.

    What comes after the last exercise that has variants is not run.
    """
    shell = _shell()
    done = 0
    for exercise in exercises(nb, short):
        mine = [v for v in variants if v.slug == exercise.slug]
        if not mine:
            continue
        for cell in nb.cells[done : exercise.solution]:
            if cell.cell_type == "code":
                shell.run_cell(cell.source)
        done = exercise.solution
        for trial in _try_all(shell, nb, exercise, mine):
            print(json.dumps(asdict(trial)), file=out, flush=True)


def _shell() -> InteractiveShell:
    """Return an IPython shell without history, whose thread and database survive no fork."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    return InteractiveShell.instance(config=config)


def _try_all(
    shell: InteractiveShell, nb: NotebookNode, exercise: Exercise, variants: list[Variant]
) -> Iterator[Trial]:
    """Try the variants in forked children, AT_ONCE at a time, each for TRIAL_SECONDS at most."""
    waiting, running = list(variants), {}
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            variant = waiting.pop(0)
            pid, pipe = _fork(shell, nb, exercise, variant)
            running[pipe] = [pid, variant, time.monotonic() + TRIAL_SECONDS, b""]
        ready, _, _ = select.select(list(running), [], [], 0.5)
        for pipe in ready:
            data = os.read(pipe, 65536)
            running[pipe][3] += data
            if not data:
                pid, variant, deadline, said = running.pop(pipe)
                os.close(pipe)
                os.waitpid(pid, 0)
                yield _verdict(variant, said, late=time.monotonic() > deadline)
        for pid, _, deadline, _ in running.values():
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)


def _verdict(variant: Variant, said: bytes, late: bool) -> Trial:
    """Return the child's own account, or what its silence means."""
    if said:
        return Trial(**json.loads(said))
    silence = "too slow" if late else "died"
    return Trial(variant.slug, variant.kind, variant.name, silence)


def _fork(
    shell: InteractiveShell, nb: NotebookNode, exercise: Exercise, variant: Variant
) -> tuple[int, int]:
    """Start a child that tries the variant; return its process id and the pipe it answers on."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            trial = try_one(shell, nb, exercise, variant)
            os.write(writing, json.dumps(asdict(trial)).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    return pid, reading


def try_one(
    shell: InteractiveShell, nb: NotebookNode, exercise: Exercise, variant: Variant
) -> Trial:
    """Run the variant, the cells up to the test cell, the instant check and the hidden tests."""
    between = nb.cells[exercise.solution + 1 : exercise.test]
    for source in [variant.source, *(c.source for c in between if c.cell_type == "code")]:
        shell.run_cell(source)
    test = nb.cells[exercise.test]
    check, marker, hidden = test.source.partition("### BEGIN HIDDEN TESTS")
    before, start = last_result(), time.process_time()
    checked = shell.run_cell(check)
    seconds, result = time.process_time() - start, last_result()
    if result is before or result is None:
        outcome, message = "no check", str(checked.error_in_exec or checked.error_before_exec or "")
    else:
        outcome, message = result.outcome, result.message
    ran = shell.run_cell(marker + hidden) if checked.success else checked
    points, max_points = determine_grade(NotebookNode(test, outputs=_outputs(shell, ran)))
    error = ran.error_before_exec or ran.error_in_exec
    return Trial(
        variant.slug,
        variant.kind,
        variant.name,
        outcome,
        message[:_LONGEST_MESSAGE],
        points or 0,
        max_points,
        f"{type(error).__name__}: {error}"[:_LONGEST_MESSAGE].strip(": ") if error else "",
        seconds,
    )


def _outputs(shell: InteractiveShell, ran) -> list[NotebookNode]:
    """Return the outputs by which nbgrader would grade a cell that ended like this."""
    if not ran.success:
        return [nbformat.v4.new_output("error")]
    if ran.result is None:
        return []
    assert isinstance(shell.display_formatter, DisplayFormatter)
    data, _ = shell.display_formatter.format(ran.result)
    return [nbformat.v4.new_output("execute_result", data=data)]


if __name__ == "__main__":
    main()
