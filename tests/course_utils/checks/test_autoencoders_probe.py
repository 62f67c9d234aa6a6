"""The check of the linear probe: every solver passes, and each slip is told by name."""

import importlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from autograde import variants
from course_utils.checks import default_dtype
from course_utils.checks.autoencoders import check, known, probe
from course_utils.data.labelled import Labelled
from tests.effort import effort

FOLDER = Path(__file__).parents[3] / "solutions" / "03_autoencoders"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug == "probe-accuracy"]
MISTAKES = [v for v in VARIANTS if v.kind == "mistake"]
ALTERNATIVES = [v for v in VARIANTS if v.kind == "alternative"]


def right(model, train, test, epochs=50):
    """The reference."""
    model.eval()
    with torch.no_grad():
        features, test_features = model.encode(train.x), model.encode(test.x)
    linear = nn.Linear(features.shape[1], int(train.y.max()) + 1)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.01)
    for _ in range(epochs):
        for rows in torch.randperm(len(features)).split(256):
            loss = nn.functional.cross_entropy(linear(features[rows]), train.y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        hits = linear(test_features).argmax(dim=1) == test.y
    return 100 * hits.float().mean().item()


def answer(source: str):
    """The function that a solution cell defines."""
    namespace: dict = {"torch": torch, "nn": nn, "Tensor": Tensor, "Labelled": Labelled}
    exec(source, namespace)
    return namespace["probe_accuracy"]


def checked(function: object):
    return check.run("probe-accuracy", {"probe_accuracy": function})


def test_right() -> None:
    with effort() as spent:
        assert checked(right).outcome == "right", checked(right).text
    assert spent.calls < 500_000


def test_there_are_enough() -> None:
    assert len(MISTAKES) >= 10
    assert len(ALTERNATIVES) >= 3


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.kind}-{v.name}")
def test_variants(variant: variants.Variant) -> None:
    result = checked(answer(variant.source))
    assert (result.outcome == "right") == (variant.kind == "alternative"), result.text
    assert variant.says in result.message


SAME = [
    {"gradient-into-the-encoder", "graph-kept-and-run-twice"},
    {"training-mode", "eval-after-encoding"},
    {"never-trained", "no-step"},
]


def test_each_mistake_has_a_diagnosis_of_its_own() -> None:
    """But for those that are the same slip in two forms."""
    said: dict[str, set[str]] = {}
    for variant in MISTAKES:
        message = checked(answer(variant.source)).message.partition("\n")[0]
        said.setdefault(message, set()).add(variant.name)
    assert all(len(names) == 1 or names in SAME for names in said.values()), said


@pytest.mark.parametrize("seed", range(4))
def test_right_with_any_seed(seed: int) -> None:
    for function in [right] + [answer(v.source) for v in ALTERNATIVES if "ridge" in v.name]:
        with default_dtype(torch.float32):
            probe.grade_probe(function, seed)


def test_not_attempted() -> None:
    def probe_accuracy(model, train, test, epochs=50):
        raise NotImplementedError

    assert checked(probe_accuracy).outcome == "not attempted"


def test_the_mode_is_told_but_costs_nothing() -> None:
    def put_back(model, train, test, epochs=50):
        try:
            return right(model, train, test, epochs)
        finally:
            model.train()

    assert "evaluation mode" in checked(right).message
    assert "evaluation mode" not in checked(put_back).message
    assert checked(put_back).outcome == "right"


def _elsewhere(model, train, test, epochs=50):
    return model.encoder(train.x).sum()


def _guesses(model, train, test, epochs=50):
    return 100 / 3 + 0 * model.eval().encode(test.x).detach().sum().item()


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (_elsewhere, "the model has no `encoder`. `model.encode(x)` is all"),
        (_guesses, "This is the share of errors"),
        (lambda model, train, test: 0.0, "`model.encode` is never called"),
        (lambda model, train, test: model.eval().encode(test.x) and 1, "your code raised"),
        (lambda m, a, b: str(m.eval().encode(a.x).detach().sum()), "a float, got `str`"),
        (None, "your code raised TypeError"),
    ],
)
def test_other_slips(function, words: str) -> None:
    assert words in checked(function).text


def test_every_slip_has_an_accuracy_of_its_own() -> None:
    """Further apart than solvers are from each other."""
    for seed in range(20):
        problem = known.many_classes(seed)
        sets = ("train", "test")
        each = sorted(known.share(problem, a, b) for a in sets for b in sets)
        each = sorted([*each, 100 - known.share(problem, "train", "test")])
        gaps = [b - a for a, b in pairwise(each)]
        assert min(gaps) > 2 * probe.NEAR - 1.5, each


def test_raw_rows_and_what_is_decoded_tell_little() -> None:
    with default_dtype(torch.float32):
        problem = known.many_classes()
        for encode in (lambda x: x, problem.model().eval()):
            model: Any = nn.Identity()
            model.encode = lambda x, encode=encode: encode(x).detach()
            got = right(model, *problem.copies())
            assert got < known.share(problem, "train", "test") - 10


def test_no_hook_is_left_behind() -> None:
    optimizer: Any = importlib.import_module("torch.optim.optimizer")
    checked(right)
    assert not optimizer._global_optimizer_pre_hooks
    assert not optimizer._global_optimizer_post_hooks
