"""The commands that students have: `unrolled submit` and `unrolled upgrade`.

Staff have them too: autograde/cli.py takes over the same functions. What does the work is imported
inside each command, so that `unrolled --help` is quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from course_utils.command_line import OneLine, Verbose, new_app, run

app = new_app("Hand in the notebooks of this course, and bring them up to date.")


@app.callback()
def prepare(verbose: Verbose = False) -> None:
    pass  # so that a single command keeps its name


@app.command(cls=OneLine)
def submit(
    notebook: Annotated[
        Path, typer.Argument(help="The notebook to hand in; with --check, the zip file.")
    ],
    student: Annotated[
        str, typer.Option(help="Who you are, as your course knows you; it stands in the zip.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option(help="The folder to write into; default: beside the notebook.")
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option(help="Only look whether a zip is what this receipt was given for."),
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Pack a notebook for handing in, and give a receipt."""
    from course_utils import handing_in, receipts

    if check is not None:
        typer.echo(receipts.check(check, notebook))
        return
    for line in handing_in.pack(notebook, student, out).lines():
        typer.echo(line)


@app.command(cls=OneLine)
def upgrade(
    notebook: Annotated[Path, typer.Argument(help="The notebook to bring to a new version.")],
    to: Annotated[
        str | None, typer.Option(help='The version to bring it to, "1.1"; default: the newest.')
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done, and write nothing.")
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Bring a notebook to the newest version, with all that was written in it."""
    from course_utils import upgrading

    for line in upgrading.upgrade_file(notebook, to, dry_run).lines():
        typer.echo(line)


def main() -> None:
    """Run the students' `unrolled`."""
    run(app)
