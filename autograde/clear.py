"""Takes solutions out of a release, and leaves no stub where the answer is a value."""

import re

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions

# Lines `name = None`, perhaps with comments, and then a region that assigns the last (or only) name
# among others: the student replaces each None.
_ASKED = r"(?m)^(?P<asked>(?:\w+ = None(?: *#.*)?\n)*(?P<name>\w+) = None(?: *#.*)?\n)"
_REGION = re.compile(_ASKED + r"### BEGIN SOLUTION\n(?:(?!### END).*\n)*?(?P=name) = ")


class Clear(ClearSolutions):
    """Leaves no stub behind `name = None`: there is nothing to raise, the None says it all.

        layers = None  # "0", "1", "2" or "3"
        ### BEGIN SOLUTION
        layers = "2"
        ### END SOLUTION
        choose("layers", layers)

    becomes the first and the last line.
    """

    def _replace_solution_region(self, cell: NotebookNode, language: str) -> bool:
        asks = cell.cell_type == "code" and _REGION.search(cell.source)
        replaced = super()._replace_solution_region(cell, language)
        if asks:
            stub = re.compile(_ASKED + re.escape(self.code_stub[language]) + r"(?:\n|\Z)")
            cell.source = stub.sub(r"\g<asked>", cell.source).removesuffix("\n")
        return replaced
