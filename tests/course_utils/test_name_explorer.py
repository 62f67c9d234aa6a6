"""The name explorer's side in Python: what a network makes of a name, and what is left alone."""

from __future__ import annotations

import inspect
import re
import threading
from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert import HTMLExporter
from torch import nn

from course_utils.data.surnames import ALPHABET, encode
from course_utils.style import use_course_style
from course_utils.widgets import NameExplorer, name_explorer, reading
from course_utils.widgets.name_explorer import SHOWN, still
from course_utils.widgets.reading import LONGEST, Unreadable, read_name

from .kernels import run_cells
from .student_modules import RNNLayer

LANGUAGES = [f"language {n}" for n in range(12)]


class Classifier(nn.Module):
    """As the exercise wants it, with dropout of both kinds."""

    def __init__(self, categories: int = len(LANGUAGES)) -> None:
        super().__init__()
        self.anything = nn.Embedding(30, 6)
        self.rnn = nn.LSTM(6, 7, num_layers=2, dropout=0.3, batch_first=True)
        self.dropout = nn.Dropout(0.5)
        self.out = nn.Linear(7, categories)

    def forward(self, x, last_pos):
        return self.rest(self.anything(x), last_pos)

    def rest(self, embedded, last_pos):
        h, _ = self.rnn(embedded)
        return self.out(self.dropout(h[torch.arange(len(h)), last_pos]))


class Careless(Classifier):
    """Draws random numbers at every call, also in eval mode."""

    def rest(self, embedded, last_pos):
        h = torch.randn(4, len(embedded), 7), torch.rand(4, len(embedded), 7)
        all_h, _ = self.rnn(embedded, (h[0][:2], h[1][:2]))
        return self.out(nn.functional.dropout(all_h[torch.arange(len(embedded)), last_pos], 0.5))


class OneByOne(Classifier):
    """Looks up one letter after the other, and keeps its states, as layers of notebook 01 do."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = RNNLayer(6, 7)

    def forward(self, x, last_pos):
        embedded = torch.stack([self.anything(input=letter) for letter in x.T], dim=1)
        return self.rest(embedded, last_pos)

    def rest(self, embedded, last_pos):
        h, _ = self.layer(embedded)
        return self.out(h[torch.arange(len(h)), last_pos])


class TimeFirst(Classifier):
    def forward(self, x, last_pos):
        return self.rest(self.anything(x.T).transpose(0, 1), last_pos)


class WholeName(Classifier):
    """Sees all letters of a row, so that for a prefix there must be no others."""

    def __init__(self) -> None:
        super().__init__()
        self.anything = nn.Embedding(30, 7, padding_idx=0)

    def rest(self, embedded, last_pos):
        return self.out(embedded.tanh().sum(dim=1))


class Backwards(Classifier):
    def forward(self, x, last_pos):
        return self.rest(self.anything(x.flip(1)), last_pos)


class NoEmbedding(Classifier):
    def forward(self, x, last_pos):
        return self.rest(self.anything.weight[x], last_pos)


class NoGradient(Classifier):
    def forward(self, x, last_pos):
        with torch.no_grad():
            return super().forward(x, last_pos)


class Deaf(Classifier):
    def forward(self, x, last_pos):
        return 0 * super().forward(x, last_pos)


READ = [Classifier, OneByOne, TimeFirst, WholeName]


def made(kind: type[nn.Module] = Classifier) -> nn.Module:
    torch.manual_seed(0)
    return kind()


# ---- numbers


@pytest.mark.parametrize("kind", READ)
@pytest.mark.parametrize("name", ["Kowalski", "li", "O'Neill", "aa", "q"])
def test_probabilities_and_saliency_are_those_of_the_model(kind, name) -> None:
    model = made(kind)
    got = read_name(model, name)
    x, last_pos = encode([name])
    embedded = model.anything(x).detach().requires_grad_()
    logits = model.eval().rest(embedded, last_pos)
    (gradient,) = torch.autograd.grad(logits[0, logits.argmax()], embedded)
    assert got.letters == name.lower()
    torch.testing.assert_close(got.probabilities.float(), logits[0].softmax(0))
    torch.testing.assert_close(got.saliency.float(), gradient[0].norm(dim=1))
    for end in range(1, len(name) + 1):
        logits = model(*encode([name[:end]]))[0]
        torch.testing.assert_close(got.after[end - 1].float(), logits.softmax(0))


def test_a_space_inside_is_a_letter_and_so_is_one_at_the_end_of_a_prefix() -> None:
    model = made().eval()
    got = read_name(model, "  de  la Cruz ")
    assert got.letters == "de la cruz"
    x, _ = encode(["de la"])
    logits = model(x[:, :3], torch.tensor([2]))[0]  # "de "
    torch.testing.assert_close(got.after[2].float(), logits.softmax(0))


@pytest.mark.parametrize("kind", [Backwards, NoEmbedding, NoGradient])
def test_without_letters_in_their_order_there_is_no_saliency(kind) -> None:
    assert read_name(made(kind), "Kowalski").saliency is None
    answer = NameExplorer(made(kind), LANGUAGES).answer
    assert answer["shares"] == []
    assert answer["note"].startswith("The letters' weight can't be shown: no nn.Embedding")
    assert answer["words"].startswith("Most like: ")


def test_a_gradient_of_zero_is_no_saliency_either() -> None:
    answer = NameExplorer(made(Deaf), LANGUAGES).answer
    assert answer["shares"] == []
    assert "the gradient is 0" in answer["note"]
    assert answer["words"] == "Most like: language 0, 8 %; then language 1, 8 %."


def test_the_answer_is_what_was_read_the_most_probable_first() -> None:
    model = made()
    got, answer = read_name(model, "Łódź"), NameExplorer(model, LANGUAGES, "Łódź").answer
    order = got.probabilities.argsort(descending=True)[:SHOWN]
    assert answer["languages"] == [LANGUAGES[n] for n in order]
    assert answer["probabilities"] == got.probabilities[order].tolist()
    assert answer["probabilities"] == sorted(answer["probabilities"], reverse=True)
    assert [row[-1] for row in answer["after"]] == pytest.approx(answer["probabilities"])
    np.testing.assert_allclose(answer["after"], got.after[:, order].T)
    assert sum(answer["shares"]) == pytest.approx(1)
    np.testing.assert_allclose(answer["shares"], got.saliency / got.saliency.sum())
    assert answer["letters"] == "lodz"
    assert answer["problem"] == answer["note"] == ""


# ---- nothing of the reader's is touched


def everything_of(model: nn.Module) -> list:
    grads = [None if p.grad is None else p.grad.clone() for p in model.parameters()]
    modes = [(module.training, len(module._forward_hooks)) for module in model.modules()]
    needs = [p.requires_grad for p in model.parameters()]
    weights = [value.clone() for value in model.state_dict().values()]
    states = [torch.get_rng_state(), torch.is_grad_enabled(), torch.get_default_dtype()]
    return [*weights, *grads, modes, needs, *states, torch.get_num_threads()]


def same(one: list, other: list) -> bool:
    pairs = zip(one, other, strict=True)
    return all(torch.equal(a, b) if isinstance(a, torch.Tensor) else a == b for a, b in pairs)


@pytest.mark.parametrize("kind", [*READ, NoEmbedding, Careless])
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("grad", [True, False])
def test_the_model_and_the_program_stay_as_they_are(kind, training, grad) -> None:
    model = made(kind).train(training)
    model(*encode(["Li", "Kim"])).sum().backward()  # gradients, and states that are kept
    kept = getattr(getattr(model, "layer", None), "h_list", [])
    states = list(kept)
    with torch.set_grad_enabled(grad):
        before = everything_of(model)
        got = read_name(model, "Kowalski")
        assert same(before, everything_of(model))
    assert len(kept) == len(states)
    assert all(now is then for now, then in zip(kept, states, strict=True))
    torch.testing.assert_close(got.probabilities, read_name(model, "Kowalski").probabilities)


def test_an_embedding_with_max_norm_is_not_renormed() -> None:
    model = made()
    model.anything.max_norm = 0.1  # its forward changes the weights in place
    before = everything_of(model)
    read_name(model, "Kowalski")
    assert same(before, everything_of(model))


def test_inference_mode_around_it() -> None:
    model = made()
    with torch.inference_mode():
        assert read_name(model, "Kowalski").saliency is not None


@given(st.text(max_size=30))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_or_answered_in_words(name) -> None:
    answer = EXPLORER._read(name)[0]
    assert answer["problem"] == ""
    assert answer["words"].startswith("Most like: ") == bool(answer["letters"])
    assert answer["words"].endswith(".")
    assert set(answer["letters"]) <= set(ALPHABET)
    shares = len(answer.get("shares", []))
    assert shares == len(answer["letters"])


EXPLORER = NameExplorer(made(), LANGUAGES)


@pytest.mark.parametrize(
    ("name", "letters"),
    {
        "K": "k",
        "a" * 60: "a" * 60,
        "O’Neill": "o'neill",
        "-": "-",
        "'": "'",
        "Łódź": "lodz",
        "Nguyễn": "nguyen",
        "Müller-Lüdenscheidt": "muller-ludenscheidt",
        "李": "li",
        "Li 😀": "li",
        "a" * LONGEST: "a" * LONGEST,
    }.items(),
)
def test_odd_names_are_read(name, letters) -> None:
    explorer = NameExplorer(made(), LANGUAGES, name)
    assert explorer.answer["letters"] == letters
    assert explorer.answer["words"].startswith("Most like: ")
    assert np.isfinite(explorer.answer["after"]).all()
    data, _ = explorer._repr_mimebundle_()
    assert data["text/html"].startswith("<img alt=")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Type a name."),
        ("  \t ", "Type a name."),
        ("😀", "Nothing of this name is left in letters from a to z."),
        ("123", "Nothing of this name is left in letters from a to z."),
        ("a" * 101, "These are 101 letters; at most 100 are read here."),
        ("a" * 100_000, "These are 100000 letters; at most 100 are read here."),
    ],
)
def test_names_that_cannot_be_read_are_told_in_words(name, words) -> None:
    with pytest.raises(Unreadable):
        read_name(made(), name)
    explorer = NameExplorer(made(), LANGUAGES, name)
    assert (explorer.answer["words"], explorer.answer["problem"]) == (words, "")
    data, _ = explorer._repr_mimebundle_()
    assert words in data["text/plain"]
    assert "text/html" not in data
    explorer.name = "Li"
    assert explorer.answer["letters"] == "li"


# ---- a model that is not ready


class Unwritten(Classifier):
    def forward(self, x, last_pos):
        raise NotImplementedError


class Breaks(Classifier):
    def forward(self, x, last_pos):
        return self.anything(x)[:, last_pos + 90]


class Pair(Classifier):
    def forward(self, x, last_pos):
        return super().forward(x, last_pos), None


class EveryStep(Classifier):
    def forward(self, x, last_pos):
        return self.out(self.rnn(self.anything(x))[0])


class Leaves(Classifier):
    def forward(self, x, last_pos):
        exit()


class Uncopied(Classifier):
    def __deepcopy__(self, memo):
        raise TypeError("cannot pickle a lock")


def diverged() -> nn.Module:
    model = made()
    nn.init.constant_(model.out.bias, torch.nan)
    return model


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (None, "○ There is no network yet."),
        (made(Unwritten), "○ your Unwritten isn't written yet."),
        (made(Breaks), "✗ your Breaks raised IndexError: index 97 is out of bounds"),
        (made(Pair), "✗ your Pair: it returned a tuple where logits, a tensor, are needed."),
        (made(EveryStep), "it returned logits of shape (1, 8, 12), where (1, languages) is needed"),
        (made(Leaves), "✗ your Leaves raised SystemExit"),
        (made(Uncopied), "✗ your Uncopied raised TypeError: cannot pickle a lock"),
        (Classifier(5), "✗ your Classifier: it gives 5 logits for 12 languages."),
        (diverged(), "✗ your Classifier: its logits are nan or infinite"),
        (SimpleNamespace(), "✗ your SimpleNamespace raised AttributeError"),
    ],
)
def test_errors_are_told_in_words(model, words) -> None:
    explorer = NameExplorer(model, LANGUAGES)
    assert words in explorer.answer["problem"]
    assert "Traceback" not in explorer.answer["problem"]
    explorer.name = "Baker Li"  # and it is still alive
    assert explorer.answer["name"] == "Baker Li"
    assert explorer.answer["problem"][:10] == words[:10] or words in explorer.answer["problem"]
    data, _ = explorer._repr_mimebundle_()
    assert explorer.answer["problem"] in data["text/plain"]
    assert "text/html" not in data


def test_a_network_that_learns_is_asked_anew() -> None:
    model = made()
    explorer = NameExplorer(model, LANGUAGES)
    with torch.no_grad():
        model.out.bias[7] += 50
    explorer.name = "Li"
    assert explorer.answer["words"] == "Most like: language 7, 100 %."


def test_a_training_meanwhile_takes_the_same_course() -> None:
    x, last_pos = encode(["Kowalski", "Li", "O'Neill"])

    def train(model: nn.Module) -> list[torch.Tensor]:
        torch.manual_seed(3)  # for its dropout
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(150):
            optimizer.zero_grad()
            model(x, last_pos).logsumexp(1).sum().backward()
            optimizer.step()
        return [p.detach().clone() for p in model.parameters()]

    alone = train(made(Careless))
    model = made(Careless)
    explorer = NameExplorer(model, LANGUAGES)
    done, read = threading.Event(), []

    def type_names() -> None:
        while not done.is_set():
            explorer.name = f"{'a' * (1 + len(read) % 9)}"
            read.append(explorer.answer["problem"])

    hand = threading.Thread(target=type_names)
    hand.start()
    meanwhile = train(model)
    done.set()
    hand.join(60)
    assert len(read) > 5
    assert set(read) == {""}
    for now, then in zip(meanwhile, alone, strict=True):
        assert torch.equal(now, then)


# ---- where no widget can be shown


def test_a_still_picture_with_a_description_stands_for_the_widget() -> None:
    explorer = NameExplorer(made(), LANGUAGES, name="Kowalski")
    data, _ = explorer._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/html"].startswith('<img alt="Name explorer: “Kowalski”, read as kowalski')
    assert "data:image/png;base64," in data["text/html"]
    words = data["text/plain"]
    assert re.search(r"is most like language \d+ \d+ %, .* of 12 lists of names\.", words)
    assert re.search(r"The letters that weigh most: \w \d+ %, \w \d+ %, \w \d+ %\.", words)


@pytest.mark.parametrize("dark", [False, True])
def test_the_picture_is_legible_on_any_paper(dark) -> None:
    with mpl.rc_context():
        use_course_style(dark=dark)
        fig = still(NameExplorer(made(), LANGUAGES, "de la Cruz").answer)
        fig.canvas.draw()
    _, weights, bars, strip = fig.axes
    assert len(weights.patches) == 10
    assert len(bars.patches) == SHOWN
    assert [label.get_text() for label in strip.get_xticklabels()] == list("de␣la␣cruz")
    assert {text.get_color() for text in strip.texts} == {"#1F2328"}, "its cells are pale"


def test_while_grading_no_comm_and_only_the_description_is_left(monkeypatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setattr(name_explorer, "still", lambda _: pytest.fail("it was drawn"))
    explorer = NameExplorer(made(), LANGUAGES)
    assert (explorer.comm, explorer.answer) == (None, {})
    data, _ = explorer._repr_mimebundle_()
    assert list(data) == ["text/plain"]
    assert data["text/plain"].startswith("[figure, not drawn while grading] Name explorer: “Kowal")
    (text,) = NameExplorer(None, LANGUAGES)._repr_mimebundle_()[0].values()
    assert "○ There is no network yet." in text


def test_the_module_is_whole() -> None:
    assert NameExplorer._esm.count("export default") == 1
    assert "://" not in re.sub(r"http://www\.w3\.org/2000/svg", "", NameExplorer._esm), "no CDN"
    for module in (name_explorer, reading):
        assert "plt" not in inspect.getsource(module), "no pyplot"


# ---- in a kernel

CELL = """
import torch
from torch import nn

from course_utils.widgets import NameExplorer


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.Embedding(30, 2)

    def forward(self, x, last_pos):
        return self.e(x).sum(dim=1)


torch.manual_seed(0)
NameExplorer(Net(), ["Polish", "Czech"])"""


@pytest.mark.slow
def test_static_page_of_an_executed_notebook() -> None:
    nb = run_cells(CELL).nb
    page, _ = HTMLExporter().from_notebook_node(nb)
    assert '<img alt="Name explorer: “Kowalski”' in page
    assert "data:image/png;base64,iVBOR" in page


@pytest.mark.slow
def test_while_grading_a_kernel_says_one_text() -> None:
    client = run_cells(CELL, NBGRADER_EXECUTION="autograde")
    assert client.of_type("comm_open") == client.of_type("comm_msg") == []
    (output,) = client.nb.cells[0].outputs
    assert list(output.data) == ["text/plain"]
