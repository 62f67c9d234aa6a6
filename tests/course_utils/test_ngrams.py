"""The n-gram baseline: what it gets right, that it is quick, and odd names."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import torch

from course_utils.data.surnames import Surnames, load, split
from course_utils.ngrams import fit_ngrams

RUSSIAN = ["Ivanov", "Petrov", "Pavlov", "Sokolov"]
IRISH = ["O'Neill", "O'Dea", "O'Hara", "O'Brien"]
SMALL = Surnames.of({"Finnish": [], "Irish": IRISH, "Russian": RUSSIAN})


def test_accuracy_on_names_it_has_not_seen() -> None:
    train, held_out = split(load(), "disjoint")
    right = fit_ngrams(train)(held_out.names) == held_out.labels
    assert 0.73 < right.float().mean() < 0.80
    by_language = [right[held_out.labels == y].float().mean() for y in range(len(load().languages))]
    assert sum(by_language) / len(by_language) > 0.6, "small languages are not given up"


def test_it_takes_a_few_seconds_at_most() -> None:
    """In a process of its own, without the tests' type checks; it may take three tries."""
    code = (
        "import time; from course_utils.data.surnames import load\n"
        "from course_utils.ngrams import fit_ngrams\n"
        "data = load(); begun = time.process_time(); fit_ngrams(data)(data.names)\n"
        "print(time.process_time() - begun)"
    )
    command = [sys.executable, "-c", code]
    assert any(float(subprocess.check_output(command)) < 6 for _ in range(3))


def test_it_always_learns_the_same_and_draws_no_number_of_others() -> None:
    train, held_out = split(load().take(range(0, 19_000, 10)), "disjoint")
    np.random.seed(0)
    first = fit_ngrams(train)(held_out.names)
    number = np.random.random()
    np.random.seed(0)
    assert number == np.random.random(), "numpy's own generator has gone on"
    assert torch.equal(fit_ngrams(train)(held_out.names), first)


def test_labels_are_the_set_s_own_and_languages_without_names_are_never_told() -> None:
    predict = fit_ngrams(SMALL)
    told = predict(["Popov", "O'Sullivan"])
    assert told.tolist() == [2, 1]
    assert told.dtype == torch.int64


@pytest.mark.parametrize("names", [(), [], [""], ["😀", " "], ["x" * 500], ["李", "Łódź"]])
def test_odd_names_have_an_answer_each(names: list[str]) -> None:
    told = fit_ngrams(SMALL)(names)
    assert told.dtype == torch.int64
    assert told.shape == (len(names),)
    assert set(told.tolist()) <= {1, 2}


def test_capitals_accents_and_apostrophes_make_no_difference() -> None:
    predict = fit_ngrams(SMALL)
    assert torch.equal(predict(["PETROV", "O’DEA", "Ó Dea"]), predict(["petrov", "o'dea", "o dea"]))
    russian = Surnames.of({"Irish": IRISH, "Russian": ["Иванов", "Петров", "Павлов"]})
    assert fit_ngrams(russian)(["Соколов", "Sokolov"]).tolist() == [1, 1]


def test_endings_are_told_from_beginnings() -> None:
    ends = Surnames.of(
        {"last": ["mnopov", "rstuov", "klmiov"], "first": ["ovmnop", "ovrstu", "ovklmi"]}
    )
    assert fit_ngrams(ends)(["gheov", "ovghe"]).tolist() == [0, 1]
