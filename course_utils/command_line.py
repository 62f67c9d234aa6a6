"""What all commands called `unrolled` have in common, those of students and those of staff."""

import sys
import traceback
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperCommand

from course_utils.errors import UserError


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


def new_app(about: str) -> typer.Typer:
    """Return an application without commands yet; `about` is what its help begins with."""
    return typer.Typer(
        name="unrolled",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        help=about,
    )


def run(app: typer.Typer) -> None:
    """Run the command that was typed; what a terminal cannot show is replaced, never an error."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # pyright: ignore[reportAttributeAccessIssue]
    app()


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


Verbose = Annotated[
    bool,
    typer.Option(
        "--verbose", "-v", callback=_remember, help="Show the whole traceback of an error."
    ),
]
