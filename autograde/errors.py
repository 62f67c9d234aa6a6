"""The one exception that means: a person can mend this."""

from course_utils.errors import UserError

__all__ = ["UserError"]
