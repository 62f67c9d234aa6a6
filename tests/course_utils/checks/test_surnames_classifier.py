"""The check of the classifier: any layout passes, and each slip is told by name."""

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from autograde import variants
from course_utils.checks import float64
from course_utils.checks.surnames import check, classifier, reading

FOLDER = Path(__file__).parents[3] / "solutions" / "02_surnames"
VARIANTS = [v for v in variants.load(FOLDER) if v.slug == "classifier"]
MISTAKES = [v for v in VARIANTS if v.kind == "mistake"]
ALTERNATIVES = [v for v in VARIANTS if v.kind == "alternative"]


def answer(source: str) -> type:
    """The class that a solution cell defines."""
    namespace: dict = {"torch": torch, "nn": nn, "Tensor": Tensor, "__name__": "__main__"}
    exec(source, namespace)
    return namespace["RecurrentClassifier"]


def checked(cls: object):
    return check.run("classifier", {"RecurrentClassifier": cls})


def test_there_are_enough() -> None:
    assert len(MISTAKES) >= 8
    assert len(ALTERNATIVES) >= 3


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: f"{v.kind}-{v.name}")
def test_variants(variant: variants.Variant) -> None:
    result = checked(answer(variant.source))
    assert (result.outcome == "right") == (variant.kind == "alternative"), result.text
    assert variant.says in result.message


SAME = [
    {"last-padded-position", "last-state-of-the-layer"},
    {"num-layers-ignored", "layers-in-a-plain-list"},
]


def test_each_mistake_has_a_diagnosis_of_its_own() -> None:
    """But for those that are the same slip in two forms."""
    said: dict[str, set[str]] = {}
    for variant in MISTAKES:
        message = checked(answer(variant.source)).message.partition("\n")[0]
        said.setdefault(message, set()).add(variant.name)
    assert all(len(names) == 1 or names in SAME for names in said.values()), said


@pytest.mark.parametrize("variant", ALTERNATIVES, ids=lambda v: v.name)
def test_right_with_any_seed(variant: variants.Variant) -> None:
    cls = answer(variant.source)
    with float64():
        for seed in range(6):
            classifier.grade_classifier(cls, seed)


def test_not_attempted() -> None:
    class RecurrentClassifier(nn.Module):
        def __init__(self, *arguments, **options):
            super().__init__()
            raise NotImplementedError

    assert checked(RecurrentClassifier).outcome == "not attempted"


class Right(nn.Module):
    """The reference in small, to be spoilt: `stack` gives the states, `head` the logits."""

    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.layers = self.stack(rnn_size, num_layers, model_type)
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(rnn_size, n_categories)

    def stack(self, size, num_layers, model_type):
        kind = {"rnn": nn.RNN, "lstm": nn.LSTM}[model_type]
        return nn.ModuleList(kind(size, size, batch_first=True) for _ in range(num_layers))

    def states(self, x):
        h = self.embedding(x)
        for layer in self.layers:
            h, _ = layer(h)
        return h

    def forward(self, x, last_pos):
        return self.linear(self.dropout(self.states(x)[torch.arange(len(x)), last_pos]))


def test_right() -> None:
    assert checked(Right).outcome == "right"
    assert checked(Right).message.startswith("right: RNN and LSTM")


def _spoil_shared(self, size, num_layers, model_type):
    return nn.ModuleList(list(Right.stack(self, size, 1, model_type)) * num_layers)


def _spoil_unused(self, x):
    return self.layers[-1](self.embedding(x))[0]


def _spoil_frozen(self, x):
    self.embedding.weight.requires_grad_(False)
    return Right.states(self, x)


def _spoil_letters(self, x, last_pos):
    return self.linear(self.dropout(self.embedding(x)[torch.arange(len(x)), last_pos]))


def _spoil_bag(self, x, last_pos):
    inside = torch.arange(x.shape[1]) <= last_pos[:, None]
    return self.linear(self.dropout((self.embedding(x) * inside[..., None]).sum(1)))


def _spoil_maximum(self, x, last_pos):
    return self.linear(self.dropout(self.states(x).amax(1)))


def _spoil_hidden(self, x, last_pos):
    return self.states(x)[torch.arange(len(x)), last_pos]


def _spoil_detached(self, x, last_pos):
    return Right.forward(self, x, last_pos).detach()


def _spoil_alike(self, x, last_pos):
    return Right.forward(self, x.clamp(max=28), last_pos)


def _spoil_far(self, x, last_pos):
    return Right.forward(self, x, (last_pos + 1).clamp(max=x.shape[1] - 1))


def _spoil_last_row(self, x, last_pos):
    return Right.forward(self, x, last_pos[:1].expand(len(x)))


def _spoil_exchanged(self, x, last_pos):
    return self.linear(self.dropout(self.states(x)[-1]))


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        ({"stack": _spoil_shared}, "do layers share their weights?"),
        ({"states": _spoil_unused}, "no gradient reaches layers.0.weight_ih_l0"),
        ({"states": _spoil_frozen}, "no gradient reaches embedding.weight"),
        ({"forward": _spoil_letters}, "The first letter of a name has no influence"),
        ({"forward": _spoil_bag}, "The order of the letters has no influence"),
        ({"forward": _spoil_maximum}, "the maximum over all steps"),
        ({"forward": _spoil_hidden}, "the linear layer to n_categories is missing"),
        ({"forward": _spoil_detached}, "cut off from the graph"),
        ({"forward": _spoil_alike}, "Letters 28 and 29 are not told apart"),
        ({"forward": _spoil_far}, "one place too far, at last_pos + 1"),
        ({"forward": _spoil_last_row}, "at last_pos of the first row"),
        ({"forward": _spoil_exchanged}, "Batch and time are exchanged"),
        ({"forward": lambda self, x, last_pos: None}, "Did you forget a `return`"),
    ],
)
def test_other_slips(spoilt: dict, words: str) -> None:
    assert words in checked(type("RecurrentClassifier", (Right,), spoilt)).text


@pytest.mark.parametrize("cls", [Right(30, 8, 5), lambda *a, **k: None, int])
def test_no_class(cls) -> None:
    assert "should be a class" in checked(cls).text


def test_batches_tell_places_apart() -> None:
    x, last_pos = reading.draw_names()
    assert x.shape == (reading.BATCH, reading.TIME)
    assert len({reading.BATCH, reading.TIME, reading.SIZE, reading.LANGUAGES}) == 4
    assert last_pos[0] != last_pos.max() == reading.TIME - 1
    assert last_pos.min() == 0
    assert torch.equal(x > 0, torch.arange(reading.TIME) <= last_pos[:, None])


def test_logits_that_happen_to_be_positive() -> None:
    """With one set of weights their signs are chance; with several no right model is blamed."""
    with float64():
        x, last_pos = reading.draw_names()
        signs = reading.build(Right, seed=0).linear.bias.detach().sign()

        class Positive(Right):
            def forward(self, x, last_pos):
                state = self.states(x)[torch.arange(len(x)), last_pos] / 1000
                return nn.functional.linear(state, self.linear.weight, self.linear.bias * signs)

        assert (reading.run(reading.build(Positive, seed=0), x, last_pos) > 0).all()
        classifier.expect_logits(Positive, x, last_pos)
