"""Bring a submission that was made from an older version of a notebook to the one that is graded.

The version is what is stamped into the submission. Where the stamp is lost (Colab, a copy made by
hand), it is the kept version that the submission looks most like.
"""

from __future__ import annotations

from nbformat import NotebookNode

from autograde import versions
from autograde.course import Course
from course_utils.handed_out import recognised
from course_utils.upgrade import upgrade


def brought_up(
    course: Course, assignment: str, template: NotebookNode, submitted: NotebookNode
) -> tuple[NotebookNode, list[str]]:
    """Return the submission as if it had been made from `template`, and what was done to it.

    It comes back as it is where it is of this version, or of one that is not kept. Neither
    argument is changed.
    """
    ours = versions.of(template)
    kept = [v for v in versions.kept(course, assignment) if _older(v, ours)]
    theirs = versions.of(submitted)
    known = {v: versions.student(course, assignment, v) for v in kept if theirs in ("", v)}
    made_from = theirs or recognised(submitted, {**known, ours: template} if known else {})
    if made_from not in known:
        return submitted, []
    result = upgrade(submitted, known[made_from], template)
    guessed = "" if theirs else " (it does not say so; recognised by its text)"
    done = " ".join([f"Upgraded from {made_from}{guessed} to {ours}:", *result.notes])
    return result.notebook, [done if result.notes else f"{done[:-1]}."]


def _older(version: str, ours: str) -> bool:
    return bool(ours) and versions.ordered(version) < versions.ordered(ours)
