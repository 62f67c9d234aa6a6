"""The one `check` that notebook 08's exercises register with."""

from course_utils.checks.core import Checks

check = Checks("assistant_audit")
