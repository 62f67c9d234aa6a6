"""The corpus itself: every case says what it is, and what it costs."""

import ast

import pytest

from tests.faults import corpus
from tests.faults.corpus import POINTS, RIGHT

CASES = {kind: corpus.load(kind) for kind in ("cases", "files")}


def test_the_corpus_is_as_large_as_it_is_said_to_be():
    assert len(CASES["cases"]) >= 60
    assert len(CASES["files"]) >= 30


@pytest.mark.parametrize("case", CASES["cases"] + CASES["files"], ids=lambda case: case.name)
def test_a_case_says_in_one_sentence_what_goes_wrong(case):
    first = case.path.read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# {case.sentence}"
    assert case.sentence.endswith(".")
    assert case.sentence[0].isupper()
    assert case.costs | case.may <= set(POINTS)
    assert case.is_file == (case in CASES["files"])
    for name, after, source in case.cells:
        assert name in RIGHT or name == "scratch"
        assert not after or name == "scratch"
        compile(source, case.name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def test_names_are_told_apart():
    for cases in CASES.values():
        assert len({case.sentence for case in cases}) == len(cases)
        assert len({case.student for case in cases}) == len(cases)
