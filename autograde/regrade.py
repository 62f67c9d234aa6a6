"""Change scores in a gradebook that people rely on: first tell, then ask, then save.

`unrolled regrade` grades exercises again after a helper was mended; a release does the same with
those that changed in it (see migrate.py).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from autograde.build import source_notebook
from autograde.course import Course
from autograde.errors import UserError
from autograde.gradebook import exists
from autograde.regrading import changes, entries, rows
from autograde.regrading.changes import Change
from autograde.regrading.draft import Draft, Move, adopt, drafted, submissions
from autograde.regrading.entries import Redone
from autograde.regrading.facts import Fact, facts, same_code
from autograde.regrading.rerun import Again, How, rerun
from autograde.regrading.rows import Row, Rows
from autograde.sandbox import Sandbox
from autograde.verdicts import slug_of

Progress = Callable[[str], None]
Confirm = Callable[[str], bool]


def regrade(
    course: Course,
    assignment: str,
    exercises: Sequence[str],
    *,
    students: Collection[str] | None = None,
    jobs: int | None = None,
    sandbox: Sandbox | None = None,
    on_progress: Progress = lambda message: None,
    confirm: Confirm = lambda question: True,
) -> list[Change]:
    """Grade these exercises again, and save the scores that differ once `confirm` said yes.

    Without `students`, of all who were graded. Returns what changed. Raises UserError for an
    exercise or a student that isn't there, and after a no; then all is as it was.
    """
    if not (exists(course) and submissions(course, assignment)):
        raise UserError(
            f"Nothing is graded yet for {assignment}: run `unrolled grade {assignment}` first."
        )
    with drafted(course, assignment, "grading again") as draft:
        known = facts(draft.before)
        again = {
            name: Again("graded again", auto=True, runs=True)
            for name in _chosen(known, exercises, assignment)
        }
        _check_released(course, assignment, {name: known[name] for name in again})
        _take_release(draft)
        how = How(entries.limits_of(course, assignment), sandbox, jobs)
        whom = _graded(draft, students)
        return carry_through(draft, again, whom, how, [], on_progress, confirm)


def _chosen(known: Mapping[str, Fact], exercises: Sequence[str], assignment: str) -> list[str]:
    """Return the tests of these exercises."""
    slugs = {slug_of(name): name for name, fact in known.items() if fact.graded}
    for slug in exercises:
        if slug not in slugs:
            raise UserError(
                f"{assignment} has no exercise {slug!r}. There are: {', '.join(slugs)}."
            )
        if not known[slugs[slug]].auto:
            raise UserError(f"{slug} has no test to run again: people mark it, in the formgrader.")
    return [slugs[slug] for slug in exercises]


def _graded(draft: Draft, students: Collection[str] | None) -> list[str]:
    there = sorted(rows.owners(draft.before).values())
    unknown = sorted(set(students or ()) - set(there))
    if unknown:
        raise UserError(
            f"The gradebook has no submission of {', '.join(map(repr, unknown))}. "
            f"There are: {', '.join(there)}."
        )
    return [student for student in there if students is None or student in students]


def _check_released(course: Course, assignment: str, chosen: Mapping[str, Fact]) -> None:
    """Refuse to grade again by a test that has been changed since, and not been released."""
    path = course.solutions / assignment / f"{assignment}.py"
    if not path.is_file():
        return
    sources = {cell.id: cell.source for cell in source_notebook(path).cells}
    for name, fact in chosen.items():
        if name in sources and not same_code(sources[name], fact.source):
            raise UserError(
                f"The test of {slug_of(name)} in {path.name} is not the one that was released. "
                f"`unrolled release {assignment} --version …` releases it, and grades again what "
                "it changes."
            )


def _take_release(draft: Draft) -> None:
    """Give the draft the course's own release."""
    real, assignment = draft.real, draft.assignment
    for place, own in ((real.notebooks, draft.notebooks), (real.source, draft.source)):
        if (place / assignment).is_dir():
            shutil.copytree(place / assignment, own / assignment)


def carry_through(
    draft: Draft,
    again: Mapping[str, Again],
    students: Collection[str],
    how: How,
    moves: list[Move],
    on_progress: Progress,
    confirm: Confirm,
) -> list[Change]:
    """Grade in the draft, tell which scores change, ask, and save. Return what changed.

    `moves` are files that go with it. Where no score changes nobody is asked. Raises UserError
    after a no.
    """
    real, assignment = draft.real, draft.assignment
    old_keys = entries.keys(real, assignment, how.limits)
    redone = rerun(draft, again, students, how, on_progress)
    after = _settled(draft.before, draft.rows(), again, redone)
    found = changes.changes(draft.before, after, _reasons(again, redone))
    failed = {student: done.failure for student, done in redone.items() if done.failure}
    if (found or failed) and not confirm("\n".join(_told(found, failed))):
        raise UserError(
            f"Nothing was changed: the gradebook and notebooks/ are as they were ({assignment})."
        )
    on_progress("saving")
    new_keys = entries.keys(draft, assignment, how.limits)
    for student in redone.keys() - failed.keys():
        folder = draft.autograded / student / assignment
        moves = [*moves, (folder, draft.graded(student))]
    adopt(draft, after, moves)
    entries.enter(real, assignment, old_keys, new_keys, again, redone)
    if found:
        changes.keep(real.reports / assignment / "changes.csv", found)
    return found


def _reasons(
    again: Mapping[str, Again], redone: Mapping[str, Redone]
) -> dict[tuple[str, str], str]:
    """Return why each student's score for an exercise may be another."""
    return {
        (student, name): f"{reason.why}: {said}" if said and reason.runs else reason.why
        for student, done in redone.items()
        for name, reason in again.items()
        for said in [done.message(name)]
    }


def _told(found: list[Change], failed: Mapping[str, str]) -> Iterator[str]:
    """Yield all that somebody must know who is asked, and in the end the question."""
    yield from changes.listing(found)
    if failed:
        yield "Not graded again; these keep the scores they have"
        yield from (f"  {student}: {why}" for student, why in failed.items())
    if not found:
        yield "No score changes. Go on?"
        return
    who, what = len({change.student for change in found}), len(found)
    plural = "scores" if what > 1 else "score"
    yield f"Save {what} changed {plural} of {who} student{'s' * (who > 1)}?"


def _settled(
    before: Rows, after: Rows, again: Mapping[str, Again], redone: Mapping[str, Redone]
) -> Rows:
    """Return what the gradebook will hold: what nbgrader made of the draft, and no more.

    Whatever a person gave stays, and so does every score of an exercise that is not graded again.
    """
    owners, names = rows.owners(after), rows.names(after)
    done = {student for student, one in redone.items() if not one.failure}
    result = {**after}
    result["comment"] = {
        key: before["comment"].get(key) or {**row, "auto_comment": None}
        for key, row in after["comment"].items()
    }
    result["grade"] = {
        key: _grade(
            before["grade"].get(key), row, again.get(names[row["cell_id"]]),
            owners[row["notebook_id"]] in done,
        )
        for key, row in after["grade"].items()
    }  # fmt: skip
    sums = [_sums(known) for known in (before, result)]
    result["submitted_notebook"] = {
        key: row if sums[0].get(key) != sums[1].get(key) else before["submitted_notebook"][key]
        for key, row in after["submitted_notebook"].items()
    }
    return result


def _grade(old: Row | None, new: Row, reason: Again | None, done: bool) -> Row:
    """Return what becomes of one grade."""
    looked_at = reason is not None and reason.auto and done
    if old is None:
        return new if looked_at else {**new, "auto_score": None, "needs_manual_grade": True}
    if reason is None or (reason.auto and not done):
        return old
    by_hand = old["manual_score"] is not None
    auto = new["auto_score"] if looked_at else old["auto_score"]
    waits = old["needs_manual_grade"]
    if by_hand:  # what that person went by may be gone
        waits = waits or reason.points or auto != old["auto_score"]
    elif looked_at:
        waits = new["needs_manual_grade"]
    return {**old, "auto_score": auto, "needs_manual_grade": waits}


def _sums(known: Rows) -> dict[str, float]:
    """Return what each submitted notebook earned, lateness aside."""
    found: dict[str, float] = {}
    for grade in known["grade"].values():
        key = grade["notebook_id"]
        found[key] = found.get(key, 0.0) + (rows.earned(grade) or 0.0)
    return found
