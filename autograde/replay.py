"""What to run again of a cell after the kernel that ran it is gone."""

import ast
from collections.abc import Iterator, Sequence

from IPython.core.inputtransformer2 import TransformerManager

_DEFINES = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def plan(cells: Sequence[tuple[str, float, bool]], budget_s: float) -> Iterator[tuple[str, float]]:
    """Yield for each cell, in order, what to run again and the CPU seconds it may take.

    `cells` are (source, CPU seconds it took, whether it went to its end). A cell is run whole while
    the budget lasts; of the others, those that were stopped included, only the definitions.

    >>> list(plan([("x = len('ab')", 0.5, True), ("def f(): pass\\nf()", 60, False)], budget_s=10))
    [("x = len('ab')", 2.0), ('def f():\\n    pass', 1.0)]
    """
    for source, took, complete in cells:
        if complete and took <= budget_s:
            budget_s -= took
            yield source, 1 + 2 * took
        else:
            yield definitions(source), 1.0


def definitions(source: str) -> str:
    """Return what the cell defines: imports, functions, classes, and names of plain constants.

    >>> print(definitions("import math\\nn = 3\\nwhile True: n += 1"))
    import math
    n = 3
    """
    try:
        tree = ast.parse(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    return "\n".join(ast.unparse(statement) for statement in tree.body if _defines(statement))


def _defines(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        return isinstance(statement.value, ast.Constant | ast.Lambda)
    return isinstance(statement, _DEFINES)
