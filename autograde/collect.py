"""Bring what a class handed in to where it is graded: submitted/<student>/<assignment>/.

Nothing is overwritten. Of several submissions of one student the latest is in submitted/; those
that differ from it are in submitted-before/<student>/<assignment>/<time>/.
"""

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from nbformat import NotebookNode

from autograde.collecting.arrivals import Arrival, arrivals
from autograde.collecting.deliveries import Delivery, deliveries
from autograde.collecting.placing import State, place
from autograde.collecting.roster import Person, Roster
from autograde.collecting.unpacking import read
from autograde.course import Course
from autograde.errors import UserError
from autograde.gradebook import held
from autograde.intake import release_of, why_unfit
from autograde.text import plain


@dataclass(frozen=True)
class Collected:
    """What became of one delivery; `student` is "" where nobody is known."""

    student: str
    state: State | Literal["refused"]
    where: str
    when: datetime | None = None
    version: str = ""
    receipt: str = ""
    notes: list[str] = field(default_factory=list)


def collect(
    course: Course,
    assignment: str,
    sources: Iterable[Path],
    roster: Roster | None = None,
    on_event: Callable[[str], object] = lambda event: None,
) -> list[Collected]:
    """Collect the submissions to an assignment from folders, zips and notebooks.

    With a roster students get the ids they have there. What is wrong with one submission is in its
    row, and the others are collected. Raises UserError where a source does not exist or nothing of
    the assignment is found.
    """
    template = release_of(course, assignment)
    sources = [_there(path) for path in sources]
    course.build.mkdir(parents=True, exist_ok=True)
    with (
        held(course, f"collecting {assignment}"),
        tempfile.TemporaryDirectory(prefix="collect-", dir=course.build) as scratch,
    ):
        run = _Run(course, assignment, template, roster, Path(scratch))
        for number, source in enumerate(sources, 1):
            on_event(f"reading {plain(source.name)} ({number} of {len(sources)})")
            run.read(source)
        on_event(f"putting {sum(map(len, run.found.values()))} submissions into submitted/")
        run.place_all()
    if not run.rows:
        names = ", ".join(str(path) for path in sources)
        others = f" ({run.others} of other assignments are there)" if run.others else ""
        raise UserError(f"No submission of {assignment} is in {names}{others}.")
    return sorted(run.rows, key=lambda row: (row.state == "refused", row.student.casefold()))


def _there(path: Path) -> Path:
    if not path.exists():
        raise UserError(f"{path} does not exist.")
    return path.resolve()


class _Run:
    """One run: what was found, by student, and what became of it."""

    def __init__(
        self,
        course: Course,
        assignment: str,
        template: NotebookNode,
        roster: Roster | None,
        scratch: Path,
    ) -> None:
        self.course, self.assignment, self.template = course, assignment, template
        self.roster, self.scratch = roster, scratch
        self.found: dict[str, list[Delivery]] = {}
        self.rows: list[Collected] = []
        self.others = 0
        self.count = 0

    def read(self, source: Path) -> None:
        """Sort what a source holds by student."""
        self.count += 1
        folder = read(source, self.scratch / f"zips-{self.count}", self.refuse)
        try:
            found = arrivals(folder, self.assignment)
        except UserError as error:
            self.refuse(folder.label, str(error))
            return
        for arrival in found:
            try:
                made = deliveries(arrival, self.template, self.assignment)
                self.others += not made
                if made:
                    self.found.setdefault(self._who(arrival, made), []).extend(made)
            except (UserError, OSError) as error:
                shown = arrival.ids[0] if arrival.ids else ""
                self.refuse(arrival.where, str(error), shown)

    def refuse(self, where: str, why: str, student: str = "") -> None:
        """Note what is left out."""
        self.rows.append(Collected(plain(student), "refused", where, notes=[why]))

    def _who(self, arrival: Arrival, made: list[Delivery]) -> str:
        """Return the id of a student. Raises UserError where it is nobody's or cannot be one."""
        if not arrival.ids:
            raise UserError(
                "nothing says whose this is; put it into a folder named as the student, or name "
                "the file so"
            )
        student, keys = arrival.ids[0], {said.casefold() for said in (*arrival.ids, arrival.name)}
        if self.roster is not None:
            person = self.roster.find(arrival.ids, arrival.name)
            if person is None:
                made[-1].notes.append("Not in the roster")
            else:
                student = self._known_as(person)
                keys |= person.keys
        elif arrival.name and arrival.name != student:
            made[-1].notes.append(arrival.name)
        for delivery in made:
            if delivery.named and delivery.named.casefold() not in keys:
                delivery.notes.append(f"Its manifest names {delivery.named}")
        if unfit := why_unfit(student):
            raise UserError(f"{unfit[0].lower()}{unfit[1:]}")
        return student

    def _known_as(self, person: Person) -> str:
        """Return the id from the roster, or that under which the student is in submitted/."""
        if (self.course.submitted / person.id).exists() or not self.course.submitted.is_dir():
            return person.id
        there = [
            p.name for p in self.course.submitted.iterdir() if p.name.casefold() in person.keys
        ]
        return there[0] if len(there) == 1 else person.id

    def place_all(self) -> None:
        """Put each student's latest into submitted/, and what differs from it beside."""
        for student, several in self.found.items():
            several = sorted(several, key=Delivery.order)
            if len(several) > 1 and several[-1].order() == several[-2].order():
                several[-1].notes.append("Nothing tells which is the latest; this came last")
            for delivery in several:
                latest = delivery is several[-1]
                try:
                    state = place(self.course, self.assignment, student, delivery, latest)
                except (UserError, OSError) as error:
                    why = error.strerror if isinstance(error, OSError) else str(error)
                    self.refuse(delivery.where, why or str(error), student)
                    continue
                row = Collected(student, state, delivery.where, delivery.when, delivery.version)
                self.rows.append(replace(row, receipt=delivery.receipt, notes=delivery.notes))
