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
    # Rubrics stand in the locked question cells of written exercises, not only in task cells.
    c.ClearMarkScheme.enforce_metadata = False

    c.Execute.timeout = 60
    # Feedback pages go to students: no hidden tests, no rubrics.
    c.GenerateFeedback.preprocessors = [
        "nbgrader.preprocessors.GetGrades",
        "autograde.feedback.StripHidden",
        "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    ]
    return c


def _find_programs() -> None:
    """Put this environment's programs on PATH: nbgrader starts `alembic` by its name."""
    scripts = sysconfig.get_path("scripts")
    path = os.environ.get("PATH", "").split(os.pathsep)
    if scripts not in path:
        os.environ["PATH"] = os.pathsep.join([scripts, *path])
