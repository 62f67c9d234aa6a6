"""The command `unrolled`: parses and calls, nothing else.

What does the work is imported inside each command, so that `unrolled --help` is quick.
"""

import sys
import traceback
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand

from autograde.errors import UserError

if TYPE_CHECKING:
    from autograde.course import Course

app = typer.Typer(
    name="unrolled",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Build, release and grade the notebooks of this course.",
)


class OneLine(TyperCommand):
    """A command whose failures are one line on stderr and exit code 1; -v adds the traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort):
            raise
        except KeyboardInterrupt:
            _fail("Stopped. What was finished is kept: run the same command to go on.", code=130)
        except Exception as error:
            if ctx.meta.get("verbose"):
                traceback.print_exc()
            _fail(_in_one_line(error))


def _in_one_line(error: Exception) -> str:
    said = " ".join(str(error).split())
    if isinstance(error, UserError):
        return said
    return f"{type(error).__name__}: {said} (unexpected; -v shows where)".replace(": (", " (")


def _fail(message: str, code: int = 1) -> NoReturn:
    typer.echo(f"error: {message}", err=True)
    raise typer.Exit(code)


def _remember(ctx: typer.Context, value: bool) -> bool:
    if value:
        ctx.meta["verbose"] = True
    return value


def _show_version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        typer.echo(f"unrolled {version('unrolled')}")
        raise typer.Exit


Verbose = Annotated[
    bool,
    typer.Option(
        "--verbose", "-v", callback=_remember, help="Show the whole traceback of an error."
    ),
]
Assignment = Annotated[
    str, typer.Argument(help="The assignment: 01, rnn_lstm and 01_rnn_lstm mean the same.")
]


@app.callback()
def prepare(
    verbose: Verbose = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    if not verbose:
        warnings.simplefilter("ignore")


def _open(name: str) -> "tuple[Course, str]":
    """Return the course around the working directory, and the assignment's full id."""
    from autograde.course import Course

    course = Course.find()
    return course, course.resolve(name)


@app.command(cls=OneLine)
def demo(
    where: Annotated[
        Path, typer.Option(help="The folder to make; a demo that is there is replaced.")
    ] = Path("demo"),
    verbose: Verbose = False,
) -> None:
    """Grade a small made-up class, and show the scores and the report."""
    from autograde import console, scores
    from autograde import demo as demonstration
    from autograde.course import Course

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

    console.path("Built", building.build(*_open(assignment)))


@app.command(cls=OneLine)
def release(assignment: Assignment, verbose: Verbose = False) -> None:
    """Write the student version of an assignment, if it keeps every rule of the gate."""
    from autograde import console, gate

    course, assignment = _open(assignment)
    with console.steps() as step:
        report = gate.release(course, assignment, step)
    console.gate_table(report)
    if not report.passed:
        broken = sum(not rule.passed for rule in report.rules)
        raise UserError(
            f"{assignment} is not released: {broken} of {len(report.rules)} rules broken (see "
            f"above). notebooks/ is as it was."
        )
    console.path("Released", course.notebooks / assignment)
    console.path("For instructors, with all answers:", report.page)


@app.command(cls=OneLine)
def grade(
    assignment: Assignment,
    student: Annotated[
        list[str] | None,
        typer.Option(help="Grade this student only; may be given several times."),
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Run so many notebooks at once; default: one a core.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Grade again what has been graded and has not changed.")
    ] = False,
    scheduler: Annotated[
        str | None,
        typer.Option(
            help="Run the notebooks on the workers of this Dask scheduler: tcp://host:8786."
        ),
    ] = None,
    trusted: Annotated[
        bool,
        typer.Option("--trusted", help="Run students' code with your own rights, in no sandbox."),
    ] = False,
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
    from autograde.sandbox import Sandbox

    course, assignment = _open(assignment)
    with console.steps() as step:
        grading.grade(
            course, assignment, students=student, jobs=jobs, force=force, scheduler=scheduler,
            sandbox=Sandbox.NONE if trusted else None,
            on_event=step, on_trouble=step.trouble,
        )  # fmt: skip
    files = report.report(course, assignment)
    console.score_table(scores.read(course, assignment))
    console.path("Report:", files.html)


@app.command(cls=OneLine)
def feedback(assignment: Assignment, verbose: Verbose = False) -> None:
    """Write a page of feedback for each graded student."""
    from autograde import console
    from autograde import feedback as pages

    course, assignment = _open(assignment)
    with console.steps() as step:
        step("writing feedback")
        written = pages.feedback(course, assignment)
    console.path(f"{len(written)} pages of feedback in", course.feedback)


@app.command(cls=OneLine)
def report(assignment: Assignment, verbose: Verbose = False) -> None:
    """Write the report on an assignment, and its scores as CSV, anew from the gradebook."""
    from autograde import console
    from autograde import report as reporting

    files = reporting.report(*_open(assignment))
    console.path("Scores:", files.csv)
    console.path("Report:", files.html)


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


@app.command(cls=OneLine)
def bundle(
    assignment: Assignment,
    out: Annotated[Path, typer.Option(help="The folder to write into.")] = Path("dist"),
    verbose: Verbose = False,
) -> None:
    """Pack what students get into a zip file: the notebook and what it imports."""
    from autograde import bundle as bundling
    from autograde import console

    console.path("Packed", bundling.bundle(*_open(assignment), out))


def main() -> None:
    """Run `unrolled`; what a terminal cannot show is replaced, never an error."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # pyright: ignore[reportAttributeAccessIssue]
    app()
