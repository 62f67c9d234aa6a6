"""The table at the top of a feedback page.

nbgrader's GetGrades, which also says what waits for a person; then, once hidden tests have gone out
of the notebook, the table made of what its cells show.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape
from nbformat import NotebookNode
from nbgrader.preprocessors import GetGrades, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_task

from autograde.clean import markdown
from autograde.feedback_rows import STATES, notes, rows
from autograde.late import lateness
from autograde.pages import environment
from autograde.summary import number
from autograde.veil import VEIL


class Grades(GetGrades):
    """Notes in each graded cell its points, and whether a person gave them or has yet to."""

    def _get_score(self, cell: NotebookNode, resources: Any) -> None:
        about = cell.metadata.nbgrader
        where = (self.notebook_id, self.assignment_id, self.student_id)
        grade: Any = self.gradebook.find_grade(about["grade_id"], *where)
        about["score"], about["points"] = grade.score, grade.max_score
        about["waits"] = bool(grade.needs_manual_grade)
        about["by_hand"] = grade.manual_score is not None
        handed_in = grade.notebook.assignment
        times = (handed_in.assignment.duedate, handed_in.timestamp, handed_in.extension)
        resources["nbgrader"]["late"] = lateness(*times)


class Table(NbGraderPreprocessor):
    """Puts the table into resources["feedback"], and into each graded cell what it says there."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        about = resources["nbgrader"]
        for cell in nb.cells:
            if is_grade(cell) or is_task(cell):
                cell.metadata.nbgrader["said"] = _points(cell.metadata.nbgrader)
        root = Path(self.config.CourseDirectory.get("root") or Path.cwd())
        recorded = _record(root / "reports" / about["assignment"] / "grading.json")
        found = rows(nb)
        template = _environment().get_template("feedback_table.html")
        page = template.render(
            about=about,
            rows=found,
            states=STATES,
            waiting=sum(row.state == "to mark" for row in found),
            notes=notes(recorded.get(about["student"], {})),
            veil=VEIL,
            hides=any(r.told.hidden and VEIL in r.told.diagnosis + r.told.expected for r in found),
        )
        resources["feedback"] = {"table": page}
        return nb, resources


@cache
def _environment() -> Any:
    return environment(number=number, words=_words, comment=_comment)


def _words(text: str) -> Markup:
    """Return text as HTML, with what stands between backticks as code.

    >>> _words("`a` < b")
    Markup('<code>a</code> &lt; b')
    """
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 (escaped)


def _comment(text: str) -> Markup:
    return Markup(markdown(text))  # noqa: S704 (cleaned)


def _points(about: Any) -> str:
    """Return how many points a cell has, in words.

    >>> _points({"score": 1.5, "points": 2.0}), _points({"waits": True, "points": 1.0})
    ('1.5 of 2 points', 'not marked yet, of 1 point')
    """
    most = f"{number(about['points'])} point{'' if about['points'] == 1 else 's'}"
    if about.get("waits"):
        return f"not marked yet, of {most}"
    return f"{number(about['score'])} of {most}"


def _record(path: Path) -> dict[str, Any]:
    """Return what the grading run recorded of each student; nothing where none can be read."""
    try:
        students = json.loads(path.read_text(encoding="utf-8"))["students"]
        return students if isinstance(students, dict) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
