"""Copies are found, and right answers that were written apart are not."""

import ast
import builtins
import random
from pathlib import Path

import pytest

from autograde import variants
from autograde.course import Course
from autograde.reporting import answers, similar, tokens
from autograde.reporting.similar import Answer, pairs, rings

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*_*/"))
DRAWS = 10


class Disguise(ast.NodeTransformer):
    """Other names for all that was named, no annotations; `ast.unparse` changes the layout."""

    def __init__(self, known):
        self.known = known

    def other(self, name):
        return name if name in self.known or hasattr(builtins, name) else f"my_{name}"

    def visit_Name(self, node):
        node.id = self.other(node.id)
        return node

    def visit_arg(self, node):
        node.arg, node.annotation = self.other(node.arg), None
        return node


def disguised(source, known):
    tree = Disguise(known).visit(ast.parse(source))
    return f"# all mine\n{ast.unparse(ast.fix_missing_locations(tree))}\n"


def styles(assignment, seed):
    """Students who share no alternative: each has another one in every exercise."""
    found = {}
    for variant in variants.load(ROOT / "solutions" / assignment):
        if variant.kind == "alternative":
            found.setdefault(variant.slug, []).append(variant.source)
    draw = random.Random(seed)
    students = {}
    for slug, sources in found.items():
        for n, source in enumerate(draw.sample(sources, len(sources))):
            students.setdefault(f"style {n}", {})[slug] = Answer(source, code=True)
    return students


def judged_apart(assignment):
    """How many pairs of students who share nothing are said to be alike, and of how many."""
    released = answers.released(Course(ROOT, ROOT / "solutions"), assignment)
    said = number = 0
    for seed in range(DRAWS):
        students = styles(assignment, seed)
        said += len(pairs(students, released))
        number += len(students) * (len(students) - 1) // 2
    return said, number


def copies_found(assignment):
    """How many disguised copies are found, and of how many."""
    released = answers.released(Course(ROOT, ROOT / "solutions"), assignment)
    known = tokens.names(answer.source for answer in released if answer.code)
    found = number = 0
    for seed in range(DRAWS):
        students = styles(assignment, seed)
        mine = {
            slug: Answer(disguised(answer.source, known), code=True)
            for slug, answer in students["style 0"].items()
        }
        first, *others = pairs({**students, "copy": mine}, released) or [None]
        found += first is not None and {first.left, first.right} == {"style 0", "copy"}
        number += 1
        assert not others
    return found, number


@pytest.mark.parametrize("assignment", NOTEBOOKS)
def test_right_answers_written_apart_are_not_called_alike(assignment):
    said, number = judged_apart(assignment)
    assert number >= 30
    assert said == 0


@pytest.mark.parametrize("assignment", NOTEBOOKS)
def test_copies_are_found_though_names_comments_and_layout_were_changed(assignment):
    found, number = copies_found(assignment)
    assert found >= 0.9 * number


CODE = """def f(xs):
    best = xs[0]
    for index, value in enumerate(xs):
        if value > best + 3 * index:
            best = value - index // 2
    spread = max(xs) - min(xs)
    middle = sorted(xs)[len(xs) // 2]
    return best, spread * 17, middle
"""


def work(source, **others):
    return {"f": Answer(source, code=True), **others}


def test_what_was_released_does_not_count():
    students = {"ada": work(CODE), "ben": work(CODE)}
    assert [(p.left, p.right) for p in pairs(students)] == [("ada", "ben")]
    assert pairs(students, [Answer(f"# given\n{CODE}", code=True)]) == []


def test_what_many_have_does_not_count():
    few = {f"s{n}": work(CODE) for n in range(similar.FEW)}
    assert len(pairs(few)) == similar.FEW * (similar.FEW - 1) // 2
    assert pairs({**few, "another": work(CODE)}) == []


def test_the_share_of_the_class_that_makes_a_line_common_grows_with_it():
    assert similar.common(20) == similar.FEW
    assert similar.common(200) == 10


def test_written_answers_are_compared_by_their_words():
    text = "The gradient fades since every step multiplies it by one more factor below one. " * 6
    other = "Below the threshold nothing is left after forty steps, as the left figure shows. " * 6
    students = {
        name: {"why": Answer(said, code=False)}
        for name, said in {"ada": text, "ben": text.upper(), "cy": other}.items()
    }
    [pair] = pairs(students)
    assert {pair.left, pair.right} == {"ada", "ben"}


def test_few_tokens_are_no_evidence():
    students = {name: work("best = 3 * xs[7]\nreturn best - 1") for name in ("ada", "ben")}
    assert pairs(students) == []


def test_the_two_are_shown_beside_each_other_line_by_line():
    mine = CODE.replace("best", "top") + "\nprint(f)  # mine alone\n"
    released = [Answer("def f(xs):\n    raise NotImplementedError", code=True)]
    [pair] = pairs({"ada": work(CODE), "ben": work(mine)}, released)
    [match] = pair.matches
    assert match.exercise == "f"
    assert match.share > 0.9
    kinds = [(line.text.strip()[:8], line.kind) for line in match.right]
    assert kinds == [
        ("def f(xs", "common"), ("top = xs", "same"), ("for inde", "same"), ("if value", "same"),
        ("top = va", "same"), ("spread =", "same"), ("middle =", "same"), ("return t", "same"),
        ("", "common"), ("print(f)", ""),
    ]  # fmt: skip


def test_broken_code_is_compared_too():
    broken = CODE.replace("return best, spread", "return (best, spread")
    assert len(pairs({"ada": work(broken), "ben": work(broken)})) == 1


def test_pairs_that_share_a_student_are_shown_together():
    students = {name: work(CODE) for name in ("ada", "ben", "cy")}
    other = "\n".join(f"total += weight[{n}] ** {n} - shift / {n + 2}" for n in range(9))
    students |= {name: work(other) for name in ("dan", "eve")}
    groups = [names for names, _ in rings(pairs(students))]
    assert sorted(groups) == [["ada", "ben", "cy"], ["dan", "eve"]]


def test_the_most_alike_come_first_and_not_more_than_asked():
    more = {"g": Answer(CODE.replace("17", "19"), code=True)}
    students = {n: work(CODE) for n in ("ada", "ben")} | {n: work(CODE, **more) for n in "xy"}
    first = pairs(students, most=1)
    assert [(p.left, p.right) for p in first] == [("x", "y")]


def test_nobody_and_nothing():
    assert pairs({}) == []
    assert pairs({"ada": {}, "ben": work("")}) == []
