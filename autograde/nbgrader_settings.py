"""nbgrader's settings, in one place, for its own commands and for ours."""

import os
import sysconfig

from traitlets.config import Config

# Folders, seen from the course's root.
SOURCE = "build/source"
RELEASE = "notebooks"
SUBMITTED = "submitted"
AUTOGRADED = "autograded"
FEEDBACK = "feedback"

CODE_STUB = "# Your code here\nraise NotImplementedError"
TEXT_STUB = "*Your answer here.*"


def configure(c: Config) -> Config:
    """Set all that this course asks of nbgrader on the configuration `c`, and return it.

    A course's nbgrader_config.py calls this; `Course.config` does the same for our commands.
    """
    _find_programs()
    c.CourseDirectory.course_id = "unrolled"
    c.CourseDirectory.source_directory = SOURCE
    c.CourseDirectory.release_directory = RELEASE
    c.CourseDirectory.submitted_directory = SUBMITTED
    c.CourseDirectory.autograded_directory = AUTOGRADED
    c.CourseDirectory.feedback_directory = FEEDBACK

    c.ClearSolutions.code_stub = {"python": CODE_STUB}
    c.ClearSolutions.text_stub = TEXT_STUB
    c.GenerateAssignment.preprocessors = [
        "nbgrader.preprocessors.IncludeHeaderFooter",
        "nbgrader.preprocessors.InstantiateTests",
        "nbgrader.preprocessors.LockCells",
        "autograde.clear.Clear",  # nbgrader's own leaves a stub that raises, also for a value
        "nbgrader.preprocessors.ClearOutput",
        "nbgrader.preprocessors.CheckCellMetadata",
        "nbgrader.preprocessors.ComputeChecksums",
        "nbgrader.preprocessors.SaveCells",
        "nbgrader.preprocessors.ClearHiddenTests",
        "nbgrader.preprocessors.ClearMarkScheme",
        "nbgrader.preprocessors.ComputeChecksums",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    # Rubrics stand in the locked question cells of written exercises, not only in task cells.
    c.ClearMarkScheme.enforce_metadata = False
    # It takes nothing until c.LatePenalty says what lateness costs.
    c.AssignLatePenalties.plugin_class = "autograde.late.LatePenalty"

    _harden(c)
    return c


def _harden(c: Config) -> None:
    """Set what helps those who run student code with plain `nbgrader autograde`.

    That still runs it beside the hidden tests, on the account and the machine of whoever grades:
    `unrolled grade` does not. Feedback pages and formgrader profit from the rest in any case.
    """
    # The tag "skip-execution" on a test cell would leave it without an error: full points.
    c.Execute.skip_cells_with_tag = ""
    # An endless loop costs this long, then an error in its cell, and the next cell is run.
    c.Execute.timeout = 60
    c.Execute.interrupt_on_timeout = True
    c.Execute.error_on_timeout = {
        "ename": "CellTimeout",
        "evalue": "This cell was stopped after 60 s: an endless loop?",
        "traceback": ["CellTimeout: This cell was stopped after 60 s: an endless loop?"],
    }
    # An error that is lost on its way would pass for success.
    c.Execute.raise_on_iopub_timeout = True
    # Else what a student registered with atexit runs after the tests, with time to do its work.
    c.Execute.shutdown_kernel = "immediate"
    # What widgets hold would be copied into the notebook, and from there into pages.
    c.Execute.store_widget_state = False
    # A deleted test would leave no trace, and the marks of an earlier submission would stay.
    c.OverwriteCells.add_missing_cells = True
    c.Autograde.sanitize_preprocessors = [
        "nbgrader.preprocessors.ClearOutput",
        "nbgrader.preprocessors.DeduplicateIds",
        "nbgrader.preprocessors.OverwriteKernelspec",
        "autograde.restore.RestoreCells",  # nbgrader's own would stop at our survey cells
        "nbgrader.preprocessors.CheckCellMetadata",
    ]
    # A million lines of output make a notebook that nobody can open.
    c.LimitOutput.max_lines = 1000

    # What students wrote is made safe where it becomes HTML: in feedback pages and in formgrader,
    # which a TA has open with all rights of a Jupyter server.
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.filters = {
        "clean_html": "autograde.clean.clean_html",
        "markdown2html": "autograde.clean.markdown2html",
    }
    c.HTMLExporter.preprocessors = ["autograde.clean.Clean"]
    # Feedback pages go to students: no hidden tests, no rubrics; browsers are told to run nothing.
    c.GenerateFeedback.exporter_class = "autograde.feedback.FeedbackExporter"
    c.GenerateFeedback.preprocessors = [
        "autograde.feedback_table.Grades",  # nbgrader's GetGrades, and what waits for a person
        "autograde.feedback.StripHidden",
        "autograde.feedback_table.Table",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]


def _find_programs() -> None:
    """Put this environment's programs on PATH: nbgrader starts `alembic` by its name."""
    scripts = sysconfig.get_path("scripts")
    path = os.environ.get("PATH", "").split(os.pathsep)
    if scripts not in path:
        os.environ["PATH"] = os.pathsep.join([scripts, *path])
