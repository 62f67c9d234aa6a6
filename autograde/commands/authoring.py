"""What instructors run: from the sources to what is handed out."""

from pathlib import Path
from typing import Annotated

import typer

from autograde.commands.common import Assignment, Yes, app, opened
from autograde.errors import UserError
from course_utils.command_line import OneLine, Verbose


@app.command(cls=OneLine)
def demo(
    where: Annotated[
        Path, typer.Option(help="The folder to make; a demo that is there is replaced.")
    ] = Path("demo"),
    whole: Annotated[
        bool,
        typer.Option("--all", help="Take every notebook of the course, with three students each."),
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Grade a small made-up class, and show the scores and the report."""
    from autograde import console, demo_index, scores
    from autograde import demo as demonstration
    from autograde.course import Course

    if whole:
        with console.steps() as step:
            outcomes = demonstration.run_all(Course.find(), where, step, step.trouble)
        demo_index.show(outcomes)
        console.path("Open this file in a browser:", where / demo_index.NAME)
        if failed := [outcome.assignment for outcome in outcomes if outcome.failure]:
            raise UserError(f"Not graded, as said above: {', '.join(failed)}.")
        return
    with console.steps() as step:
        result = demonstration.run(Course.find(), where, on_event=step)
    console.score_table(scores.read(Course.find(where), result.assignment))
    console.path("Feedback for students is in", result.feedback_dir)
    console.path("Open this file in a browser:", result.report)


@app.command(cls=OneLine)
def build(assignment: Assignment, verbose: Verbose = False) -> None:
    """Build the source notebook of an assignment from its solutions."""
    from autograde import build as building
    from autograde import console

    console.path("Built", building.build(*opened(assignment)))


@app.command(cls=OneLine)
def release(
    assignment: Assignment,
    version: Annotated[
        str | None,
        typer.Option(help='Hand it out as a new version, "1.1", which is kept in releases/.'),
    ] = None,
    yes: Yes = False,
    verbose: Verbose = False,
) -> None:
    """Write the student version of an assignment, if it keeps every rule of the gate."""
    from autograde import console, releasing

    course, assignment = opened(assignment)
    with console.steps() as step:
        released = releasing.release(
            course, assignment, version, step, lambda question: step.ask(question, yes)
        )
    report = released.report
    console.gate_table(report)
    if not report.passed:
        broken = sum(not rule.passed for rule in report.rules)
        raise UserError(
            f"{assignment} is not released: {broken} of {len(report.rules)} rules broken (see "
            f"above). notebooks/ is as it was."
        )
    if released.changes is not None:
        console.lines("Changed since the version before", released.changes.lines())
    console.path(f"Released version {released.version}", course.notebooks / assignment)
    console.path("For instructors, with all answers:", report.page)


@app.command(cls=OneLine)
def bundle(
    assignment: Assignment,
    out: Annotated[Path, typer.Option(help="The folder to write into.")] = Path("dist"),
    repo: Annotated[
        str, typer.Option(help="OWNER/NAME of the students' folder on GitHub, for its links.")
    ] = "OWNER/NAME",
    branch: Annotated[str, typer.Option(help="The branch that the links name.")] = "main",
    hub: Annotated[
        str, typer.Option(help="The address of your JupyterHub, for its links.")
    ] = "https://HUB",
    verbose: Verbose = False,
) -> None:
    """Pack what students get, the notebook and what it imports: a zip, and a folder for GitHub."""
    from autograde import bundle as bundling
    from autograde import console
    from autograde.bundle_texts import Links

    bundled = bundling.bundle(*opened(assignment), out, Links(repo, branch, hub))
    console.lines("To be done", bundled.remarks)
    console.path("Packed", bundled.zip)
    console.path("For GitHub:", bundled.students)


@app.command(cls=OneLine)
def gradescope(
    assignment: Assignment,
    out: Annotated[Path, typer.Option(help="The folder to write into.")] = Path("dist"),
    visibility: Annotated[
        str,
        typer.Option(
            help="When students see their results: visible, after_published, "
            "after_due_date or hidden."
        ),
    ] = "visible",
    verbose: Verbose = False,
) -> None:
    """Make the autograder that Gradescope runs on each submission; it holds the hidden tests."""
    from autograde import console
    from autograde.export import gradescope as autograder

    console.path("Made", autograder.gradescope(*opened(assignment), out, visibility))


@app.command(cls=OneLine)
def doctor(verbose: Verbose = False) -> None:
    """Look whether all that grading needs is in place, and say how to mend what is not."""
    from autograde import console
    from autograde import doctor as examination

    with console.steps() as step:
        findings = examination.checks(step)
    console.findings_table(findings)
    if bad := [finding.name for finding in findings if finding.state == "bad"]:
        raise UserError(f"To be mended, as said above: {', '.join(bad)}.")
