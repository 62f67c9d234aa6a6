"""What TAs run: from what was handed in to scores."""

from pathlib import Path
from typing import Annotated

import typer

from autograde.commands.common import (
    Assignment,
    Jobs,
    Students,
    Trusted,
    Yes,
    app,
    brought_up_to_date,
    catch_up,
    opened,
)
from course_utils.command_line import OneLine, Verbose


@app.command(cls=OneLine)
def collect(
    assignment: Assignment,
    sources: Annotated[
        list[Path],
        typer.Argument(
            metavar="FROM", help="What submissions lie in: folders, zip files or notebooks."
        ),
    ],
    roster: Annotated[
        Path | None, typer.Option(help="The list of students, or Canvas' exported gradebook.")
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Bring what a class handed in, in whatever way, into submitted/; nothing is overwritten."""
    from autograde import collect as collecting
    from autograde import console
    from autograde.collecting import collected
    from autograde.collecting.roster import load

    course, assignment = opened(assignment)
    known = None if roster is None else load(roster)
    with console.steps() as step:
        rows = collecting.collect(course, assignment, sources, known, step)
    collected.show(rows)
    console.path("All of them, with receipts:", collected.log(course, assignment, rows))


@app.command(cls=OneLine)
def grade(
    assignment: Assignment,
    student: Students = None,
    jobs: Jobs = None,
    force: Annotated[
        bool, typer.Option("--force", help="Grade again what has been graded and has not changed.")
    ] = False,
    scheduler: Annotated[
        str | None,
        typer.Option(
            help="Run the notebooks on the workers of this Dask scheduler: tcp://host:8786."
        ),
    ] = None,
    trusted: Trusted = False,
    version: Annotated[
        str | None,
        typer.Option(
            help="Grade those made from this older version by its own tests, beside the gradebook."
        ),
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Grade the submissions to an assignment that are new or changed, and write the report.

    Students' code runs in a sandbox, without network, and never beside the hidden tests.
    """
    from autograde import pair

    if scheduler is None:
        pair.get_ready(sandboxed=not trusted)  # while the rest is imported
    from autograde import console, report, scores
    from autograde import grade as grading
    from autograde.anonymity.pseudonyms import real
    from autograde.sandbox import Sandbox

    course, assignment = opened(assignment)
    if version is not None:
        from autograde import older

        course = older.beside(course, assignment, version)
    catch_up(course, assignment, "Brought up to date")
    with console.steps() as step:
        grading.grade(
            course, assignment, students=real(course, student),
            jobs=jobs, force=force, scheduler=scheduler, sandbox=Sandbox.NONE if trusted else None,
            on_event=step, on_trouble=step.trouble,
        )  # fmt: skip
    catch_up(course, assignment, "Lateness")
    files = report.report(course, assignment)
    console.score_table(scores.read(course, assignment))
    console.path("Report:", files.html)


@app.command(cls=OneLine)
def regrade(
    assignment: Assignment,
    exercise: Annotated[
        list[str], typer.Option(help="The exercise to grade again; may be given several times.")
    ],
    student: Students = None,
    yes: Yes = False,
    jobs: Jobs = None,
    trusted: Trusted = False,
    verbose: Verbose = False,
) -> None:
    """Grade exercises again, after a helper was mended; tell what changes, ask, and save it.

    All other scores, and what people gave by hand, stay as they are.
    """
    from autograde import console, report
    from autograde import regrade as regrading
    from autograde.anonymity.pseudonyms import real
    from autograde.sandbox import Sandbox

    course, assignment = brought_up_to_date(assignment)
    with console.steps() as step:
        changed = regrading.regrade(
            course, assignment, exercise, students=real(course, student), jobs=jobs,
            sandbox=Sandbox.NONE if trusted else None,
            on_progress=step, confirm=lambda question: step.ask(question, yes),
        )  # fmt: skip
    catch_up(course, assignment, "Lateness")
    said = f"{len(changed)} scores changed." if changed else "No score changed."
    console.path(f"Graded again. {said} Report:", report.report(course, assignment).html)


@app.command(cls=OneLine)
def due(
    assignment: Assignment,
    when: Annotated[
        list[str] | None,
        typer.Argument(help="A time, 2026-12-01 23:59, perhaps with a zone; or never."),
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Set when an assignment is due; without a time, show that, and who has an extension."""
    from autograde import console, deadlines
    from autograde.lateness.when import parsed, zone_of

    course, assignment = opened(assignment)
    if when:
        said = " ".join(when)
        moment = None if said == "never" else parsed(said, zone_of(course.config()))
        changed = deadlines.set_due(course, assignment, moment)
        console.lines("Brought up to date", map(str, changed))
    console.lines(assignment, deadlines.deadlines(course, assignment).lines(course))


@app.command(cls=OneLine)
def extend(
    assignment: Assignment,
    student: Annotated[str, typer.Argument(help="The student, as the folder in submitted/.")],
    hours: Annotated[
        float | None, typer.Option(min=0, help="Hours after the due date; 0 ends an extension.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help='A time: "2026-12-03 23:59", perhaps with a zone.')
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Give one student more time than the class has, in place of an earlier extension."""
    from autograde import console, deadlines
    from autograde.lateness.when import parsed, zone_of

    course, assignment = opened(assignment)
    moment = None if until is None else parsed(until, zone_of(course.config()))
    granted = deadlines.extend(course, assignment, student, hours, moment)
    console.lines(assignment, granted.lines(course))
