"""What TAs run once there are scores: pages, the report, files for other systems."""

from pathlib import Path
from typing import Annotated

import typer

from autograde.commands.common import Assignment, app, brought_up_to_date
from autograde.export import Target
from course_utils.command_line import OneLine, Verbose


@app.command(cls=OneLine)
def feedback(assignment: Assignment, verbose: Verbose = False) -> None:
    """Write a page of feedback for each graded student."""
    from autograde import console
    from autograde import feedback as pages

    course, assignment = brought_up_to_date(assignment)
    with console.steps() as step:
        step("writing feedback")
        written = pages.feedback(course, assignment)
    console.path(f"{len(written)} pages of feedback in", course.feedback)


@app.command(cls=OneLine)
def report(
    assignment: Assignment,
    anonymous: Annotated[
        bool,
        typer.Option("--anonymous", help="Make a course without names: its report, and to mark."),
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Write the report on an assignment, and its scores as CSV, anew from the gradebook."""
    from autograde import console
    from autograde import report as reporting

    course, assignment = brought_up_to_date(assignment)
    if anonymous:
        from autograde import anonymous as nameless

        made = nameless.make(course, assignment)
        files = made.report
        console.path("To mark without names, start `jupyter lab` in", made.course.root)
    else:
        files = reporting.report(course, assignment)
    console.path("Scores:", files.csv)
    console.path("Report:", files.html)


@app.command(cls=OneLine)
def export(
    assignment: Assignment,
    to: Annotated[Target, typer.Option(help="The form that the scores get.")],
    fill: Annotated[
        Path | None, typer.Option(help="Fill in a copy of this file, which Canvas exported.")
    ] = None,
    column: Annotated[
        str | None, typer.Option(help="What Canvas calls the assignment: its title, or its number.")
    ] = None,
    so_far: Annotated[
        bool, typer.Option("--so-far", help="Hand on scores that still lack answers to mark, too.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="The file to write; default: one in reports/.")
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Write the scores as a file for Canvas' gradebook, or for a spreadsheet."""
    from autograde import console
    from autograde import export as exporting

    course, assignment = brought_up_to_date(assignment)
    exported = exporting.export(
        course, assignment, to, out, fill=fill, column=column, so_far=so_far
    )
    for title, lines in exported.remarks.items():
        console.lines(title, lines)
    console.path(f"{exported.count} scores are in", exported.path)
