"""Was it written from scratch? Reads the student's code for the layers that they were to write.

This looks for the short way, not for every hiding place: what the code computes is tested anyway,
and `load` looks at the modules themselves.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Iterator, Mapping

from IPython.core.inputtransformer2 import TransformerManager

from course_utils.checks import Wrong

from . import context
from .weights import ready_made_words

_LAYERS = {
    f"{cell}{end}" for cell in ("RNN", "LSTM", "GRU") for end in ("", "Cell")
} | {"RNNBase", "RNNCellBase"}  # fmt: skip
_FUNCTIONS = {"lstm", "gru", "rnn_tanh", "rnn_relu", "lstm_cell", "gru_cell", "rnn_tanh_cell",
              "rnn_relu_cell", "_VF", "_C", "ops", "quantized_lstm"}  # fmt: skip
_HIDING = {"eval", "exec", "compile", "__import__", "importlib", "globals", "vars"}
_INNER = {"__dict__", "__getattribute__", "modules", "__subclasses__"}
_SETTINGS = ("torch.backends.", "plt.", "matplotlib.", "warnings.")  # meant to be set
_OWN = {"self", "cls", "super"}


def from_scratch(*names: str) -> None:
    """Raise `Wrong` if what the student defined under these names uses PyTorch's own recurrence.

    Only what these definitions reach is read, so a comparison elsewhere is fine. Under plain
    nbgrader there is no source to read, and nothing is done.
    """
    if context.sources is None:
        return
    definitions = _definitions(context.sources.values())
    for statement in itertools.chain.from_iterable(definitions.values()):
        if changed := _changed_library(statement, definitions):
            raise Wrong(f"This changes a library: `{changed}`. Leave libraries as they are.")
    for name in names:
        for node in _reached(name, definitions):
            if words := _shortcut(node, definitions):
                raise Wrong(words)


def _definitions(sources: Iterable[str]) -> Mapping[str, list[ast.AST]]:
    """Return for each name of the notebook the statements that give or change its meaning."""
    found: dict[str, list[ast.AST]] = {}
    for source in sources:
        for statement in _statements(_parsed(source)):
            for name in _defined(statement):
                found.setdefault(name, []).append(statement)
    return found


def _parsed(source: str) -> list[ast.stmt]:
    for transform in (str, TransformerManager().transform_cell):  # a cell may have magics
        try:
            return ast.parse(transform(source)).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return []  # it has not run either


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a cell, and those under its conditions and loops."""
    for statement in body:
        yield statement
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = [n for n in ast.iter_child_nodes(statement) if isinstance(n, ast.stmt)]
            handlers = [n for n in ast.iter_child_nodes(statement) if hasattr(n, "body")]
            yield from _statements(inner)
            for handler in handlers:
                if isinstance(handler, ast.ExceptHandler | ast.match_case):
                    yield from _statements(handler.body)


def _defined(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Import | ast.ImportFrom):
        for alias in statement.names:
            yield alias.asname or alias.name.split(".")[0]
    elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr):
        # `LSTMLayer.forward = …` and `setattr(LSTMLayer, …)` change what LSTMLayer means.
        value = statement.value
        targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
        if isinstance(statement, ast.Expr) and isinstance(value, ast.Call):
            function = value.func
            targets = [function.value] if isinstance(function, ast.Attribute) else value.args[:1]
        for target in filter(None, targets):
            parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
            yield from (root for part in parts if (root := _root(part)))


def _reached(name: str, definitions: Mapping[str, list[ast.AST]]) -> Iterator[ast.AST]:
    """Yield every node of what a name means, of what that uses, and so on."""
    waiting, seen, read = [name], {name}, set()
    while waiting:
        for definition in definitions.get(waiting.pop(), []):
            if id(definition) in read:
                continue
            read.add(id(definition))
            for node in ast.walk(definition):
                yield node
                if isinstance(node, ast.Name) and node.id not in seen:
                    seen.add(node.id)
                    waiting.append(node.id)


def _changed_library(node: ast.AST, definitions: Mapping[str, list[ast.AST]]) -> str:
    """Return what of a library a statement replaces, as `torch.tanh = …` does, else ""."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        call = node.value
        if isinstance(call.func, ast.Name) and call.func.id == "setattr" and call.args:
            targets = [ast.Attribute(call.args[0], "…")]
    for target in targets:
        if isinstance(target, ast.Attribute) and _is_library(target.value, definitions):
            words = ast.unparse(target)
            if not words.startswith(_SETTINGS) and ".options." not in words:
                return words
    return ""


def _shortcut(node: ast.AST, definitions: Mapping[str, list[ast.AST]]) -> str:
    """Return what to say of a node that is a way around writing it oneself, else ""."""
    if isinstance(node, ast.Attribute) and _root(node.value) not in _OWN:
        if node.attr in _LAYERS:
            return ready_made_words(node.attr)
        if node.attr in _FUNCTIONS and _is_library(node.value, definitions):
            return _function_words(f"torch.{node.attr}")
        if node.attr in _INNER and _is_library(node.value, definitions):
            return _function_words(f"{ast.unparse(node)}")
    if isinstance(node, ast.ImportFrom):
        for alias in node.names:
            if alias.name in _LAYERS:
                return ready_made_words(alias.name)
            if alias.name in _FUNCTIONS | _HIDING and (node.module or "").startswith("torch"):
                return _function_words(f"torch.{alias.name}")
    if isinstance(node, ast.Name) and node.id in _HIDING and node.id not in definitions:
        return _hiding_words(node.id)
    if isinstance(node, ast.Import | ast.ImportFrom):
        modules = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
        if any(module.split(".")[0] == "importlib" for module in modules):
            return _hiding_words("importlib")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
        return _getattr_words(node, definitions)
    return ""


def _getattr_words(call: ast.Call, definitions: Mapping[str, list[ast.AST]]) -> str:
    if len(call.args) < 2 or not _is_library(call.args[0], definitions):
        return ""
    name = call.args[1].value if isinstance(call.args[1], ast.Constant) else None
    if isinstance(name, str) and name not in _LAYERS | _FUNCTIONS:
        return ""
    return _hiding_words(f"getattr({ast.unparse(call.args[0])}, …)")


def _is_library(node: ast.expr, definitions: Mapping[str, list[ast.AST]]) -> bool:
    """Return whether an expression begins with a module: torch, nn, or what was imported."""
    root = _root(node)
    imported = (ast.Import, ast.ImportFrom)
    return root in ("torch", "nn", "F", "np", "sys") or any(
        isinstance(d, imported) for d in definitions.get(root, [])
    )


def _root(node: ast.AST) -> str:
    """Return the name that an expression such as `a.b[0].c()` begins with, or ""."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call | ast.Starred):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _function_words(name: str) -> str:
    return f"This uses `{name}`. Here the recurrence is yours to write, from matrix products up."


def _hiding_words(name: str) -> str:
    return f"This uses `{name}`, which a layer of one's own has no need of: write it out."
