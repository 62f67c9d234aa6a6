"""The one `check` that notebook 07's exercises register with."""

from course_utils.checks.core import Checks

check = Checks("tooling")
