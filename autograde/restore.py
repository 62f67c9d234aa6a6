"""nbgrader's OverwriteCells, with deleted cells put back whatever else is missing."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import OverwriteCells


class RestoreCells(OverwriteCells):
    """Puts deleted tests back, with `add_missing_cells`.

    nbgrader's own stops with a KeyError at cells that it has no record of, which our surveys are,
    and where the cell before a deleted one is gone too or is a locked question.
    """

    def add_missing_grade_cells(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Put each missing graded cell behind the nearest released one before it."""
        notebook: Any = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        points = {cell.name: cell.max_score for cell in notebook.grade_cells}
        answers = {cell.name for cell in notebook.solution_cells}
        place = 0
        for source in notebook.source_cells:
            there = names(nb)
            if source.name in there:
                place = there.index(source.name) + 1
            elif source.name in points:
                self.log.warning("Missing graded cell %s, put back", source.name)
                answer = source.name in answers
                cell = self.missing_cell_transform(source, points[source.name], is_solution=answer)
                nb.cells.insert(place, cell)
                place += 1
        return nb, resources

    def add_missing_task_cells(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Put missing tasks at the end."""
        notebook: Any = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        sources = {cell.name: cell for cell in notebook.source_cells}
        for task in notebook.task_cells:
            if task.name not in names(nb):
                source = sources[task.name]
                cell = self.missing_cell_transform(source, task.max_score, is_task=True)
                nb.cells.append(cell)
        return nb, resources


def names(nb: NotebookNode) -> list[str]:
    """Return the grade_ids of a notebook's cells, in order."""
    return [cell.metadata.get("nbgrader", {}).get("grade_id", "") for cell in nb.cells]
