"""Rounds of two graders on the same submissions, alternating which goes first."""

import json
import shutil
import subprocess
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograde.course import Course
from support import commands, cpu, workers
from support.commands import Measured, Scores


class DisagreementError(Exception):
    """Two graders gave different points; `lines` say where."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(f"{len(lines)} cells were scored differently")
        self.lines = lines


@dataclass(frozen=True)
class Round:
    """What one round showed."""

    number: int  # of submissions
    first: str
    ours: Measured
    plain: Measured
    own_s: float  # the students' own CPU seconds

    @property
    def ratio(self) -> float:
        """Submissions per minute, ours against plain nbgrader's."""
        return self.plain.wall_s / self.ours.wall_s

    @property
    def overhead_s(self) -> float:
        """CPU seconds per submission beyond the students' own."""
        return (self.ours.cpu_s - self.own_s) / self.number

    @property
    def limit_fraction(self) -> float:
        """How near we come to the time in which the cores could run the students' code alone."""
        return self.own_s / commands.cores() / self.ours.wall_s


@dataclass(frozen=True)
class Setting:
    """What all rounds share."""

    released: Course
    assignment: str
    handed_in: Path
    folder: Path
    course_settings: bool  # plain nbgrader with the course's settings, not its own
    dask: bool


def run_round(setting: Setting, number: int, students: list[str]) -> Round:
    """Let both graders grade these students' notebooks, then run them without a grader.

    Raises DisagreementError unless all three come to the same points, cell by cell.
    """
    place = setting.folder / f"round-{number}"
    place.mkdir()
    order = ["ours", "plain"] if number % 2 else ["plain", "ours"]
    took: dict[str, Measured] = {}
    points: dict[str, Scores] = {}
    own_s = 0.0
    for side in order:
        course = commands.fresh_course(
            setting.released, place / side, setting.assignment, students, setting.handed_in
        )
        took[side] = (_ours if side == "ours" else _plain)(setting, course)
        points[side] = commands.scores(course, setting.assignment)
        if side == "ours":
            own_s, points["alone"] = _alone(setting, course, place / "alone")
    _agree(points, students)
    shutil.rmtree(place)
    return Round(len(students), order[0], took["ours"], took["plain"], own_s)


def _ours(setting: Setting, course: Course) -> Measured:
    taken = _over_dask(setting, course) if setting.dask else _here(setting, course)
    ledger = course.reports / setting.assignment / "grading.json"
    for student, record in json.loads(ledger.read_text())["students"].items():
        if record["status"] != "graded":
            raise RuntimeError(f"{student} was not graded: {record['outcome']}")
    return taken


def _here(setting: Setting, course: Course) -> Measured:
    return commands.measure(commands.unrolled(setting.assignment), course.root, setting.folder)


def _over_dask(setting: Setting, course: Course) -> Measured:
    """Grade on two workers, of which one is killed half-way."""
    students = sorted(p.name for p in course.submitted.iterdir())
    with (
        closing(cpu.Group()) as group,
        workers.cluster(course.root.parent / "cluster", group) as address,
    ):
        journal = course.reports / setting.assignment / "grading.journal"
        kept = course.root.parent / "journal"
        killer = workers.Killer(address, journal, len(students) // 2, kept)
        command = commands.unrolled(setting.assignment, "--scheduler", address)
        before = group.seconds()
        taken = commands.measure(command, course.root, setting.folder, killer)
        after = group.seconds()
        if not killer.killed_at:
            raise RuntimeError("no worker was killed: too few submissions")
        entered = killer.entered()
    print(f"  a worker was killed after {killer.killed_at} of {len(students)}; ", end="")
    print(f"{len(entered)} records of {len(set(entered))} students")
    if sorted(entered) != students:
        raise DisagreementError([f"recorded: {sorted(entered)}, handed in: {students}"])
    if before is None or after is None:
        return replace(taken, cpu_s=taken.machine_cpu_s)
    return replace(taken, cpu_s=taken.cpu_s + after - before)


def _plain(setting: Setting, course: Course) -> Measured:
    if not setting.course_settings:
        commands.as_stock(course)
    command = commands.nbgrader(setting.assignment)
    return commands.measure(command, course.root, setting.folder)


def _alone(setting: Setting, course: Course, notebooks: Path) -> tuple[float, Scores]:
    """Run the notebooks that were graded, hidden tests included, in forks of a warm process."""
    notebooks.mkdir()
    name = f"{setting.assignment}.ipynb"
    for path in course.autograded.glob(f"*/{setting.assignment}/{name}"):
        shutil.copy(path, notebooks / f"{path.parts[-3]}.ipynb")
    said = subprocess.run(  # noqa: S603 (our own words)
        commands.script("floor", notebooks, str(commands.cores())),
        env={**commands.environment(setting.folder), "NBGRADER_EXECUTION": "autograde"},
        cwd=notebooks, capture_output=True, text=True, check=True, timeout=commands.LIMIT_S,
    )  # fmt: skip
    found = json.loads(said.stdout)
    return sum(f["cpu_s"] for f in found.values()), {s: f["scores"] for s, f in found.items()}


def _agree(points: dict[str, Scores], students: list[str]) -> None:
    lines = []
    for side in ("ours", "plain"):
        if sorted(points[side]) != sorted(students):
            lines.append(f"{side}: scores of {sorted(points[side])}, handed in by {students}")
    lines += commands.differences(points["ours"], points["plain"])
    code = {
        student: {cell: points["ours"].get(student, {}).get(cell) for cell in cells}
        for student, cells in points["alone"].items()
    }
    alone = commands.differences(code, points["alone"])
    lines += [f"{line} (without a grader)" for line in alone]
    if lines:
        raise DisagreementError(lines)


def breakdown(setting: Setting, students: list[str]) -> dict[str, Any]:
    """Grade these students' notebooks one after the other, with clocks around each step."""
    place = setting.folder / "traced"
    course = commands.fresh_course(
        setting.released, place, setting.assignment, students, setting.handed_in
    )
    out = setting.folder / "traced.json"
    command = commands.script("traced", setting.assignment, out)
    taken = commands.measure(command, course.root, setting.folder)
    shutil.rmtree(place)
    return {**json.loads(out.read_text()), "total_cpu_s": taken.cpu_s}
