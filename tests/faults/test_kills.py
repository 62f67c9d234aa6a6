"""A coordinator is killed again and again, and started again until all is done.

In the end the gradebook holds what an undisturbed run writes, each submission was recorded once,
and neither a process nor a folder is left. Each try is a process of its own; what kills it is drawn
with a fixed seed.
"""

import json

import pytest

from autograde.course import Course
from tests.autograde.tiny_class import TINY, answered, copied, hand_in, released_course
from tests.faults.harness import counts, gradebook_rows, nursery, private_tmp, recorded
from tests.faults.nursery import Account

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
STUDENTS = ("ada", "bob", "cyd", "dan", "eve", "fay")
STUB = "raise NotImplementedError"


@pytest.fixture(scope="module")
def released(tmp_path_factory) -> Course:
    """A course in which six students handed in different work, one of them nothing readable."""
    course = released_course(tmp_path_factory.mktemp("killed") / "tiny")
    for number, student in enumerate(STUDENTS):
        hand_in(course, student, answered(course, **_work(number)))
    hand_in(course, "gus", b"{")
    return course


def _work(number: int) -> dict[str, str]:
    wrong = {"tiny_double": STUB} if number & 1 else {}
    return {**wrong, **({"tiny_total": STUB} if number & 2 else {}), "tiny_why": f"Answer {number}"}


def contents(course: Course) -> str:
    """Return what the gradebook and grading.json say, without times."""
    record = recorded(course, TINY)
    assert record["finished"]
    students = {n: {**r, "seconds": None} for n, r in record["students"].items()}
    book = gradebook_rows(course, TINY)
    return json.dumps([students, book, counts(course)], indent=1, default=repr)


def graded_once(account: Account) -> None:
    """Fail if a submission was recorded as graded, and then graded again."""
    done = [said.split(": ")[0] for _, said in account.events if " of " in said]
    assert sorted(done) == sorted(set(done))


def tidy(course: Course, account: Account, tmp) -> None:
    assert account.left == [], "processes outlived their coordinator"
    # Python itself tries out TMPDIR with a file; of ours, only folders lie there.
    assert [p for p in tmp.iterdir() if p.is_dir()] == [], "temporary folders were left"
    staged = course.build / "grading"
    assert list(staged.glob("*/*")) == [], "folders of unfinished submissions were left"


@pytest.mark.parametrize("again", [False, True], ids=["first", "regraded"])
def test_killed_before_any_access_to_disk_or_database(released, tmp_path, again):
    """25 kills; with `again`, old marks are there and everybody has handed in something else."""
    course = copied(released, tmp_path / "graded")
    with private_tmp() as tmp:
        account = nursery(course, TINY, tmp, pretend=True)
        assert account.complete, account.said
        if again:
            for number, student in enumerate(STUDENTS):
                hand_in(course, student, answered(course, **_work(3 - number % 4)))
        start = course if again else released
        undisturbed = copied(start, tmp_path / "undisturbed")
        account = nursery(undisturbed, TINY, tmp, pretend=True)
        expected = contents(undisturbed)
        kills, seed = 0, 0
        while kills < 25:
            seed += 1
            killed = copied(start, tmp_path / f"killed{seed}")
            rest = {"seed": seed, "kills": 25 - kills, "steps": account.steps // 2}
            after = nursery(killed, TINY, tmp, pretend=True, kill="step", **rest)
            print(f"seed {seed}: {after.kills} kills in {after.runs} runs")
            assert after.complete, after.said
            assert contents(killed) == expected
            graded_once(after)
            tidy(killed, after, tmp)
            kills += after.kills


def test_killed_at_any_moment_with_kernels_running(released, tmp_path, real_sandbox):
    """25 kills from outside, while sandboxes, judges and kernels come and go."""
    undisturbed = copied(released, tmp_path / "undisturbed")
    with private_tmp() as tmp:
        account = nursery(undisturbed, TINY, tmp)
        assert account.complete, account.said
        tidy(undisturbed, account, tmp)
        expected = contents(undisturbed)
        kills, seed = 0, 0
        while kills < 25:
            seed += 1
            killed = copied(released, tmp_path / f"killed{seed}")
            rest = {"seed": seed, "kills": 25 - kills, "longest_s": account.seconds}
            after = nursery(killed, TINY, tmp, kill="delay", **rest)
            print(f"seed {seed}: {after.kills} kills in {after.runs} runs")
            assert after.complete, after.said
            assert contents(killed) == expected
            graded_once(after)
            tidy(killed, after, tmp)
            kills += after.kills
