"""All cases of student code that goes wrong, graded as one class with honest students in between.

A case costs the exercises that depend on it, and no others; the TA reads one clear line about it;
nobody else notices.
"""

import json
import re

import pytest
from filelock import FileLock

from autograde.course import Course
from tests.faults import corpus
from tests.faults.corpus import FAULTS, POINTS
from tests.faults.harness import (
    counts,
    dated,
    gradebook_rows,
    nursery,
    private_tmp,
    recorded,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
CASES = corpus.load("cases")
NEIGHBOURS = [f"{case.student}-neighbour" for case in CASES[::4]]  # graded right after a case
LONGEST_S = 45.0  # wall seconds without a submission being done, two of them running at once


@pytest.fixture(scope="module")
def graded(tmp_path_factory, worker_id, real_sandbox) -> dict:
    """Grade the class once, for all processes in which these tests run."""
    base = tmp_path_factory.getbasetemp()
    place = (base if worker_id == "master" else base.parent) / "fault-class.json"
    with FileLock(f"{place}.lock"):
        if not place.is_file():
            place.write_text(json.dumps(_grade(tmp_path_factory.mktemp("faults") / "course")))
    return json.loads(place.read_text())


@pytest.fixture(scope="session")
def worker_id(request) -> str:
    """The name of this process among those that run the tests; "master" if it is the only one."""
    return getattr(request.config, "workerinput", {}).get("workerid", "master")


def _grade(root) -> dict:
    course = corpus.released_course(root)
    corpus.hand_in(course, NEIGHBOURS, CASES)
    with private_tmp() as tmp:
        account = nursery(course, FAULTS, tmp, timeout_s=420)
        folders = [path.name for path in tmp.iterdir()]
    assert account.complete, f"{account.said}; so far: {account.events[-5:]}"
    return {
        "events": account.events,
        "left": account.left,
        "folders": folders,
        "seconds": account.seconds,
        "students": recorded(course, FAULTS)["students"],
        "rows": gradebook_rows(course, FAULTS),
        "counts": counts(course),
        "log": _log(course),
    }


def _log(course: Course) -> str:
    return (course.build / "logs" / f"grade-{FAULTS}.log").read_text(errors="replace")


def _points(graded: dict, student: str) -> dict[str, float]:
    """Return what the gradebook gives a student, by exercise."""
    rows = [row for row in graded["rows"] if row[0] == student and row[1] == "grade"]
    tests = {row[2]: row[3] for row in rows}
    return {slug: tests[f"faults-{slug}-test"] for slug in POINTS}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fault_costs_what_depends_on_it_and_is_told_in_one_line(graded, case):
    record = graded["students"][case.student]
    assert record["status"] == "graded", record["outcome"]
    points = _points(graded, case.student)
    lost = {slug for slug, most in POINTS.items() if points[slug] < most}
    messages = {v["slug"]: v["message"] for v in record["verdicts"] if v["message"]}
    said = json.dumps([record["outcome"], messages], indent=1)
    assert case.costs <= lost <= case.costs | case.may, said
    for text in (record["outcome"], *messages.values()):
        assert 1 <= len(text) <= 600
        assert text.isprintable(), repr(text)
        assert "Traceback" not in text
    told = " / ".join((record["outcome"], *messages.values()))
    if case.says:
        assert re.search(case.says, told), said
    else:
        assert record["outcome"] == "finished", said
    assert set(messages) == lost


@pytest.mark.parametrize("student", NEIGHBOURS)
def test_neighbours_get_all_their_points(graded, student):
    assert graded["students"][student]["outcome"] == "finished"
    assert _points(graded, student) == POINTS


def test_nobody_is_lost_and_nobody_is_recorded_twice(graded):
    everybody = sorted([*(case.student for case in CASES), *NEIGHBOURS])
    assert sorted(graded["students"]) == everybody
    assert [len(dated(graded["events"], student)) for student in everybody] == [1] * len(everybody)
    assert graded["counts"]["submitted_assignment"] == len(everybody)
    assert graded["counts"]["submitted_notebook"] == len(everybody)
    assert graded["counts"]["grade"] == len(everybody) * (len(POINTS) + 1)


def test_no_fault_holds_up_the_class(graded):
    times = [when for when, _ in graded["events"]]
    gaps = [(round(b - a, 1), said) for a, b, (_, said) in
            zip(times, times[1:], graded["events"][1:], strict=False)]  # fmt: skip
    print(f"{len(times)} submissions in {graded['seconds']:.0f} s; longest waits: ",
          sorted(gaps)[-5:])  # fmt: skip
    assert max(gaps)[0] < LONGEST_S, sorted(gaps)[-3:]


def test_nothing_is_left_behind(graded):
    assert graded["left"] == []
    assert graded["folders"] == []


def test_the_log_holds_no_error_of_ours(graded):
    assert "Traceback" not in graded["log"]
