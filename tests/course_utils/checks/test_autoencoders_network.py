"""The check of the autoencoder: any layout passes, and each slip is told by name."""

from itertools import pairwise
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from autograde import variants
from course_utils.checks import float64
from course_utils.checks.autoencoders import check, layers, network
from tests.effort import effort

FOLDER = Path(__file__).parents[3] / "solutions" / "03_autoencoders"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug == "autoencoder"]
MISTAKES = [v for v in VARIANTS if v.kind == "mistake"]
ALTERNATIVES = [v for v in VARIANTS if v.kind == "alternative"]


def answer(source: str) -> type:
    """The class that a solution cell defines."""
    namespace: dict = {"torch": torch, "nn": nn, "Tensor": Tensor, "__name__": "__main__"}
    exec(source, namespace)
    return namespace["Autoencoder"]


def checked(cls: object):
    return check.run("autoencoder", {"Autoencoder": cls})


def test_there_are_enough() -> None:
    assert len(MISTAKES) >= 20
    assert len(ALTERNATIVES) >= 3


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.kind}-{v.name}")
def test_variants(variant: variants.Variant) -> None:
    result = checked(answer(variant.source))
    assert (result.outcome == "right") == (variant.kind == "alternative"), result.text
    assert variant.says in result.message, result.text


def test_each_mistake_has_a_diagnosis_of_its_own() -> None:
    said: dict[str, set[str]] = {}
    for variant in MISTAKES:
        message = checked(answer(variant.source)).message.partition("\n")[0]
        said.setdefault(message, set()).add(variant.name)
    assert all(len(names) == 1 for names in said.values()), said


@pytest.mark.parametrize("variant", ALTERNATIVES, ids=lambda v: v.name)
def test_right_with_any_seed(variant: variants.Variant) -> None:
    cls = answer(variant.source)
    with float64():
        for seed in range(8):
            network.grade_autoencoder(cls, seed)


def test_it_is_quick() -> None:
    cls = answer(ALTERNATIVES[0].source)
    checked(cls)
    with effort() as spent:
        checked(cls)
    assert spent.calls < 150_000


class Right(nn.Module):
    """The reference in small, to be spoilt."""

    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU):
        super().__init__()
        sizes = [input_size, *hidden_sizes]
        self.encoder = self.stack(sizes, activation_cls)
        self.decoder = self.stack(sizes[::-1], activation_cls)

    def stack(self, sizes, activation_cls):
        layers = []
        for a, b in pairwise(sizes):
            layers += [nn.Linear(a, b), activation_cls()]
        return nn.Sequential(*layers[:-1])

    def encode(self, x):
        return self.encoder(x)

    def decode(self, z):
        return self.decoder(z)

    def forward(self, x):
        return self.decode(self.encode(x))

    def loss(self, x, x_hat):
        return ((x_hat - x) ** 2).mean()

    def get_loss(self, x):
        return self.loss(x, self(x))

    def train_step(self, x, optimizer):
        optimizer.zero_grad()
        loss = self.get_loss(x)
        loss.backward()
        optimizer.step()
        return loss.item()


def test_right() -> None:
    result = checked(Right)
    assert result.outcome == "right", result.text
    assert "5 → 7 → 4 → 3 → 4 → 7 → 5" in result.message


@pytest.mark.parametrize("name", ["__init__", "encode", "decode", "forward", *layers.METHODS[3:]])
def test_not_attempted(name: str) -> None:
    def stub(self, *arguments):
        if name == "__init__":
            nn.Module.__init__(self)
        raise NotImplementedError

    assert checked(type("Autoencoder", (Right,), {name: stub})).outcome == "not attempted"


@pytest.mark.parametrize("cls", [Right(5, [3]), lambda *a: Right(*a), int])
def test_no_class(cls) -> None:
    assert "should be a class" in checked(cls).text


def _spoil_twice(self, sizes, activation_cls):
    layers = []
    for a, b in pairwise(sizes):
        layers += [nn.Linear(a, b), activation_cls(), activation_cls()]
    return nn.Sequential(*layers[:-2])


def _spoil_first_only(self, sizes, activation_cls):
    layers = [nn.Linear(a, b) for a, b in pairwise(sizes)]
    return nn.Sequential(*layers[:1], *[activation_cls()] * (len(layers) > 1), *layers[1:])


def _spoil_ends_only(self, sizes, activation_cls):
    return Right.stack(self, [sizes[0], sizes[-1]], activation_cls)


def _spoil_hidden_wide(self, sizes, activation_cls):
    return Right.stack(self, [sizes[0], *[10] * (len(sizes) - 2), sizes[-1]], activation_cls)


def _spoil_normalised_inside(self, sizes, activation_cls):
    layers = []
    for a, b in pairwise(sizes):
        layers += [nn.Linear(a, b), nn.LayerNorm(b), activation_cls()]
    return nn.Sequential(*layers[:-2])


def _spoil_tanh_latent(self, x):
    return self.encoder(x).tanh()


def _spoil_squared_latent(self, x):
    return self.encoder(x) ** 3


def _spoil_batch(self, x):
    return self.encoder(x - x.mean(0))


def _spoil_drawn(self, x):
    return self.decode(self.encode(x)) + torch.rand_like(x)


def _spoil_pair(self, x):
    z = self.encode(x)
    return z, self.decode(z)


def _spoil_functional(self, sizes, activation_cls):
    stack = nn.Sequential(*[nn.Linear(a, b) for a, b in pairwise(sizes)])
    return Gated(stack)


class Gated(nn.Module):
    """Layers with a hard-coded activation that is no module."""

    def __init__(self, stack):
        super().__init__()
        self.stack = stack

    def forward(self, x):
        for layer in self.stack[:-1]:
            x = layer(x).sigmoid()
        return self.stack[-1](x)


def _spoil_kept(self, x):
    x *= 1.01
    return self.loss(x, self(x))


def _spoil_two_steps(self, x, optimizer):
    Right.train_step(self, x, optimizer)
    return Right.train_step(self, x, optimizer)


def _spoil_penalty(self, x, optimizer):
    optimizer.zero_grad()
    loss = self.get_loss(x) + 0.1 * sum(p.square().sum() for p in self.parameters())
    loss.backward()
    optimizer.step()
    return loss.item()


def _spoil_stale_step(self, x, optimizer):
    loss = self.get_loss(x)
    optimizer.step()
    loss.backward()
    return loss.item()


def _spoil_stale_again(self, x, optimizer):
    optimizer.step()
    loss = self.get_loss(x)
    loss.backward()
    return loss.item()


def _spoil_nothing(self, x, optimizer):
    return self.get_loss(x).item()


def _spoil_twice_backward(self, x, optimizer):
    optimizer.zero_grad()
    for _ in range(2):
        loss = self.get_loss(x)
        loss.backward()
    optimizer.step()
    return loss.item()


def _spoil_mean_loss(self, x, optimizer):
    return Right.train_step(self, x, optimizer) * len(x)


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        ({"stack": _spoil_twice}, "applied twice, one right after the other"),
        ({"stack": _spoil_first_only}, "a layer is missing, or the activation after it"),
        ({"stack": _spoil_ends_only}, "encode is one linear layer"),
        ({"stack": _spoil_hidden_wide}, "encode goes 5 → 10 → 10 → 3, and should go 5 → 7 → 4"),
        ({"stack": _spoil_normalised_inside}, "Layer 1 of encode is not linear"),
        ({"stack": _spoil_functional}, "activation_cls is ignored: encode uses another"),
        ({"encode": _spoil_tanh_latent}, "after it comes a tanh"),
        ({"encode": _spoil_squared_latent}, "after it comes something"),
        ({"encode": _spoil_batch}, "influence on each other"),
        ({"encode": lambda self, x: None}, "encode(…) is None"),
        ({"decode": lambda self, z: self.decoder(z).detach()}, "cut off from the graph"),
        ({"forward": _spoil_drawn}, "drawn at random in `forward`"),
        ({"forward": _spoil_pair}, "should be a tensor, got a tuple of 2"),
        ({"forward": lambda self, x: x}, "forward returns x itself"),
        ({"forward": nn.Module.forward, "loss": None}, "has no `forward`, `loss`"),
        ({"loss": lambda self, x, x_hat: (x - x_hat).mean()}, "which cancel out"),
        ({"loss": lambda self, x, x_hat: ((x - x_hat) ** 2).mean(1).sum()}, "summed over rows"),
        ({"loss": lambda self, x, x_hat: ((x - x_hat) ** 2).mean() / 2}, "leave the half out"),
        ({"loss": lambda self, x, x_hat: -((x - x_hat) ** 2).mean()}, "wrong sign"),
        ({"loss": lambda self, x, x_hat: float(((x - x_hat) ** 2).mean())}, "got float"),
        ({"get_loss": lambda self, x: self.loss(x * 0, self(x))}, "with zeros"),
        ({"get_loss": lambda self, x: ((x - self(x)) ** 2).sum()}, "the sum of the squares"),
        ({"get_loss": lambda self, x: self.loss(x, self(self(x)))}, "one `forward` is enough"),
        ({"get_loss": _spoil_kept}, "get_loss changes x itself"),
        ({"train_step": _spoil_two_steps}, "makes 2 steps"),
        ({"train_step": _spoil_penalty}, "does not follow the gradient of get_loss"),
        ({"train_step": _spoil_stale_step}, "it uses the gradient of an earlier call"),
        ({"train_step": _spoil_stale_again}, "it uses the gradient of an earlier call"),
        ({"train_step": _spoil_nothing}, "nor `step()`"),
        ({"train_step": _spoil_twice_backward}, "`backward()` is called twice"),
        ({"train_step": _spoil_mean_loss}, "should return the loss before the step"),
        ({"train_step": lambda self, x, optimizer: str(Right.train_step(self, x, optimizer))},
         "as a float, got `str`"),
    ],
)  # fmt: skip
def test_other_slips(spoilt: dict, words: str) -> None:
    assert words in checked(type("Autoencoder", (Right,), spoilt)).text


def test_sizes_tell_layers_apart() -> None:
    for sizes in network.HIDDEN:
        assert len({layers.INPUT, *sizes}) == len(sizes) + 1
        assert 2 * max(sizes) < layers.ROWS


def test_an_error_of_the_student_s_is_passed_on() -> None:
    def train_step(self, x, optimizer):
        optimizer.step()
        raise RuntimeError("bad luck")

    result = checked(type("Autoencoder", (Right,), {"train_step": train_step}))
    assert result.outcome == "raised"
    assert "bad luck" in result.message


def test_a_layer_is_solved_for_or_there_is_none() -> None:
    with float64():
        x, weight = layers.draw(64, 5, seed=1), layers.draw(3, 5, seed=2)
        found = layers.linear(x, x @ weight.T + 1)
        assert found is not None
        torch.testing.assert_close(found.weight, weight)
        torch.testing.assert_close(found.bias, torch.ones(3))
        assert layers.linear(x, (x @ weight.T).relu()) is None
