"""The check of the masked autoencoder: other styles pass, and each slip is told by name."""

from itertools import pairwise
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from autograde import variants
from course_utils.checks import float64
from course_utils.checks.autoencoders import check, draws, mask
from course_utils.checks.autoencoders.given import given
from tests.effort import effort

FOLDER = Path(__file__).parents[3] / "solutions" / "03_autoencoders"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug == "masked"]
MISTAKES = [v for v in VARIANTS if v.kind == "mistake"]
ALTERNATIVES = [v for v in VARIANTS if v.kind == "alternative"]


class Autoencoder(nn.Module):
    """As in the notebook, in small."""

    def __init__(self, input_size, hidden_sizes, activation_cls=nn.ReLU):
        super().__init__()

        def stack(sizes):
            layers = []
            for inputs, outputs in pairwise(sizes):
                layers += [nn.Linear(inputs, outputs), activation_cls()]
            return nn.Sequential(*layers[:-1])

        sizes = [input_size, *hidden_sizes]
        self.encoder, self.decoder = stack(sizes), stack(sizes[::-1])

    def encode(self, x):
        return self.encoder(x)

    def decode(self, z):
        return self.decoder(z)

    def forward(self, x):
        return self.decode(self.encode(x))

    def loss(self, x, x_hat):
        return nn.functional.mse_loss(x_hat, x)

    def get_loss(self, x):
        return self.loss(x, self(x))


class Right(Autoencoder):
    """The reference, to be spoilt."""

    def __init__(
        self, input_size, hidden_sizes, activation_cls=nn.ReLU, mask_prob=0.25, loss_on="all"
    ):
        super().__init__(input_size, hidden_sizes, activation_cls)
        self.mask_prob, self.loss_on = mask_prob, loss_on

    def get_loss(self, x):
        hidden = torch.rand_like(x) < self.mask_prob
        squares = (self(x.masked_fill(hidden, 0.0)) - x) ** 2
        if self.loss_on == "all":
            return squares.mean()
        return (squares * hidden).sum() / hidden.sum().clamp(min=1)


def answer(source: str) -> type:
    """The class that a solution cell defines."""
    namespace: dict = {"torch": torch, "nn": nn, "Tensor": Tensor, "__name__": "__main__"}
    exec(source, namespace | {"Autoencoder": Autoencoder}, namespace)
    return namespace["MaskedAutoencoder"]


def checked(cls: object):
    return check.run("masked", {"MaskedAutoencoder": cls})


def test_right() -> None:
    with effort() as spent:
        assert checked(Right).outcome == "right", checked(Right).text
    assert spent.calls < 3_000_000


def test_there_are_enough() -> None:
    assert len(MISTAKES) >= 10
    assert len(ALTERNATIVES) >= 3


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.kind}-{v.name}")
def test_variants(variant: variants.Variant) -> None:
    result = checked(answer(variant.source))
    assert (result.outcome == "right") == (variant.kind == "alternative"), result.text
    assert variant.says in result.message


def test_each_mistake_has_a_diagnosis_of_its_own() -> None:
    """But for one slip in two forms."""
    said: dict[str, set[str]] = {}
    for variant in MISTAKES:
        message = checked(answer(variant.source)).message.partition("\n")[0]
        said.setdefault(message, set()).add(variant.name)
    same = {"fixed-mask", "seeded-in-every-call"}
    assert all(len(names) == 1 or names == same for names in said.values()), said


@pytest.mark.parametrize("variant", ALTERNATIVES, ids=lambda v: v.name)
def test_right_whatever_is_drawn(variant: variants.Variant) -> None:
    cls = answer(variant.source)
    with float64():
        for seed in range(30):
            torch.manual_seed(seed)
            mask.grade_masked(cls, seed)


def test_not_attempted() -> None:
    class MaskedAutoencoder(Right):
        def get_loss(self, x):
            raise NotImplementedError

    assert checked(MaskedAutoencoder).outcome == "not attempted"


def _spoilt(**methods):
    return type("MaskedAutoencoder", (Right,), methods)


def _same_for_pairs(self, x):
    """Rows come in pairs with one mask: every row by itself looks right, columns do not."""
    hidden = (torch.rand(len(x) // 4, x.shape[1]) < self.mask_prob).repeat(4, 1)
    return ((self(x.masked_fill(hidden, 0.0)) - x) ** 2).mean()


def _clean_rebuilt(self, x):
    hidden = torch.rand_like(x) < self.mask_prob
    self(x.masked_fill(hidden, 0.0))
    return self.loss(x, self(x))


def _zeros_by_hand(self, x):
    """With nothing hidden it is 1 instead of 0."""
    loss = Right.get_loss(self, x)
    return loss + (0 if loss else 1)


@pytest.mark.parametrize(
    ("cls", "words"),
    [
        (_spoilt(get_loss=lambda self, x: None), "Did you forget a `return`"),
        (_spoilt(get_loss=lambda self, x: (self(x) - x) ** 2), "should have shape ()"),
        (_spoilt(get_loss=Autoencoder.get_loss), "nothing is hidden"),
        (_spoilt(get_loss=lambda self, x: self.encoder[0].weight.sum()), "gives the encoder no"),
        (_spoilt(get_loss=_same_for_pairs), "not drawn independently: the number hidden by column"),
        (_spoilt(get_loss=_clean_rebuilt), "x_hat is made from the clean x"),
        (_spoilt(get_loss=_zeros_by_hand), "nothing hidden: expected 0, got 1"),
        (_spoilt(encode=lambda self, x: x), "`encode(x)` gives the encoder no x"),
        (_spoilt(forward=lambda self, x: self.encode(x) and None), "Boolean value"),
        (lambda *a, **k: None, "should be a class"),
        (int, "your code raised"),
    ],
)
def test_other_slips(cls, words: str) -> None:
    assert words in checked(cls).text


def test_masks_of_nothing_and_of_everything() -> None:
    """They are no special cases."""
    with float64():
        x = mask.draw_rows()
        for mask_prob, share in ((0.0, 0.0), (1.0, 1.0)):
            (call,) = mask.calls(mask.build(Right, mask_prob=mask_prob), x, 1)
            assert call.hidden.double().mean() == share


def test_masks_of_chance_pass_and_others_do_not() -> None:
    for seed in range(100):
        generator = torch.Generator().manual_seed(seed)
        masks = [torch.rand(200, 20, generator=generator) < 0.25 for _ in range(8)]
        assert draws.fault(masks, 0.25) == ""
        assert "is mask_prob ignored" in draws.fault(masks, 0.6).lower()
        assert "inverted" in draws.fault(masks, 0.75)
        assert "same in every call" in draws.fault(masks[:1] * 8, 0.25)


@pytest.mark.parametrize(
    "call",
    [
        lambda W, x: x @ W.T,
        lambda W, x: (W @ x.T).T,
        lambda W, x: torch.einsum("oi,bi->bo", W, x),
        lambda W, x: nn.functional.linear(x, W),
        lambda W, x: nn.functional.linear(x, W, torch.zeros(3)),
        lambda W, x: torch.inner(x, W),
    ],
)
def test_what_is_multiplied_is_seen(call) -> None:
    W, x = torch.randn(3, 5, requires_grad=True), torch.randn(4, 5)
    for grad in (True, False):
        with torch.set_grad_enabled(grad):
            got, _ = given(lambda x: call(W, 2 * x), x)
        assert got is not None
        assert torch.equal(got, 2 * x)
    assert given(lambda x: x.sum(), x)[0] is None


def test_a_right_model_that_looks_at_the_clean_x_as_well() -> None:
    class Curious(Right):
        def get_loss(self, x):
            self.clean_loss = self.loss(x, self(x)).item()
            return super().get_loss(x)

    assert checked(Curious).outcome == "right", checked(Curious).text
