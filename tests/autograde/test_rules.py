"""Every rule of the gate bites: courses named by what is wrong with them."""

import copy

import pytest
from nbformat.v4 import new_output

from autograde import rules
from autograde.execute import Execution, execute
from autograde.gate import LIMITS, read, run_reference, run_untouched_graded, try_variants
from autograde.variants import Trial

TEST_HEADER = '"grade_id": "tiny-double-test", "locked": true, "points": 2'


def texts(course, rule):
    return rule(read(course, "00_tiny"))


def test_the_tiny_course_keeps_the_rules_that_need_no_kernel(tiny):
    evidence = read(tiny, "00_tiny")
    for rule in (rules.ids_and_pairs, rules.enough_variants, rules.no_leaks, rules.same_bytes):
        assert rule(evidence) == []


MISSING_PARTS = {
    "test_without_a_check": (
        'check("double")\n',
        "",
        'test cell tiny-double-test must begin with check("double")',
    ),
    "test_that_checks_another_exercise": (
        'check("double")\n',
        "check('total')\n",
        'test cell tiny-double-test must begin with check("double")',
    ),
    "test_without_a_solution": (
        '"grade_id": "tiny-double", "locked": false',
        '"grade_id": "tiny-twice", "locked": false',
        'test cell tiny-double-test needs a solution cell "tiny-double" before it',
    ),
    "solution_without_a_test": (
        '"grade_id": "tiny-double", "locked": false',
        '"grade_id": "tiny-twice", "locked": false',
        "solution cell tiny-twice has no test cell tiny-twice-test",
    ),
    "test_of_another_name": (
        "tiny-double-test",
        "tiny-double-tests",
        'test cell tiny-double-tests needs a solution cell "tiny-double-tests" before it',
    ),
    "question_of_another_name": (
        "tiny-why-question",
        "tiny-why-not",
        "answer cell tiny-why must follow its question, cell tiny-why-question",
    ),
    "no_survey_of_hours": (
        "tiny-survey-hours",
        "tiny-survey-time",
        "there is no survey cell tiny-survey-hours",
    ),
    "no_parameters": (
        'tags=["parameters"]',
        'tags=["settings"]',
        "0 cells are tagged `parameters`; there must be one",
    ),
    "foreign_grade_id": (
        "tiny-setup",
        "setup",
        "setup: grade_ids begin with tiny-",
    ),
}


@pytest.mark.parametrize(("old", "new", "says"), MISSING_PARTS.values(), ids=MISSING_PARTS.keys())
def test_ids_and_pairs(tiny, spoil, old, new, says):
    path = spoil(old, new)
    assert f"{path}: {says}" in texts(tiny, rules.ids_and_pairs)


REGIONS = {
    "test_without_hidden_tests": (
        "HIDDEN TESTS",
        "test cell tiny-double-test has no ### BEGIN HIDDEN TESTS region",
    ),
    "question_without_a_rubric": (
        "MARK SCHEME",
        "question tiny-why-question has no ### BEGIN MARK SCHEME region",
    ),
    "solution_without_a_region": (
        "SOLUTION",
        "solution cell tiny-double has no ### BEGIN SOLUTION region",
    ),
}


@pytest.mark.parametrize(("region", "says"), REGIONS.values(), ids=REGIONS.keys())
def test_cells_without_their_region(tiny, region, says):
    path = tiny.solutions / "00_tiny" / "00_tiny.py"
    path.write_text(path.read_text().replace(region, region.lower()))
    assert f"{path}: {says}" in texts(tiny, rules.ids_and_pairs)


def test_an_answer_at_the_very_top_has_no_question(tiny):
    evidence = read(tiny, "00_tiny")
    answer = next(c for c in evidence.source.cells if c.id == "tiny-why")
    evidence.source.cells = [answer]
    assert any("must follow its question" in x for x in rules.ids_and_pairs(evidence))


def test_too_few_mistakes_and_no_alternatives(tiny, spoil):
    folder = tiny.solutions / "00_tiny"
    spoil('# %% count says="should be 6, got 3"', "# %% [markdown]", "mistakes/total.py")
    (folder / "alternatives" / "double.py").unlink()
    assert texts(tiny, rules.enough_variants) == [
        f"{folder}/alternatives/double.py has 0 of at least 3 alternatives",
        f"{folder}/mistakes/total.py has 4 of at least 5 mistakes",
    ]


def test_mistakes_of_an_exercise_that_does_not_exist(tiny):
    folder = tiny.solutions / "00_tiny" / "mistakes"
    (folder / "double.py").rename(folder / "triple.py")
    assert texts(tiny, rules.enough_variants)[-1] == (
        f"{folder}/triple.py: there is no auto exercise triple"
    )


def test_a_release_with_the_answers_in_it(tiny):
    evidence = read(tiny, "00_tiny")
    evidence.release = evidence.source
    assert "release: cell 5 (tiny-double) holds all of the solution of tiny-double" in (
        rules.no_leaks(evidence)
    )


def test_two_builds_that_differ(tiny):
    evidence = read(tiny, "00_tiny")
    evidence.rebuilt.cells[0].source += " built at 12:01"
    assert rules.same_bytes(evidence) == [f"two builds of {evidence.path} differ, in cells: top--1"]
    evidence.rebuilt = copy.deepcopy(evidence.release)
    evidence.rebuilt.metadata.built = "12:01"
    assert rules.same_bytes(evidence)[0].endswith("differ, in cells: metadata")


@pytest.mark.slow
def test_a_reference_that_is_right_with_one_seed_only(tiny, spoil):
    spoil("2 * x\n", "2 * x + seed\n")
    evidence = read(tiny, "00_tiny")
    evidence.references = {seed: run_reference(evidence, seed) for seed in (0, 1)}
    found = rules.reference_full_marks(evidence)
    assert found == [
        f"{evidence.path}: with seed 1 the reference gets 0 of 2 points in tiny-double-test: "
        "double(21) should be 42, got 43"
    ]


@pytest.mark.slow
def test_a_reference_that_warns_and_raises(tiny, spoil):
    spoil("import random\n", "import random\nimport sys\n\nprint('old API', file=sys.stderr)\n")
    spoil("hours = None", "hours = 1 / 0")
    evidence = read(tiny, "00_tiny")
    evidence.references = {0: run_reference(evidence, 0)}
    assert rules.reference_clean(evidence) == [
        f"{evidence.path}: with seed 0, cell tiny-setup writes to stderr: 'old API'",
        f"{evidence.path}: with seed 0, cell tiny-survey-hours raises ZeroDivisionError: "
        "division by zero",
    ]


def test_a_ready_made_cell_that_cannot_run_the_reference(tiny):
    evidence = read(tiny, "00_tiny")
    nb = copy.deepcopy(evidence.source)
    cell = next(c for c in nb.cells if c.id == "tiny-survey-hours")
    said = "before\n✗ your code raised ValueError: too many values\n"
    cell.outputs = [new_output("stream", name="stdout", text=said)]
    evidence.references = {0: Execution(nb)}
    assert rules.reference_clean(evidence) == [
        f"{evidence.path}: with seed 0, cell tiny-survey-hours says: "
        "✗ your code raised ValueError: too many values"
    ]


def test_a_reference_that_does_not_reach_its_end(tiny):
    evidence = read(tiny, "00_tiny")
    note = "tiny-setup was stopped after 300 s: an endless loop?"
    evidence.references = {0: Execution(evidence.source, "stopped", 300, [note])}
    assert rules.reference_clean(evidence) == [f"{evidence.path}: with seed 0, {note}"]


def test_a_reference_that_takes_too_long(tiny):
    evidence = read(tiny, "00_tiny")
    evidence.references = {s: Execution(evidence.source, seconds=91.0 + s) for s in (0, 1)}
    assert rules.reference_in_budget(evidence) == [
        f"{evidence.path}: the reference takes 91 s, the budget is 90 s. "
        'Make the trainings shorter where budget == "quick".'
    ]
    evidence.references[1].seconds = 89  # one slow run may be the machine's
    assert rules.reference_in_budget(evidence) == []


@pytest.mark.slow
def test_a_release_that_does_not_run_and_a_check_that_takes_a_stub_for_an_answer(tiny, spoil):
    spoil(
        "    got = total(numbers)\n",
        "    try:\n        got = total(numbers)\n"
        "    except NotImplementedError:\n        got = None\n",
    )
    spoil("hours = None", "hours = double(1)")
    evidence = read(tiny, "00_tiny")
    evidence.untouched = execute(evidence.release, LIMITS, evidence.built.parent)
    assert rules.untouched_runs(evidence) == [
        f"{evidence.path}: in the untouched release, cell tiny-survey-hours raises "
        "NotImplementedError",
        f"{evidence.path}: on the untouched release the check in tiny-total-test must say "
        "\"not attempted yet\"; it says ['✗ total: total([3, 1, 2]) should be 6, got None']",
    ]


def test_a_check_that_says_nothing(tiny):
    evidence = read(tiny, "00_tiny")
    evidence.untouched = Execution(copy.deepcopy(evidence.release))
    for cell in evidence.untouched.notebook.cells:
        if cell.id == "tiny-double-test":
            cell.outputs = [new_output("display_data", {"text/plain": "○ double: not attempted"})]
    found = rules.untouched_runs(evidence)
    assert len(found) == 1
    assert found[0].endswith('tiny-total-test must say "not attempted yet"; it says nothing')


@pytest.mark.slow
def test_hidden_tests_that_pay_for_a_stub(tiny, spoil):
    spoil("assert total(list(hidden_numbers)) == sum(hidden_numbers)", "assert True")
    spoil("assert argument_after(total, list(hidden_numbers)) == hidden_numbers", "assert True")
    evidence = read(tiny, "00_tiny")
    evidence.untouched_graded = run_untouched_graded(evidence)
    assert rules.untouched_zero(evidence) == [
        f"{evidence.path}: the untouched release gets 2 points in tiny-total-test; its hidden "
        "tests must fail on the stub"
    ]


BAD_MISTAKES = """
# %% right-after-all says="should be 42"
def double(x):
    return 2 * x
# %% other-words says="did you forget a `return`"
def double(x):
    return x
# %% stub says="not attempted"
def double(x):
    raise NotImplementedError
"""

BAD_ALTERNATIVES = """
# %% wrong
def double(x):
    return 3 * x
# %% right-for-the-check-only
def double(x):
    assert x < 100
    return 2 * x
"""


@pytest.mark.slow
def test_mistakes_that_pass_and_alternatives_that_fail(tiny):
    folder = tiny.solutions / "00_tiny"
    (folder / "mistakes" / "double.py").write_text(BAD_MISTAKES)
    (folder / "alternatives" / "double.py").write_text(BAD_ALTERNATIVES)
    evidence = read(tiny, "00_tiny")
    try_variants(evidence)
    file = f"{folder}/mistakes/double.py"
    assert rules.mistakes_fail(evidence) == [
        f"{file}, right-after-all: the hidden tests of double give it full marks",
        f'{file}, right-after-all: the check must say what is wrong; its outcome is "right"',
        f"{file}, other-words: the check must say 'did you forget a `return`'; it says "
        "'double(21) should be 42, got 21'",
        f'{file}, stub: the check must say what is wrong; its outcome is "not attempted"',
    ]
    file = f"{folder}/alternatives/double.py"
    found = rules.alternatives_pass(evidence)
    assert found[0] == (
        f'{file}, wrong: the check must say "right"; its outcome is "wrong": '
        '"double(21) should be 42, got 63"'
    )
    assert found[1].startswith(f"{file}, wrong: 0 of 2 points. AssertionError: double(")
    assert found[2] == f"{file}, right-for-the-check-only: 0 of 2 points. AssertionError"


def test_variants_that_were_never_tried(tiny):
    evidence = read(tiny, "00_tiny")
    assert len(rules.mistakes_fail(evidence)) == 10
    assert len(rules.alternatives_pass(evidence)) == 2 * 6
    assert 'its outcome is "not tried"' in rules.mistakes_fail(evidence)[0]


def test_a_slow_check(tiny):
    evidence = read(tiny, "00_tiny")
    evidence.trials = [Trial("double", "alternative", "sum", "right", check_seconds=2.5)]
    assert rules.checks_quick(evidence) == [
        f"{evidence.path}: check('double') takes 2.5 s of CPU time, more than 2 s"
    ]


def test_every_rule_is_in_the_gate():
    functions = {
        f
        for name, f in vars(rules).items()
        if callable(f)
        and getattr(f, "__annotations__", {}).get("e") is rules.Evidence
        and not name.startswith("_")
    }
    assert functions == set(rules.RULES.values())
