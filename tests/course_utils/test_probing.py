"""Probes against the loops that they stand for, and against scikit-learn."""

from __future__ import annotations

import inspect

import pytest
import torch
from sklearn.linear_model import LogisticRegression, Ridge
from torch import Tensor, nn

from course_utils import probing
from course_utils.data import mnist, synthetic
from course_utils.data.labelled import Labelled
from course_utils.encoder_probes import encoder_accuracy
from course_utils.probing import PENALTY, LinearProbe, few_shot, probe


@pytest.fixture(scope="module")
def rows() -> tuple[Labelled, Labelled]:
    return synthetic.load(train=1500)


@pytest.fixture(scope="module")
def digits() -> tuple[Labelled, Labelled]:
    """Real digits, in 20 numbers each: 1000 to train on, 1000 to test."""
    found = mnist.load(rows=1000)
    _, _, directions = torch.pca_lowrank(found.train.x, 20)
    return (
        Labelled(found.train.x @ directions, found.train.y),
        Labelled(found.test.x[:1000] @ directions, found.test.y[:1000]),
    )


def encoders(k: int, sets: int = 3) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(k)
    weight = (2 * torch.rand(sets, 100, k, generator=generator) - 1) / 10
    return weight, torch.randn(sets, k, generator=generator) / 10


def one_by_one(
    x: Tensor, y: Tensor, test: Labelled, first: Tensor, seed: int, epochs: int, batch_size: int
) -> tuple[Tensor, float]:
    """The homework's loop, beginning with given weights (and the bias below them)."""
    layer = nn.Linear(x.shape[1], first.shape[1])
    layer.load_state_dict({"weight": first[:-1].T, "bias": first[-1]})
    optimizer = torch.optim.Adam(layer.parameters(), lr=1e-2)
    generator = torch.Generator().manual_seed(seed)
    for _ in range(epochs):
        for batch in torch.randperm(len(x), generator=generator).split(batch_size):
            loss = nn.functional.cross_entropy(layer(x[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = layer(test.x).argmax(1) == test.y
        return layer.weight.T.clone(), right.double().mean().item() * 100


@pytest.mark.parametrize("batch_size", [256, 64])
def test_adam_is_the_loop_on_digits(digits, batch_size: int) -> None:
    train, test = digits
    x = torch.stack([train.x, train.x * 0.3 + 1])
    trained = probe(x, train.y, batch_size=batch_size, seed=5)
    found = trained.accuracy(torch.stack([test.x, test.x * 0.3 + 1]), test.y)
    first = probing.starts(2, 20, 10, torch.float32, 5)
    for i, scale in enumerate([(1, 0), (0.3, 1)]):
        seen = Labelled(test.x * scale[0] + scale[1], test.y)
        weight, accuracy = one_by_one(x[i], train.y, seen, first[i], 5, 50, batch_size)
        torch.testing.assert_close(trained.weight[i], weight, rtol=0, atol=2e-3)
        assert found[i].item() == pytest.approx(accuracy, abs=0.3)


@pytest.mark.parametrize("k", [5, 20, 100])
def test_adam_is_the_loop_with_two_classes(rows, k: int) -> None:
    """There one column is trained, twice as fast: here are both that it stands for."""
    train, test = rows
    weight, bias = encoders(k)
    x = (train.x @ weight + bias[:, None]).double()
    seen = (test.x @ weight + bias[:, None]).double()
    trained = probe(x, train.y, epochs=10, seed=1)
    difference = probing.starts(3, k, 2, torch.float64, 1)[0]
    first = torch.cat([-difference, difference], 1).float() / 2
    with torch.random.fork_rng():
        _, accuracy = one_by_one(
            x[0].float(), train.y, Labelled(seen[0].float(), test.y), first, 1, 10, 256
        )
    assert trained.accuracy(seen, test.y)[0].item() == pytest.approx(accuracy, abs=0.3)


def test_adam_agrees_with_loops_from_elsewhere(digits) -> None:
    """With starts and orders of its own, as a student's loop has: the mean of five of each."""
    train, test = digits
    theirs = [
        one_by_one(*train, test, torch.rand(21, 10).mul(2).sub(1) * 20**-0.5, seed, 50, 256)[1]
        for seed in range(100, 105)
    ]
    trained = probe(train.x.expand(5, -1, -1), train.y)
    ours = trained.accuracy(test.x.expand(5, -1, -1), test.y)
    assert ours.std() > 0  # each set began elsewhere
    assert ours.mean().item() == pytest.approx(sum(theirs) / 5, abs=0.3)


@pytest.mark.parametrize("k", [5, 30, 100, 130])
@pytest.mark.parametrize("solver", ["adam", "ridge"])
def test_probes_of_encoders_are_probes_of_their_features(rows, solver, k: int) -> None:
    train, test = (Labelled(part.x.double(), part.y) for part in rows)
    weight, bias = (part.double() for part in encoders(k))
    features, seen = (part.x @ weight + bias[:, None] for part in (train, test))
    expected = probe(features, train.y, solver, epochs=5, seed=2).accuracy(seen, test.y)
    found = encoder_accuracy(weight, bias, train, test, solver, epochs=5, seed=2)
    torch.testing.assert_close(found.double(), expected, rtol=0, atol=1e-3)
    assert len({round(value, 3) for value in expected.tolist()}) > 1 or k >= 100


def test_probes_of_encoders_want_two_classes_and_a_known_solver(rows) -> None:
    weight, bias = encoders(5)
    three = Labelled(rows[0].x, rows[0].y + 1)
    with pytest.raises(ValueError, match="only labels 0 and 1"):
        encoder_accuracy(weight, bias, three, rows[1])
    with pytest.raises(ValueError, match="'newton'"):
        encoder_accuracy(weight, bias, *rows, "newton")


def test_newton_is_scikit_learns_logistic_regression(digits) -> None:
    train, test = digits
    x = train.x.double()
    penalty = PENALTY * (x - x.mean(0)).square().mean().item()
    theirs = LogisticRegression(C=1 / penalty, tol=1e-8, max_iter=2000).fit(x.numpy(), train.y)
    trained = probe(x, train.y, "newton")
    expected = torch.tensor(theirs.coef_.T)
    expected = expected - expected.mean(1, keepdim=True)  # adding a number to all does nothing
    found = trained.weight - trained.weight.mean(1, keepdim=True)
    torch.testing.assert_close(found, expected, rtol=0.02, atol=0.005)
    accuracy = theirs.score(test.x.numpy(), test.y) * 100
    assert trained.accuracy(test.x.double(), test.y).item() == pytest.approx(accuracy, abs=0.2)


@pytest.mark.parametrize("n", [1000, 15])
def test_ridge_is_scikit_learns(digits, n: int) -> None:
    x, y = digits[0].x[:n].double(), digits[0].y[:n]
    penalty = PENALTY * (x - x.mean(0)).square().mean().item()
    target = nn.functional.one_hot(y, 10).numpy()
    theirs = Ridge(alpha=penalty).fit(x.numpy(), target)
    trained = probe(x, y, "ridge", classes=10)
    torch.testing.assert_close(trained.weight, torch.tensor(theirs.coef_.T))
    torch.testing.assert_close(trained.bias, torch.tensor(theirs.intercept_))


@pytest.mark.parametrize("solver", ["adam", "newton", "ridge"])
def test_sets_do_not_mix(digits, solver) -> None:
    train, test = digits
    turned = train.y.roll(1)  # labels that the features don't know
    x = train.x.expand(2, 2, -1, -1)
    y = torch.stack([train.y, turned])[:, None].expand(2, 2, -1)
    trained = probe(x, y, solver)
    assert trained.weight.shape == (2, 2, 20, 10)
    assert trained.bias.shape == (2, 2, 10)
    found = trained.accuracy(test.x.expand(2, 2, -1, -1), test.y)
    assert found.shape == (2, 2)
    assert found[0].min() > 65
    assert found[1].max() < 30


@pytest.mark.parametrize("solver", ["adam", "newton", "ridge"])
def test_features_of_another_scale_or_dead_or_more_than_rows(digits, solver) -> None:
    train, _ = digits
    for x in (train.x * 1e-3 if solver != "adam" else train.x, train.x * 100, torch.cat(
        [train.x, torch.zeros(1000, 5), torch.ones(1000, 1)], 1
    )):  # fmt: skip
        assert probe(x, train.y, solver).accuracy(x, train.y) > 70
    few = torch.randn(10, 50, generator=torch.Generator().manual_seed(0))
    labels = torch.arange(10) % 3
    assert probe(few, labels, solver).accuracy(few, labels) == 100
    dead = probe(torch.zeros(10, 4), labels, solver)
    assert bool(dead.weight.isfinite().all())
    assert bool(dead.bias.isfinite().all())


@pytest.mark.parametrize("solver", ["adam", "newton", "ridge"])
def test_nothing_reaches_the_features_or_the_global_seed(digits, solver) -> None:
    train, test = digits
    x = train.x.clone().requires_grad_()
    torch.manual_seed(0)
    before = torch.random.get_rng_state()
    trained = probe(x, train.y, solver)
    accuracy = trained.accuracy(x, train.y)
    few = few_shot(x, train.y, test.x, test.y, draws=2, solver=solver)
    assert torch.equal(torch.random.get_rng_state(), before)
    for result in (trained.weight, trained.bias, accuracy, few):
        assert not result.requires_grad
    assert x.grad is None
    assert torch.equal(x, train.x)
    assert torch.equal(probe(x, train.y, solver).weight, trained.weight)


def test_accuracy_is_counted_on_the_rows_given() -> None:
    layer = LinearProbe(torch.eye(3), torch.tensor([0.0, 0.0, 0.5]))
    features = torch.tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [0.4, 0, 0]])
    assert layer.accuracy(features, torch.tensor([0, 1, 2, 2])) == 100
    assert layer.accuracy(features, torch.tensor([0, 1, 1, 0])) == 50


def test_few_shot_averages_draws_of_few_labels(digits) -> None:
    train, test = digits
    found = few_shot(*train, *test, draws=6, labels_per_draw=100)
    assert found.shape == (6,)
    assert found.std() > 0.2
    assert 55 < found.mean() < 80
    assert torch.equal(found, few_shot(*train, *test, draws=6, labels_per_draw=100))
    assert not torch.equal(found, few_shot(*train, *test, draws=6, labels_per_draw=100, seed=1))
    more = few_shot(*train, *test, draws=6, labels_per_draw=800)
    assert more.mean() > found.mean() + 5
    rows = torch.randperm(1000, generator=torch.Generator().manual_seed(0))[:100]
    trained = probe(train.x[rows], train.y[rows], batch_size=32, classes=10)
    alone = few_shot(*train, *test, draws=1, labels_per_draw=100)
    torch.testing.assert_close(alone[0], trained.accuracy(test.x, test.y))


def test_a_class_that_a_draw_lacks(digits) -> None:
    train, test = digits
    assert few_shot(*train, *test, draws=3, labels_per_draw=5).shape == (3,)


def test_what_cannot_be_is_said(digits) -> None:
    x, y = digits[0]
    with pytest.raises(ValueError, match="'adam', 'newton' or 'ridge'"):
        inspect.unwrap(probe)(x, y, "sgd")  # without the tests' own check of types
    with pytest.raises(ValueError, match="1000 rows of features, but 7 labels"):
        probe(x, y[:7])
    with pytest.raises(ValueError, match="no rows"):
        probe(x[:0], y[:0])
    with pytest.raises(ValueError, match="only 1000"):
        few_shot(x, y, x, y, labels_per_draw=1001)
