"""nbgrader's view of this course: plain `nbgrader …` and `unrolled …` share its folders.

Add what your course wants besides, what lateness costs for instance (see docs/ta.md).
"""

from autograde.nbgrader_settings import configure

configure(get_config())  # nbgrader defines get_config when it reads this file
