"""Where the parts of a course lie."""

import re
from dataclasses import dataclass
from pathlib import Path

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograde.errors import UserError
from autograde.nbgrader_settings import (
    AUTOGRADED,
    FEEDBACK,
    RELEASE,
    SOURCE,
    SUBMITTED,
    configure,
)

CONFIG_FILE = "nbgrader_config.py"
_ASSIGNMENT = re.compile(r"\d\d_[a-z0-9_]+")


@dataclass(frozen=True)
class Course:
    """The folders of one course.

    `root` is nbgrader's course folder; `solutions` is what instructors edit.
    """

    root: Path
    solutions: Path

    @property
    def notebooks(self) -> Path:
        return self.root / RELEASE

    @property
    def build(self) -> Path:
        return self.root / "build"

    @property
    def source(self) -> Path:
        return self.root / SOURCE

    @property
    def submitted(self) -> Path:
        return self.root / SUBMITTED

    @property
    def autograded(self) -> Path:
        return self.root / AUTOGRADED

    @property
    def feedback(self) -> Path:
        return self.root / FEEDBACK

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def releases(self) -> Path:
        """The versions of each notebook that were handed out: see `autograde.versions`."""
        return self.root / "releases"

    @property
    def gradebook(self) -> Path:
        return self.root / "gradebook.db"

    @property
    def db_url(self) -> str:
        """The database of scores: nbgrader's setting, else the SQLite file `gradebook`."""
        return self.config().CourseDirectory.get("db_url") or f"sqlite:///{self.gradebook}"

    @classmethod
    def find(cls, start: Path | None = None) -> "Course":
        """Return the course around `start`, or around the working directory.

        Its root is the nearest folder that holds nbgrader_config.py. The solutions are the nearest
        `solutions` folder from there upwards, so that demo/ inside a course uses that course's.
        Raises UserError where there is no such root.
        """
        here = (start or Path.cwd()).resolve()
        root = next((p for p in (here, *here.parents) if (p / CONFIG_FILE).is_file()), None)
        if root is None:
            raise UserError(
                f"No course found: neither {here} nor a folder above it holds {CONFIG_FILE}. "
                "Change into the course folder and run the command again."
            )
        above = (p / "solutions" for p in (root, *root.parents))
        solutions = next((p for p in above if p.is_dir()), root / "solutions")
        return cls(root, solutions)

    def assignments(self) -> list[str]:
        """Return the ids of all assignments, in order: those with a source and those released."""
        folders = [p for base in (self.solutions, self.notebooks) for p in base.glob("*/")]
        return sorted({p.name for p in folders if _ASSIGNMENT.fullmatch(p.name)})

    def resolve(self, name: str) -> str:
        """Return the id that `name` stands for: "01", "rnn_lstm" and "01_rnn_lstm" are the same.

        Raises UserError, with a list of what exists, for anything else.
        """
        known = self.assignments()
        for assignment in known:
            number, topic = assignment.split("_", 1)
            if name in (assignment, number, topic):
                return assignment
        exists = ", ".join(known) if known else f"none (looked in {self.solutions})"
        raise UserError(f"There is no assignment {name!r}. Assignments: {exists}.")

    def config(self) -> Config:
        """Return the configuration that plain `nbgrader` commands see in this course.

        It is the course's own nbgrader_config.py, with whatever an instructor added to it (a late
        penalty, say). Raises UserError where that file cannot be run.
        """
        if (self.root / CONFIG_FILE).is_file():
            try:
                config = PyFileConfigLoader(CONFIG_FILE, path=str(self.root)).load_config()
            except Exception as error:
                raise UserError(
                    f"{self.root / CONFIG_FILE} cannot be run ({type(error).__name__}: {error}). "
                    "Mend it; the course's own needs only `configure(get_config())`."
                ) from error
        else:
            config = configure(Config())
        config.CourseDirectory.root = str(self.root)
        return config


def short_name(assignment: str) -> str:
    """Return the id without its number: "01_rnn_lstm" -> "rnn_lstm"."""
    return assignment.split("_", 1)[-1]


@dataclass(frozen=True)
class Beside(Course):
    """A course beside the real one, with its settings and a gradebook of its own.

    So whatever database the settings name, the real gradebook is not touched.
    """

    real: Course

    @property
    def db_url(self) -> str:
        return f"sqlite:///{self.gradebook}"

    def config(self) -> Config:
        config = self.real.config()
        config.CourseDirectory.root = str(self.root)
        config.CourseDirectory.db_url = self.db_url
        return config
