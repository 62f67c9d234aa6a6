"""What is left of a solution cell in a release."""

import nbformat
import pytest
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearSolutions
from traitlets.config import Config

from autograde.clear import Clear
from autograde.nbgrader_settings import CODE_STUB, configure
from tests.autograde.tiny_class import TINY, released_course

SOURCES = {
    'a = None  # "0" or "1"\n### BEGIN SOLUTION\na = "1"\n### END SOLUTION\nchoose("a", a)':
        'a = None  # "0" or "1"\nchoose("a", a)',
    "x = None\n### BEGIN SOLUTION\nx = 3\nx += 1\n### END SOLUTION": "x = None",
    "x = None  # s\ny = None\n### BEGIN SOLUTION\nx = 3\ny = 4\n### END SOLUTION\nf(x, y)":
        "x = None  # s\ny = None\nf(x, y)",
    "def f():\n    ### BEGIN SOLUTION\n    return 3\n    ### END SOLUTION\n\n"
    "x = None\n### BEGIN SOLUTION\nx = True\n### END SOLUTION":
        "def f():\n    # Your code here\n    raise NotImplementedError\n\nx = None",
    "x = None\ny = None\n### BEGIN SOLUTION\nx = 3\n### END SOLUTION":
        f"x = None\ny = None\n{CODE_STUB}",
    "x = None\n### BEGIN SOLUTION\ny = 3\n### END SOLUTION": f"x = None\n{CODE_STUB}",
    "x = 2\n### BEGIN SOLUTION\nx = 3\n### END SOLUTION": f"x = 2\n{CODE_STUB}",
    "def f():\n    x = None\n    ### BEGIN SOLUTION\n    x = 3\n    ### END SOLUTION":
        "def f():\n    x = None\n    # Your code here\n    raise NotImplementedError",
    "x = 3": CODE_STUB,
}  # fmt: skip


@pytest.mark.parametrize(("source", "left"), SOURCES.items(), ids=range(len(SOURCES)))
def test_what_is_left(source: str, left: str) -> None:
    meta = {"grade_id": "a", "solution": True, "grade": False, "locked": False, "task": False}
    cell = nbformat.v4.new_code_cell(source, metadata={"nbgrader": meta | {"schema_version": 3}})
    nb = nbformat.v4.new_notebook(cells=[cell])
    Clear(config=configure(Config())).preprocess(nb, {})
    assert nb.cells[0].source == left


def test_the_steps_are_nbgraders_own_but_one() -> None:
    own = [kind.__name__ for kind in GenerateAssignment.class_traits()["preprocessors"].default()]
    ours = [name.split(".")[-1] for name in configure(Config()).GenerateAssignment.preprocessors]
    assert ours == ["Clear" if name == ClearSolutions.__name__ else name for name in own]


def test_a_release_is_made_by_them(tmp_path) -> None:
    course = released_course(tmp_path / "tiny")
    nb = nbformat.read(course.notebooks / TINY / f"{TINY}.ipynb", as_version=4)
    assert any(CODE_STUB in cell.source.replace("    ", "") for cell in nb.cells)
    assert not any("SOLUTION" in cell.source for cell in nb.cells)
