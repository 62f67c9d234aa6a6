"""nbgrader's preprocessors that use the gradebook, on one that is open for the whole run.

nbgrader's own open it anew for each notebook. And here what people gave survives a regrade.
"""

import json
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.api import Comment, Grade, GradeCell, TaskCell
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from nbgrader.utils import is_locked, is_solution

from autograde.gradebook import Book
from autograde.late import lateness
from autograde.restore import RestoreCells, names


class _Booked(NbGraderPreprocessor):
    """A preprocessor with an open gradebook."""

    def __init__(self, book: Book, **options: Any) -> None:
        super().__init__(**options)
        self.book = self.gradebook = book

    def _begin(self, resources: Any) -> tuple[str, str, str]:
        """Take over what the notebook is, as nbgrader's own do."""
        about = resources["nbgrader"]
        self.notebook_id, self.assignment_id = about["notebook"], about["assignment"]
        self.student_id = about["student"]
        return self.notebook_id, self.assignment_id, self.student_id


class Overwrite(_Booked, RestoreCells):
    """Restores locked cells and puts hidden tests in."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        notebook, assignment, _ = self._begin(resources)
        nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
        graded = self.book.released(notebook, assignment, GradeCell, TaskCell)
        if self.add_missing_cells and not graded.keys() <= set(names(nb)):
            nb, resources = self.add_missing_grade_cells(nb, resources)
            nb, resources = self.add_missing_task_cells(nb, resources)
        return nb, resources


class Kernelspec(_Booked, OverwriteKernelspec):
    """Names the release's kernel."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        notebook, assignment, _ = self._begin(resources)
        released: Any = self.book.find_notebook(notebook, assignment)
        spec = json.loads(released.kernelspec or "null")
        if spec:
            nb.metadata["kernelspec"] = spec
        return nb, resources


class SaveMarks(_Booked, SaveAutoGrades):
    """Enters marks in place of those of an earlier submission."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        which = self._begin(resources)
        grades = self.book.entries(Grade, *which)
        settled = {  # people's marks that do not wait for a second look
            name: grade.auto_score
            for name, grade in grades.items()
            if grade.manual_score is not None and not grade.needs_manual_grade
        }
        for grade in grades.values():
            grade.auto_score, grade.needs_manual_grade = None, True
        for comment in self.book.entries(Comment, *which).values():
            comment.auto_comment = None
        nb, resources = NbGraderPreprocessor.preprocess(self, nb, resources)
        if settled:
            earlier = cells_of(Path(resources["nbgrader"]["earlier"]))
            for name, auto_score in settled.items():
                same = basis(nb.cells, name) == basis(earlier, name)
                if same and grades[name].auto_score == auto_score:
                    grades[name].needs_manual_grade = False
        return nb, resources


class Penalties(_Booked, AssignLatePenalties):
    """Enters what lateness costs, by the rule that the course's configuration names."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        notebook_id, assignment, student = self._begin(resources)
        self.init_plugin()
        submission: Any = self.book.find_submission(assignment, student)
        notebook: Any = self.book.find_submission_notebook(notebook_id, assignment, student)
        notebook.late_submission_penalty = None
        late = lateness(submission.assignment.duedate, submission.timestamp, submission.extension)
        if late and (late_s := late.seconds):
            self.book.db.flush()
            self.book.db.refresh(notebook)  # its score is summed up by the database
            plugin: Any = self.plugin_inst
            penalty = plugin.late_submission_penalty(student, notebook.score, late_s)
            self.log.warning("%s is %s seconds late: penalty %s", submission, late_s, penalty)
            if penalty is not None:
                penalty = self._check_late_penalty(notebook, penalty)
            notebook.late_submission_penalty = penalty
        return nb, resources


class _Metadata(MetadataValidator):
    """nbgrader's check of cells' metadata, which are the same for all students, done once."""

    def __init__(self) -> None:
        super().__init__()
        self.sound: set[str] = set()

    def validate_cell(self, cell: NotebookNode) -> None:
        key = cell.cell_type + json.dumps(cell.metadata.get("nbgrader"), sort_keys=True)
        if key not in self.sound:
            super().validate_cell(cell)
            self.sound.add(key)


class CheckMetadata(_Booked, CheckCellMetadata):
    """Refuses notebooks whose cells' metadata are not as nbgrader wants them."""

    def __init__(self, book: Book, **options: Any) -> None:
        super().__init__(book, **options)
        self.validator = _Metadata()

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        self.validator.validate_nb(nb)
        return nb, resources


OURS: dict[Any, type[_Booked]] = {
    OverwriteCells: Overwrite,
    RestoreCells: Overwrite,
    OverwriteKernelspec: Kernelspec,
    SaveAutoGrades: SaveMarks,
    AssignLatePenalties: Penalties,
    CheckCellMetadata: CheckMetadata,
}


def cells_of(path: Path) -> list[NotebookNode]:
    """Return the cells of the notebook that was graded before; none if it is gone."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [NotebookNode(from_dict(cell)) for cell in cells]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def basis(cells: list[NotebookNode], name: str) -> Any:
    """Return what a person who marked a cell went by.

    That is the answer in it, or, where the cell is a test or a task, all that the student wrote.
    """
    cell = next((c for c in cells if c.metadata.get("nbgrader", {}).get("grade_id") == name), None)
    if cell is None:
        return None
    if is_solution(cell):
        return _work(cell)
    return [_work(c) for c in cells if not is_locked(c) and c.cell_type == cell.cell_type]


def _work(cell: NotebookNode) -> tuple[str, Any]:
    return "".join(cell.source), cell.get("attachments") or {}
