"""nbgrader's own steps around the execution of a notebook, without its detours through files.

nbgrader makes a converter, an exporter and ten connections to the database for every submission.
`Steps` makes one of each for a run, and writes what it learns of a student in one transaction.
"""

import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import nbformat
from nbconvert.exporters import Exporter
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import find_all_files, parse_utc
from traitlets.utils.importstring import import_item

from autograde.course import Course
from autograde.gradebook import Book, patiently
from autograde.lateness import extensions
from autograde.marks import OURS

_Result = TypeVar("_Result")


class Steps:
    """nbgrader's Autograde for one assignment: all but running the notebook.

    To be used from one thread. What fails for one student leaves nothing behind for the next.
    """

    def __init__(self, course: Course, assignment: str, log: logging.Logger) -> None:
        self.course, self.assignment, self.log = course, assignment, log
        self._tools: _Tools | None = None

    def __enter__(self) -> "Steps":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the gradebook."""
        tools, self._tools = self._tools, None
        if tools is not None:
            tools.book.close()

    def sanitise(self, student: str, notebook: NotebookNode) -> NotebookNode:
        """Return a notebook with locked cells restored and hidden tests put in.

        Raises what nbgrader raises, and GradebookBusyError.
        """
        return self._do(lambda tools: tools.sanitise(student, notebook))

    def save(
        self,
        student: str,
        notebook: NotebookNode,
        timestamp: str | None = None,
        files: Mapping[str, bytes] | None = None,
    ) -> None:
        """Enter the marks of an executed notebook, and put it and its files into autograded/.

        `timestamp` says when it was handed in. Marks and comments given by hand stay; those on
        answers that changed wait for a person again. Raises as `sanitise` does; then the gradebook
        and autograded/ are as they were.
        """
        self._do(lambda tools: tools.save(student, notebook, timestamp, files or {}))

    def _do(self, step: Callable[["_Tools"], _Result]) -> _Result:
        def attempt() -> _Result:
            try:
                if self._tools is None:
                    self._tools = _Tools(self.course, self.assignment, self.log)
                return step(self._tools)
            except BaseException:
                self.close()  # the next student gets new ones
                raise

        return patiently(attempt, self.log)


class _Tools:
    """What is the same for all students of a run."""

    def __init__(self, course: Course, assignment: str, log: logging.Logger) -> None:
        config = course.config()
        config.CourseDirectory.assignment_id = assignment
        config.CourseDirectory.db_url = course.db_url
        self.course, self.assignment = course, assignment
        self.waiting = extensions.waiting(course, assignment)
        self.coursedir = CourseDirectory(config=config, log=log)
        options: dict[str, Any] = {"coursedir": self.coursedir, "config": config, "log": log}
        self.autograde = Autograde(**options)
        self.book = Book(course.db_url, self.coursedir.course_id)
        self.sanitiser = self._exporter(self.autograde.sanitize_preprocessors)
        self.saver = self._exporter(self.autograde.autograde_preprocessors)
        self.source = Path(
            self.coursedir.format_path(self.coursedir.source_directory, ".", assignment)
        )
        self.beside = find_all_files(str(self.source), [*self.coursedir.ignore, "*.ipynb"])

    def _exporter(self, preprocessors: list[Any]) -> Exporter:
        """Return nbconvert's base exporter, which gives back a notebook."""
        exporter = Exporter(parent=self.autograde, config=self.autograde.config)
        exporter.optimistic_validation = True  # once in the end, not after each preprocessor
        for kind in preprocessors:
            kind = import_item(kind) if isinstance(kind, str) else kind
            if isinstance(kind, type) and issubclass(kind, ExecutePreprocessor):
                continue  # running the notebook is not nbgrader's business here
            if kind in OURS:
                kind = OURS[kind](self.book, parent=exporter)
            exporter.register_preprocessor(kind)
        return exporter

    def sanitise(self, student: str, notebook: NotebookNode) -> NotebookNode:
        self._hook(student, self.autograde.run_pre_convert_hook)
        try:
            return self._convert(self.sanitiser, student, notebook)
        finally:
            self.book.forget()

    def save(
        self,
        student: str,
        notebook: NotebookNode,
        timestamp: str | None,
        files: Mapping[str, bytes],
    ) -> None:
        target = self.course.autograded / student / self.assignment
        draft = self.course.build / "grading" / student / self.assignment
        shutil.rmtree(draft, ignore_errors=True)
        with self.book.transaction():
            self._enter(student, timestamp)
            notebook = self._convert(self.saver, student, notebook)
            self._write(draft, notebook, timestamp, files)
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.rename(target)
        shutil.rmtree(draft.parent, ignore_errors=True)
        self.autograde.set_permissions(self.assignment, student)
        self._hook(student, self.autograde.run_post_convert_hook)

    def _enter(self, student: str, timestamp: str | None) -> None:
        """See that the gradebook has the student, and this submission's time."""
        if self.autograde.create_student:
            self.book.update_or_create_student(student)
        submission: Any = self.book.update_or_create_submission(self.assignment, student)
        submission.timestamp = None if timestamp is None else parse_utc(timestamp)
        submission.extension = self.waiting.get(student, submission.extension)

    def _convert(self, exporter: Exporter, student: str, notebook: NotebookNode) -> NotebookNode:
        about = {
            "student": student,
            "assignment": self.assignment,
            "notebook": self.assignment,
            "db_url": self.coursedir.db_url,
            "earlier": str(self._saved(student)),
        }
        resources = {"nbgrader": about, "unique_key": self.assignment, "metadata": {}}
        return exporter.from_notebook_node(notebook, resources)[0]

    def _saved(self, student: str) -> Path:
        return self.course.autograded / student / self.assignment / f"{self.assignment}.ipynb"

    def _write(
        self, place: Path, notebook: NotebookNode, timestamp: str | None, files: Mapping[str, bytes]
    ) -> None:
        place.mkdir(parents=True)
        for name, content in files.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        kept = self.autograde.exclude_overwriting.get(self.assignment, [])
        for file in map(Path, self.beside):
            path = place / file.relative_to(self.source)
            if not (path.exists() and str(file.relative_to(self.source)) in kept):
                path.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, path)
        if timestamp is not None:
            (place / "timestamp.txt").write_text(timestamp, encoding="utf-8")
        nbformat.write(notebook, place / f"{self.assignment}.ipynb")

    def _hook(self, student: str, run: Callable[[], None]) -> None:
        """Run what an instructor set as nbgrader's hook."""
        self.coursedir.student_id = student
        self.autograde.notebooks = [str(self._saved(student))]
        run()


def convert(
    step: type[BaseConverter],
    course: Course,
    assignment: str,
    student: str,
    log: logging.Logger,
    **folders: str,
) -> None:
    """Run one of nbgrader's converters for one student, replacing what it made before.

    `folders` are settings of nbgrader's CourseDirectory. Raises NbGraderException; why is in the
    log.
    """
    config = course.config()
    config.CourseDirectory.assignment_id = assignment
    config.CourseDirectory.student_id = student
    config.CourseDirectory.merge(folders)
    coursedir = CourseDirectory(config=config, log=log)
    options: dict[str, Any] = {"coursedir": coursedir, "config": config, "log": log}
    converter = step(**options)
    converter.force = True
    converter.start()


@contextmanager
def logged(course: Course, name: str) -> Iterator[tuple[logging.Logger, Path]]:
    """Yield a logger that writes to build/logs/<name>.log only, and that file."""
    path = course.build / "logs" / f"{name}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(path, mode="w", encoding="utf-8", errors="replace")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.Logger(name, logging.INFO)
    log.addHandler(handler)
    try:
        yield log, path
    finally:
        handler.close()
