"""Hand out a version of a notebook: all of it happens, or nothing does.

header of the source --gate--> notebooks/ and the gradebook --> releases/<assignment>/<version>/
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from autograde import gate, migrate, versions
from autograde.build import dump, release_notebook, source_notebook
from autograde.course import Course
from autograde.differences import Differences, differences
from autograde.errors import UserError
from autograde.gate import GateReport, Progress

CHANGELOG = "CHANGELOG.md"
Confirm = Callable[[str], bool]


@dataclass(frozen=True)
class Released:
    """What came of it. `changes` are those since the version before, None where there is none."""

    version: str
    report: GateReport
    changes: Differences | None = None


class _RefusedError(Exception):
    """The gate did not let it pass: what was changed for it goes back."""

    def __init__(self, report: GateReport) -> None:
        super().__init__(report.assignment)
        self.report = report


def release(
    course: Course,
    assignment: str,
    version: str | None = None,
    on_progress: Progress = lambda message: None,
    confirm: Confirm = lambda question: True,
) -> Released:
    """Write notebooks/<assignment>/ if the gate lets it pass; with a `version`, keep it as that.

    Where there are submissions, `confirm` is asked whether their scores may change as it is told.
    Raises UserError where the number is taken or no entry in the changelog says what students do,
    and as `gate` and `migrate` do. Whatever fails, all is as it was before.
    """
    path = course.solutions / assignment / f"{assignment}.py"
    if version is not None:
        _check_number(course, assignment, versions.checked(version, "--version"))
        _check_changelog(course, assignment, version)
    try:
        with _header(path, version):
            source = source_notebook(path)
            before = _before(course, assignment)
            if version is None:
                _check_unchanged(course, assignment, source)
            report = gate.gate(course, assignment, on_progress)
            if not report.passed:
                raise _RefusedError(report)
            on_progress("writing the release")
            with _kept(course, assignment, version):
                migrate.generate(course, assignment, before, source, on_progress, confirm)
    except _RefusedError as refused:
        return Released(version or "", refused.report)
    changes = None if before is None else differences(before, source)
    return Released(versions.of(source), report, changes)


@contextmanager
def _header(path: Path, version: str | None) -> Iterator[None]:
    """Write the version into the source's header; if anything fails, take it back."""
    if version is None:
        yield
        return
    text = path.read_bytes()
    try:
        path.write_text(versions.with_version(text.decode(), version), encoding="utf-8")
        yield
    except BaseException:
        path.write_bytes(text)
        raise


@contextmanager
def _kept(course: Course, assignment: str, version: str | None) -> Iterator[None]:
    """Keep what the solutions build as this version; if anything fails, forget it."""
    if version is None:
        yield
        return
    place = versions.keep(course, assignment, version, dump(release_notebook(course, assignment)))
    try:
        yield
    except BaseException:
        shutil.rmtree(place)
        raise


def _before(course: Course, assignment: str) -> NotebookNode | None:
    """Return the source of the newest version that was handed out."""
    known = versions.kept(course, assignment)
    return source_notebook(versions.source(course, assignment, known[-1])) if known else None


def _check_number(course: Course, assignment: str, version: str) -> None:
    known = versions.kept(course, assignment)
    if known and versions.ordered(version) <= versions.ordered(known[-1]):
        raise UserError(
            f"{assignment} {known[-1]} is out already: a new version has a higher number than that."
        )


def _check_unchanged(course: Course, assignment: str, source: NotebookNode) -> None:
    """Refuse to change what was handed out without giving it a new number."""
    version = versions.of(source)
    if version not in versions.kept(course, assignment):
        return
    changes = differences(source_notebook(versions.source(course, assignment, version)), source)
    if changes:
        raise UserError(
            f"{assignment} {version} is out, and the source differs from it "
            f"({'; '.join(changes.lines())}). Give it a new number: "
            f"unrolled release {assignment} --version {_next(version)}"
        )


def _next(version: str) -> str:
    major, minor = versions.ordered(version)
    return f"{major}.{minor + 1}"


def _check_changelog(course: Course, assignment: str, version: str) -> None:
    """Students who have begun must be told what to do."""
    path = course.solutions.parent / CHANGELOG
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    entry = rf"(?m)^- \*\*notebook\*\* `{assignment}` {re.escape(version)}\b.*Students: \S"
    if not re.search(entry, text):
        raise UserError(
            f"{path.name} has no entry for this version. Add a line like: - **notebook** "
            f"`{assignment}` {version}: what changed. Students: what those do who have begun."
        )
