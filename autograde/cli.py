"""The command `unrolled`: puts its parts together. They parse and call, nothing else.

What does the work is imported inside each command, so that `unrolled --help` is quick.
"""

import warnings
from typing import Annotated

import typer

from autograde.commands import authoring, grading, results
from autograde.commands.common import app
from course_utils import commands
from course_utils.command_line import OneLine, Verbose, run

__all__ = ["app", "authoring", "grading", "main", "results"]


def _show_version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        typer.echo(f"unrolled {version('unrolled')}")
        raise typer.Exit


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


for command in (commands.submit, commands.upgrade):  # students have these, too
    app.command(cls=OneLine)(command)


def main() -> None:
    """Run `unrolled`."""
    run(app)
