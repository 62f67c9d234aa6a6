"""The one `check` that notebook 04's exercises register with."""

from course_utils.checks.core import Checks

check = Checks("linear_autoencoders")
