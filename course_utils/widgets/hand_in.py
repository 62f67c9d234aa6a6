"""Buttons that pack the notebook they stand in, and bring it to a newer version."""

from __future__ import annotations

import html
import json
import os
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython.core.getipython import get_ipython
from IPython.display import display

from course_utils.errors import UserError
from course_utils.plots import grading

_HERE = Path(__file__).parent
UNSAVED = (
    "The cell that ran last does not stand like that in the saved file. Save (Ctrl+S, on a Mac ⌘S) "
    "and click again; a second click takes the file as it is."
)


def hand_in(notebook: str | Path | None = None) -> None:
    """Show the buttons "Pack for handing in" and, where a newer version is installed, "Upgrade".

    The notebook is found by itself, unless it is named. Where it can't be, while submissions are
    graded, and outside notebooks, the commands to type are printed:

    >>> hand_in("01_rnn_lstm.ipynb")
    To hand in, save the notebook and type in a terminal: unrolled submit 01_rnn_lstm.ipynb
    """
    path = notebook_path() if notebook is None else Path(notebook)
    if grading() or get_ipython() is None or path is None or not path.is_file():
        print("\n".join(in_words(path)))
    else:
        display(HandIn(path))


def notebook_path() -> Path | None:
    """Return where the notebook is whose cell is run, if its editor tells.

    Jupyter names it when it starts the kernel, VS Code in a variable. Colab has no file.
    """
    shell = get_ipython()
    told = [] if shell is None else [shell.user_ns.get("__vsc_ipynb_file__")]
    for name in (*told, os.environ.get("JPY_SESSION_NAME")):
        if isinstance(name, str) and name.endswith(".ipynb") and Path(name).is_file():
            return Path(name)
    return None


def newer_version(path: Path) -> str:
    """Return the version that a notebook can be brought to; "" if it's the newest."""
    from course_utils import upgrading  # jupyterlab brings what it needs; a kernel may be without

    try:
        plan = upgrading.plan(path)
    except UserError:
        return ""
    return plan.after if plan.needed else ""


def in_words(path: Path | None) -> list[str]:
    """Return what to type where there are no buttons."""
    name = "NOTEBOOK.ipynb" if path is None else path.name
    lines = [f"To hand in, save the notebook and type in a terminal: unrolled submit {name}"]
    if path is None:
        lines.append("(In Colab: File → Download → Download .ipynb first, on your own computer.)")
    elif path.is_file() and (newer := newer_version(path)):
        lines.append(f"Version {newer} is out: unrolled upgrade {name} takes your work along.")
    return lines


class HandIn(anywidget.AnyWidget):
    """The buttons, and below them what came of the last click."""

    _esm = "".join((_HERE / f"{n}.js").read_text("utf-8") for n in ("common", "hand_in"))
    _css = _HERE / "hand_in.css"

    name = traitlets.Unicode().tag(sync=True)
    asked = traitlets.Unicode().tag(sync=True)  # "pack 1": what was clicked, and how many clicks
    answer = traitlets.Dict().tag(sync=True)  # to what was asked; and the version that is newer

    def __init__(self, path: Path) -> None:
        self._path, self._warned = path, ""
        super().__init__(name=path.name, answer=self._said("", []))

    @traitlets.observe("asked")
    def _to_answer(self, change: Any) -> None:
        work = {"pack": self._pack, "upgrade": self._upgrade}[change.new.split()[0]]
        try:
            self._check_saved()
            self.answer = self._said(change.new, work())
        except UserError as error:
            self.answer = self._said(change.new, [str(error)], trouble=True)
        except Exception as error:  # a page shows no traceback
            said = [f"{type(error).__name__}: {error}"]
            self.answer = self._said(change.new, said, trouble=True)

    def _said(self, asked: str, lines: list[str], trouble: bool = False) -> dict[str, Any]:
        newer = newer_version(self._path)
        return {"asked": asked, "lines": lines, "trouble": trouble, "newer": newer}

    def _pack(self) -> list[str]:
        from course_utils import handing_in

        return handing_in.pack(self._path).lines()

    def _upgrade(self) -> list[str]:
        from course_utils import upgrading

        return upgrading.upgrade_file(self._path).lines()

    def _check_saved(self) -> None:
        """Raise UserError, once for each file, where what was run is not what was saved."""
        ran = last_run()
        saved = self._path.read_text("utf-8", "replace") if self._path.is_file() else ""
        mark = f"{len(saved)} {ran}"
        if ran and not _stands_in(ran, saved) and mark != self._warned:
            self._warned = mark
            raise UserError(UNSAVED)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        bundle = super()._repr_mimebundle_(**options)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        words = in_words(self._path)
        still = {
            "text/plain": "\n".join(words),
            "text/html": "".join(f"<div>{html.escape(line)}</div>" for line in words),
        }
        return {**data, **still}, metadata


def last_run() -> str:
    """Return the source of the cell that was run last; "" where none was."""
    shell = get_ipython()
    history = None if shell is None else shell.history_manager
    ran = [] if history is None else history.input_hist_raw
    return ran[-1].strip() if ran else ""


def _stands_in(source: str, saved: str) -> bool:
    """Whether this is what a cell of a saved notebook says."""
    from course_utils.matching import read

    try:
        return source in {cell.source.strip() for cell in read(json.loads(saved))}
    except (ValueError, AttributeError):
        return True  # packing and upgrading say what is wrong with it
