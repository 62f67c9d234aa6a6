"""What the commands share: the program they belong to, and the options that several have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from course_utils.command_line import new_app

if TYPE_CHECKING:
    from autograde.course import Course

app = new_app("Build, release and grade the notebooks of this course.")

Assignment = Annotated[
    str, typer.Argument(help="The assignment: 01, rnn_lstm and 01_rnn_lstm mean the same.")
]
Students = Annotated[
    list[str] | None,
    typer.Option("--student", help="Grade this student only; may be given several times."),
]
Jobs = Annotated[
    int | None, typer.Option(min=1, help="Run so many notebooks at once; default: one a core.")
]
Trusted = Annotated[
    bool,
    typer.Option("--trusted", help="Run students' code with your own rights, in no sandbox."),
]
Yes = Annotated[
    bool, typer.Option("--yes", help="Save changed scores without asking, once they are told.")
]


def opened(name: str) -> tuple[Course, str]:
    """Return the course around the working directory, and the assignment's full id."""
    from autograde.course import Course

    course = Course.find()
    return course, course.resolve(name)


def brought_up_to_date(name: str) -> tuple[Course, str]:
    """Return what `opened` does, once marks, deadlines and extensions given elsewhere count."""
    course, assignment = opened(name)
    catch_up(course, assignment, "Brought up to date")
    return course, assignment


def catch_up(course: Course, assignment: str, title: str) -> None:
    """Let what was given elsewhere count, and say under this title what that changed."""
    from autograde import console
    from autograde.lateness import catching_up

    console.lines(title, catching_up.catch_up(course, assignment))
