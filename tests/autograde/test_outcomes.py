"""How a class did on each exercise."""

from autograde.reporting.outcomes import failures, spreads
from autograde.scores import ClassScores, Exercise, Score, Student
from autograde.variants import Variant


def known(exercises, *students):
    return ClassScores(
        "01_x", "", "",
        exercises,
        [Student(f"s{n}", "graded", scores=scores) for n, scores in enumerate(students)],
    )  # fmt: skip


def test_written_questions_come_after_what_runs_however_much_was_lost():
    exercises = [
        Exercise("w", "why", 2, written=True),
        Exercise("a", "all-right", 2, written=False),
        Exercise("b", "better", 2, written=False),
        Exercise("c", "worse", 2, written=False),
    ]
    points = {"w": (0, 0), "a": (2, 2), "b": (2, 0), "c": (0, 0)}
    states = {0: "wrong", 2: "full"}
    students = [{k: Score(p[i], states[p[i]]) for k, p in points.items()} for i in range(2)]
    found = failures(known(exercises, *students))
    assert [(f.exercise.slug, f.lost, f.of) for f in found] == [
        ("worse", 2, 2), ("better", 1, 2), ("why", 2, 2),
    ]  # fmt: skip


EXERCISE = Exercise("a", "layer", 4, written=False)


def test_points_are_counted_by_their_share():
    points = [0, 0, 0.5, 1, 1.5, 3, 3.99, 4, 4.5]
    states = ["wrong", "not attempted", *["partial"] * 5, "full", "full"]
    given = [{"a": Score(p, s)} for p, s in zip(points, states, strict=True)]
    [spread] = spreads(known([EXERCISE], *given, {"a": Score(None, "to mark")}, {}))
    assert spread.counts == [1, 2, 1, 1, 1, 2]
    assert (spread.blank, spread.waiting, spread.tallest) == (1, 1, 2)
    assert spread.mean == sum(points) / 4 / len(points)


def test_an_exercise_that_nobody_has_handed_in_has_no_mean():
    [spread] = spreads(known([EXERCISE], {}))
    assert (spread.mean, spread.tallest) == (None, 0)


def test_an_exercise_without_points_is_no_division_by_zero():
    free = Exercise("a", "free", 0, written=False)
    [spread] = spreads(known([free], {"a": Score(0, "full")}))
    assert spread.counts[5] == 1


def test_mistakes_are_named_in_their_own_exercise_only():
    mistakes = [
        Variant("layer", "mistake", "detached", "", "is detached"),
        Variant("other", "mistake", "elsewhere", "", "is detached"),
        Variant("other", "mistake", "shape", "", "has the shape"),
    ]
    said = ["✗ layer: h is detached", "h is detached", "h has the shape (2, 3)", ""]
    [failure] = failures(
        known([EXERCISE], *({"a": Score(0, "wrong", text)} for text in said)), mistakes
    )
    assert [(g.mistake, g.names) for g in failure.mistakes] == [("detached", ["s0", "s1"])]
    assert [g.label for g in failure.unknown] == [
        "h has the shape (2, 3)", "points lost without a message: read the notebook",
    ]  # fmt: skip


def test_marks_by_hand_are_no_errors_of_a_check():
    score = Score(1, "partial", "old message of the check", by_hand=True)
    [failure] = failures(known([EXERCISE], {"a": score}))
    assert [g.label for g in failure.unknown] == ["marked below full points"]
