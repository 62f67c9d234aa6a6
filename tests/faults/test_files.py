"""All cases of malformed files, graded as one class."""

import json
import re

import pytest

from tests.faults import corpus
from tests.faults.corpus import FAULTS, POINTS
from tests.faults.harness import counts, dated, gradebook_rows, nursery, private_tmp, recorded

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
CASES = corpus.load("files")
HONEST = ["ada", "zoe"]


@pytest.fixture(scope="module")
def graded(tmp_path_factory, real_sandbox):
    course = corpus.released_course(tmp_path_factory.mktemp("files") / "course")
    corpus.hand_in(course, HONEST, CASES)
    with private_tmp() as tmp:
        account = nursery(course, FAULTS, tmp, timeout_s=240)
        assert list(tmp.iterdir()) == []
    assert account.complete, account.said
    return course, account, recorded(course, FAULTS)["students"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_malformed_file_is_graded_or_named(graded, case):
    course, account, students = graded
    record = students[case.student]
    said = json.dumps(record, indent=1)
    assert record["status"] == case.state, said
    assert len(dated(account.events, case.student)) == 1
    rows = {row[2]: row[3] for row in gradebook_rows(course, FAULTS)
            if row[0] == case.student and row[1] == "grade"}  # fmt: skip
    messages = [v["message"] for v in record["verdicts"] if v["message"]]
    if case.state == "graded":
        lost = {slug for slug, most in POINTS.items() if rows[f"faults-{slug}-test"] < most}
        assert case.costs <= lost <= case.costs | case.may, said
        assert record["outcome"] == "finished"
    else:
        assert rows == {}
    for line in (record["outcome"], *record["notes"], *messages):
        assert line.isprintable(), repr(line)
    assert re.search(case.says, " / ".join([record["outcome"], *messages])), said
    assert re.search(case.notes, " / ".join(record["notes"])), said


def test_the_honest_have_all_their_points_and_nobody_is_lost(graded):
    course, account, students = graded
    assert sorted(students) == sorted([*(case.student for case in CASES), *HONEST])
    ready = [case for case in CASES if case.state == "graded"]
    assert counts(course)["submitted_assignment"] == len(ready) + len(HONEST)
    for student in HONEST:
        assert students[student]["outcome"] == "finished"
        assert sum(v["points"] for v in students[student]["verdicts"]) == sum(POINTS.values())
    assert account.left == []
