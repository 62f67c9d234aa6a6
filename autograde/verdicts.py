"""What an executed notebook earned, exercise by exercise, by nbgrader's own rules."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.utils import determine_grade, is_grade, is_solution

from autograde.judge.ruling import Ruling
from autograde.text import plain

MESSAGE_CHARS = 300
State = Literal["passed", "partial", "failed", "not attempted", "manual", "no answer"]

# Errors whose text is a sentence for people: those of hidden tests, and those of `fail`.
_SENTENCES = ("AssertionError", "CellTimeout", "KernelDied", "KernelError", "NotRun",
              "OutputLimit", "ScoreError")  # fmt: skip
_CHECK = re.compile(r"([✓○✗]) ([\w-]+): *(.*)", re.DOTALL)


@dataclass(frozen=True)
class Verdict:
    """The score of one graded cell; `points` of a "manual" one are 0 until a person grades it."""

    grade_id: str
    slug: str
    points: float
    max_points: float
    state: State
    message: str


def verdicts(notebook: NotebookNode) -> list[Verdict]:
    """Return a verdict for each graded cell of an executed notebook, in order.

    Where the answer cell itself stopped with an error, that is what the verdict says: a check can
    only find that a name is missing.
    """
    errors = {
        c.metadata.nbgrader["grade_id"]: _error_line(c) for c in notebook.cells if _answers(c)
    }
    return [_verdict(cell, errors) for cell in notebook.cells if is_grade(cell)]


def slug_of(grade_id: str) -> str:
    """Return the exercise a graded cell belongs to: "rnn_lstm-rnn-layer-test" -> "rnn-layer"."""
    return grade_id.split("-", 1)[-1].removesuffix("-test")


def _answers(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and is_solution(cell)


def _verdict(cell: NotebookNode, errors: dict[str, str]) -> Verdict:
    grade_id = cell.metadata.nbgrader["grade_id"]
    points, most = determine_grade(cell)
    mark, said = _check_line(cell) if cell.cell_type == "code" else ("", "")
    state: State
    if points is None:
        state = "manual"
    elif is_solution(cell):
        state = "no answer"
    elif points >= most:
        state = "passed"
    elif points > 0:
        state = "partial"
    else:
        state = "not attempted" if mark == "○" else "failed"
    message = ""
    if state in ("partial", "failed", "not attempted"):
        message = said if mark in ("✗", "○") else _error_line(cell) or _printed(cell)
        error = errors.get(grade_id.removesuffix("-test"))
        if error and state != "not attempted":
            message = f"the answer cell raised {error}"
    return Verdict(
        grade_id, slug_of(grade_id), float(points or 0), most, state, plain(message, MESSAGE_CHARS)
    )


def _check_line(cell: NotebookNode) -> tuple[str, str]:
    """Return the sign and the words of the instant check in this cell, if it spoke."""
    for text in _texts(cell):
        if match := _CHECK.match(text.strip()):
            return match[1], match[3]
    return "", ""


def _texts(cell: NotebookNode) -> Iterator[str]:
    for output in cell.outputs:
        if output.output_type == "stream":
            yield from output.text.splitlines()
        elif output.output_type == "display_data":
            yield str(output.data.get("text/plain", ""))


def _printed(cell: NotebookNode) -> str:
    """Return what the test printed beside its check: why it gave only a part of the points."""
    return " ".join(text for text in _texts(cell) if not _CHECK.match(text.strip()))


def _error_line(cell: NotebookNode) -> str:
    """Return the last error of the cell in one line, without its traceback."""
    for output in reversed(cell.outputs):
        if output.output_type == "error":
            if output.evalue and output.ename in _SENTENCES:
                return output.evalue
            return f"{output.ename}: {output.evalue}" if output.evalue else output.ename
    return ""


def fail(cell: NotebookNode, name: str, text: str) -> None:
    """Add an error to the outputs of a cell."""
    error = new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])
    cell.outputs.append(error)


def enter(cell: NotebookNode, ruling: Ruling) -> None:
    """Add the judge's ruling to the outputs of its cell, in the form that nbgrader scores."""
    if ruling.stdout:
        cell.outputs.append(new_output("stream", name="stdout", text=ruling.stdout))
    if ruling.error:
        fail(cell, ruling.ename, ruling.error)
    elif ruling.score is not None:
        data = {"text/plain": repr(ruling.score)}
        count = cell.execution_count
        cell.outputs.append(new_output("execute_result", data=data, execution_count=count))


def settle(cell: NotebookNode) -> None:
    """Leave the outputs of a test cell in a state that nbgrader's rules score as we mean it.

    Those rules give 0 for a warning on stderr, let a result printed before an error win, and give
    full points for a result that is not a number, `nan` included.
    """
    results = [o for o in cell.outputs if o.output_type == "execute_result"]
    others = [o for o in cell.outputs if o.output_type != "execute_result"]
    for output in others:
        if output.output_type == "stream":
            output.name = "stdout"
    cell.outputs = others
    if not results or any(o.output_type == "error" for o in others):
        return
    text = results[-1].data.get("text/plain", "")
    points = float(cell.metadata.nbgrader["points"])
    try:
        score = float(text)
    except ValueError:
        score = math.nan
    if math.isclose(score, points):
        score = points
    if 0 <= score <= points:
        results[-1].data["text/plain"] = repr(score)
        cell.outputs.append(results[-1])
    else:
        said = f"The test ended with {text[:80]}, which is no number from 0 to {points:g}."
        fail(cell, "ScoreError", said)
