"""nbgrader's view of this course; plain `nbgrader …` commands and `unrolled …` share these folders."""

from autograde.nbgrader_settings import configure

configure(get_config())  # noqa: F821  (nbgrader defines get_config when it reads this file)
