"""nbgrader's own steps, run for one student at a time, with their log in a file."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory

from autograde.course import Course


class Sanitise(Autograde):
    """The first half of nbgrader's Autograde: locked cells restored, hidden tests put in."""

    def convert_single_notebook(self, notebook_filename: str) -> None:
        self._init_preprocessors()
        BaseConverter.convert_single_notebook(self, notebook_filename)


class Save(Autograde):
    """The second half, for a notebook that has been executed: scores, penalties, the result."""

    def _init_preprocessors(self) -> None:
        self.exporter._preprocessors = []
        for preprocessor in self.autograde_preprocessors:
            name = getattr(preprocessor, "__name__", str(preprocessor))
            if name.rsplit(".", 1)[-1] != "Execute":
                self.exporter.register_preprocessor(preprocessor)

    def convert_single_notebook(self, notebook_filename: str) -> None:
        self._init_preprocessors()
        BaseConverter.convert_single_notebook(self, notebook_filename)


def convert(
    step: type[BaseConverter],
    course: Course,
    assignment: str,
    student: str,
    log: logging.Logger,
    **folders: str,
) -> None:
    """Run one step for one student, replacing what it made before.

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
