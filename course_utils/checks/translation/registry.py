"""The one `check` that notebook 05's exercises register with."""

from course_utils.checks.core import Checks

check = Checks("translation")
