"""Run a notebook: the student's cells in a sandboxed kernel, hidden tests in the judge.

`execute` is pure: a notebook in, the executed notebook out. Whatever a student wrote, it comes
back: an endless loop, a dead kernel or a flood of output becomes an error in its cell; a new kernel
is brought to where the old one was, and the other cells run on.
"""

import asyncio
import copy
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution

from autograde.judge import SERVE, JudgeDied, LinkBroken, Ruling
from autograde.limits import DEFAULT, Limits
from autograde.pair import Pair, start
from autograde.replay import plan
from autograde.runner import GRACE_S, Allowance, Outcome, Runner
from autograde.sandbox import LOST, Sandbox
from autograde.verdicts import enter, fail, settle

LOSSES = 3  # of kernels whose sandbox ended, before we give up

Status = Literal["finished", "stopped", "died"]


@dataclass
class Execution:
    """What came of running a notebook. `notes` says, in words, what did not go to its end."""

    notebook: NotebookNode
    status: Status = "finished"
    seconds: float = 0.0  # of CPU, of all that the notebook started
    notes: list[str] = field(default_factory=list)


def execute(
    notebook: NotebookNode,
    limits: Limits = DEFAULT,
    files: Path | None = None,
    *,
    sandbox: Sandbox = Sandbox.NONE,
    preamble: str | None = None,
) -> Execution:
    """Run all code cells of a copy of `notebook`, beside copies of the files in a folder.

    With a `preamble` (see autograde.judge) test cells are run by the judge; without one they run in
    the kernel, as under plain nbgrader. Raises RuntimeError when no kernel starts or a hidden test
    is broken, which is nobody's submission's fault.
    """
    return asyncio.run(aexecute(notebook, limits, files, sandbox=sandbox, preamble=preamble))


async def aexecute(
    notebook: NotebookNode,
    limits: Limits = DEFAULT,
    files: Path | None = None,
    *,
    sandbox: Sandbox = Sandbox.NONE,
    preamble: str | None = None,
) -> Execution:
    """Do what `execute` does, inside a running event loop."""
    run = _Run(Execution(copy.deepcopy(notebook)), limits, files, sandbox, preamble)
    try:
        await run.all_cells()
    finally:
        await run.close()
    run.execution.seconds = round(run.spent_s, 2)
    for cell in run.execution.notebook.cells:
        if cell.cell_type == "code" and is_grade(cell):
            settle(cell)
    return run.execution


@dataclass
class _Done:
    """A cell that has been run, for when it must be run again."""

    cell: NotebookNode
    cpu_s: float
    complete: bool


class _Run:
    """One notebook being run. Kernels and judges may come and go, a pair at a time."""

    def __init__(
        self,
        execution: Execution,
        limits: Limits,
        files: Path | None,
        sandbox: Sandbox,
        preamble: str | None,
    ) -> None:
        self.execution, self.limits, self.files = execution, limits, files
        self.sandbox, self.preamble = sandbox, preamble
        self.runner = Runner(limits)
        self.pair: Pair | None = None
        self.done: list[_Done] = []
        self.spent_s = 0.0
        self.losses = 0
        self.started = time.monotonic()

    async def all_cells(self) -> None:
        """Run the code cells in order; once the time is gone, mark the rest."""
        ended = ""
        for number, cell in self._code_cells():
            cell.outputs, cell.execution_count = [], None
            if not cell.source.strip():
                continue
            name = cell_name(cell, number)
            if not ended and (ended := self._time_is_up()):
                self._note(f"{name} and those after it did not run: {ended}", "stopped")
            if ended:
                fail(cell, "NotRun", f"This cell did not run, because {ended}.")
                continue
            outcome = await self._run_cell(cell, name)
            while outcome.name == LOST:
                await self._start_over()
                cell.outputs = []
                outcome = await self._run_cell(cell, name)
            if outcome.problem:
                self._note(f"{name} {outcome.problem}", "stopped" if outcome.alive else "died")
            if not outcome.alive:
                await self.close()

    def _code_cells(self) -> Iterator[tuple[int, NotebookNode]]:
        cells = self.execution.notebook.cells
        return enumerate((cell for cell in cells if cell.cell_type == "code"), 1)

    def _time_is_up(self) -> str:
        left = self._left()
        if left.cpu_s <= 0:
            return f"all {self.limits.notebook_s:g} s of computing for the notebook were used up"
        if left.wall_s <= 0:
            wall_s = self.limits.notebook_s * self.limits.wall_factor
            return f"all {wall_s:g} s for the notebook were used up"
        return ""

    def _left(self) -> Allowance:
        """Return what is left for the whole notebook."""
        wall_s = self.limits.notebook_s * self.limits.wall_factor
        return Allowance(
            self.limits.notebook_s - self.spent_s, wall_s - (time.monotonic() - self.started)
        )

    def _allowance(self, cpu_s: float) -> Allowance:
        """Return what one cell may take, which is less when the notebook's time runs out."""
        wall_s, left = cpu_s * self.limits.wall_factor, self._left()
        if left.cpu_s < cpu_s or left.wall_s < wall_s:
            spent = f", with all {self.limits.notebook_s:g} s for the notebook used up"
            return Allowance(min(cpu_s, left.cpu_s), min(wall_s, left.wall_s), spent)
        return Allowance(cpu_s, wall_s)

    async def _run_cell(self, cell: NotebookNode, name: str) -> Outcome:
        await self._ready()
        assert self.pair is not None
        if self.pair.judge is not None and is_grade(cell) and not is_solution(cell):
            try:
                return await self._run_test(cell, name)
            except JudgeDied:  # not the student's doing: another one may rule
                await self.close()
                await self._ready()
                return await self._run_test(cell, name)  # or nobody does, and it is said
        outcome = await self.runner.run_cell(cell, self._allowance(self.limits.cell_s))
        self.spent_s += outcome.cpu_s
        if outcome.name == LOST:
            return outcome
        if outcome.problem:
            fail(cell, outcome.name, _sentence(f"This cell {outcome.problem}"))
        if not is_grade(cell) or is_solution(cell):
            self.done.append(_Done(cell, outcome.cpu_s, not outcome.problem))
        return outcome

    async def _run_test(self, cell: NotebookNode, name: str) -> Outcome:
        """Let the judge run a test cell, while the kernel serves it the student's objects.

        Raises JudgeDied when the judge ended by itself, BrokenTest when the test is wrong.
        """
        assert self.pair is not None
        assert self.pair.judge is not None
        served, points = _cell(SERVE), float(cell.metadata.nbgrader["points"])
        ruling = asyncio.ensure_future(self.pair.judge.run(cell.source, name, points))
        allowance = self._allowance(self.limits.cell_s)
        serving = asyncio.ensure_future(self.runner.run_cell(served, allowance))
        try:
            await asyncio.wait({ruling, serving}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({ruling, serving}, timeout=GRACE_S)
        finally:
            for task in (ruling, serving):
                task.cancel()
            await asyncio.wait({ruling, serving})
        outcome = Outcome(alive=False) if serving.cancelled() else serving.result()
        self.spent_s += outcome.cpu_s
        cell.execution_count = served.execution_count
        cell.outputs = [o for o in served.outputs if o.output_type in ("stream", "display_data")]
        if outcome.name == LOST:
            return outcome
        ruled = _ruled(ruling, outcome)
        if ruled is not None and (not ruled.error or not outcome.problem):
            enter(cell, ruled)
            return Outcome(alive=outcome.alive, cpu_s=outcome.cpu_s)
        # From here on the channel may hold half a message: this kernel can't be judged further.
        problem = outcome.problem or "broke its link to the judge, so Python was killed"
        fail(cell, outcome.name or "KernelError", _sentence(f"The code under test {problem}"))
        return Outcome(outcome.name, problem, alive=False, cpu_s=outcome.cpu_s)

    async def _ready(self) -> None:
        """Have a kernel, and a judge beside it, in the state that the cells so far leave."""
        while self.pair is None:
            begun = time.monotonic()
            sources = self._sources()
            self.pair = await start(self.sandbox, self.limits, self.files, self.preamble, sources)
            self.started += time.monotonic() - begun  # starting is not the student's time
            self.runner.attach(self.pair.kernel)
            await self._replay()

    async def _replay(self) -> None:
        """Run again what has been run, in the new kernel; what ends this one too is left out."""
        cells = [(d.cell.source, d.cpu_s, d.complete) for d in self.done]
        steps = list(plan(cells, self._left().cpu_s / 2))
        for done, (source, cpu_s) in zip(self.done, steps, strict=True):
            if not source.strip():
                continue
            outcome = await self.runner.run_cell(_cell(source), self._allowance(cpu_s))
            self.spent_s += outcome.cpu_s
            if outcome.name == LOST:
                return await self._start_over()
            done.complete = done.complete and not outcome.problem
            if not outcome.alive:
                done.cell = _cell("")
                return await self.close()
        return None

    async def _start_over(self) -> None:
        """Get another kernel for one that ended without anybody's doing. Raises RuntimeError."""
        await self.close()
        self.losses += 1
        if self.losses > LOSSES:
            raise RuntimeError(f"the kernel {LOST}, {self.losses} times")

    def _sources(self) -> dict[str, str]:
        """Return the student's code, by the name of its cell."""
        return {
            cell_name(cell, number): cell.source
            for number, cell in self._code_cells()
            if not is_locked(cell)
        }

    def _note(self, said: str, status: Status) -> None:
        self.execution.notes.append(said)
        if self.execution.status != "died":
            self.execution.status = status

    async def close(self) -> None:
        """End the kernel and the judge."""
        pair, self.pair = self.pair, None
        if pair is not None:
            await pair.close()


def _cell(source: str) -> NotebookNode:
    """Return a code cell; nbformat's own function validates it, which takes a millisecond."""
    return NotebookNode(
        cell_type="code", source=source, metadata=NotebookNode(), outputs=[], execution_count=None
    )


def _ruled(ruling: "asyncio.Future[Ruling]", outcome: Outcome) -> Ruling | None:
    """Return the ruling, or None if the student's code is why there is none."""
    if ruling.cancelled():
        return None
    try:
        return ruling.result()
    except LinkBroken:
        return None
    except JudgeDied:
        if outcome.problem:
            return None
        raise


def _sentence(said: str) -> str:
    return said if said.endswith("?") else f"{said}."


def cell_name(cell: NotebookNode, number: int) -> str:
    """Return what a TA can look for: the grade_id, else the number of the code cell."""
    grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
    return f"cell {grade_id}" if grade_id else f"code cell {number}"
