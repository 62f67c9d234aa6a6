"""The trained classifier: what the loop that trained it does, and what it knows."""

import copy

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy, nll_loss

from course_utils.checks import Wrong, float64
from course_utils.checks.surnames import check
from course_utils.checks.surnames.faults import fault, fault_if_seen
from course_utils.checks.surnames.loop import EPOCHS, ROWS, error_of, small_problem, watch
from course_utils.checks.surnames.training import FLOOR, TARGET, accuracy, credit, every_tenth
from course_utils.data import surnames


class RecurrentClassifier(nn.Module):
    """A right answer to the exercise before."""

    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        kind = {"lstm": nn.LSTM, "rnn": nn.RNN}[model_type]
        self.net = kind(rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.readout = nn.Linear(rnn_size, n_categories)

    def forward(self, x, last_pos):
        all_h, _ = self.net(self.embedding(x))
        return self.readout(self.dropout(all_h[torch.arange(len(x)), last_pos]))


class Knows(nn.Module):
    """Says of every name in `data` what it is, of all but the first few rightly."""

    def __init__(self, data: surnames.Surnames, wrong: float = 0.0):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(()))
        x, _ = surnames.encode(data.names)
        self.width, few = x.shape[1], int(wrong * len(data))
        answers = (data.labels + (torch.arange(len(data)) < few)) % len(data.languages)
        self.number, self.answers = len(data.languages), answers
        self.place = {tuple(row): n for n, row in enumerate(x.tolist())}

    def forward(self, x, last_pos):
        x = nn.functional.pad(x, (0, self.width - x.shape[1]))
        rows = torch.tensor([self.place[tuple(row)] for row in x.tolist()])
        return self.weight * nn.functional.one_hot(self.answers[rows], self.number)


TENTH = every_tenth(surnames.load())


def loop(
    rate=3e-3,
    optim: type[torch.optim.Optimizer] = torch.optim.AdamW,
    batch=128,
    loss=cross_entropy,
    zero=True,
    backward=True,
    step=True,
    training=True,
    own=lambda model: model,
    weights_of=lambda model: model,
    order=lambda n: torch.randperm(n),
    x_rows=lambda rows: rows,
    y_rows=lambda rows: rows,
    last=lambda x, last_pos: last_pos,
    call=lambda model, x, last: model(x, last),
    epochs_of=lambda epochs: epochs,
    stop=None,
    result=lambda losses: [value.item() for value in losses],
):
    """A training loop with one thing amiss."""

    def train(model, names, labels, epochs):
        x, last_pos = surnames.encode(names)
        net = own(model)
        optimizer = optim(weights_of(net).parameters(), lr=rate)  # type: ignore[call-arg]
        losses = []
        net.train(training)
        for _ in range(epochs_of(epochs)):
            for number, rows in enumerate(order(len(x)).split(batch)):
                logits = call(net, x[x_rows(rows)], last(x, last_pos)[rows])
                value = loss(logits, labels[y_rows(rows)])
                if zero:
                    optimizer.zero_grad()
                if backward:
                    value.backward()
                if step:
                    optimizer.step()
                losses.append(value.detach())
                if stop == "batch" and number == 0:
                    break
                if stop == "at once":
                    return result(losses)
            if stop == "epoch":
                return result(losses)
        return result(losses)

    return train


def bucketed(model, names, labels, epochs):
    """Rows of about the same length together, as in `surnames.batches`; one-cycle, clipped."""
    x, last_pos = surnames.encode(names)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    total = epochs * -(-len(x) // 128)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=5e-3, total_steps=total)
    losses = []
    for epoch in range(epochs):
        model.train()
        for batch in surnames.batches(x, last_pos, labels, 128):
            rows, last, y = batch
            optimizer.zero_grad()
            loss = cross_entropy(model(rows, last), y, label_smoothing=0.1)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            scheduler.step()
            losses.append(loss.item())
        model.eval()
        print("epoch", epoch, "loss on all names", cross_entropy(model(x, last_pos), labels))
        with torch.no_grad():
            print("of these it knows", (model(x, last_pos).argmax(1) == labels).sum())
    return losses


def weighted(logits, y):
    return cross_entropy(logits, y, torch.linspace(0.2, 2, 8))


def balanced(n):
    return torch.randint(n, (n,))


def part_kept(n):
    return torch.randperm(n)[: int(0.85 * n)]


GOOD = [
    bucketed,
    loop(),
    loop(rate=0.5, optim=torch.optim.SGD),
    loop(rate=1e-3, optim=torch.optim.RMSprop),
    loop(batch=16),
    loop(batch=1000, order=lambda n: torch.randperm(n)[:1000]),
    loop(batch=2000),
    loop(loss=weighted),
    loop(loss=lambda z, y: cross_entropy(z, y, label_smoothing=0.2)),
    loop(loss=lambda z, y: cross_entropy(z, y, reduction="sum") / 100),
    loop(loss=lambda z, y: nll_loss(z.log_softmax(1), y)),
    loop(loss=lambda z, y: cross_entropy(z.log_softmax(1), y)),
    loop(order=balanced),
    loop(order=part_kept),
    loop(result=lambda losses: [float(sum(losses[:8])), float(sum(losses[8:]))]),
]


def run(trained, train=bucketed):
    return check.run("train-classifier", {"trained_classifier": trained, "train": train})


# --- the loop ----------------------------------------------------------------------------------


def test_the_small_problem() -> None:
    names, labels = small_problem()
    assert len({name.lower() for name in names}) == len(names) == len(labels) == ROWS
    assert labels.equal(labels.sort().values)
    assert len({len(name) for name in names}) > 5


@pytest.mark.parametrize("train", GOOD)
def test_nothing_amiss(train) -> None:
    for _ in range(3):
        assert fault(train) == ""
    assert error_of(train) is None


def other(model):
    return RecurrentClassifier(30, 4, 8)


def shifted(rows):
    return (rows + 1) % ROWS


BAD = [
    (loop(own=copy.deepcopy), "never runs the model"),
    (loop(own=other), "never runs the model"),
    (loop(backward=False), "`backward()` is never called"),
    (loop(stop="at once"), "Only one step"),
    (loop(step=False), "do not change"),
    (loop(weights_of=other), "do not change"),
    (loop(zero=False), "`zero_grad()` before"),
    (loop(call=lambda model, x, last: model(x)), "without last_pos"),
    (loop(call=lambda model, x, last: model(x.T, last)), "x is (batch, time)"),
    (loop(call=lambda model, x, last: model(x.flip(1), last)), "none of the names"),
    (loop(last=lambda x, last: torch.full_like(last, x.shape[1] - 1)), "the last column"),
    (loop(last=lambda x, last: last + 1), "one too far"),
    (loop(last=lambda x, last: last[torch.randperm(ROWS)]), "belongs to other rows"),
    (loop(y_rows=lambda rows: torch.randperm(ROWS)[: len(rows)]), "do not belong together"),
    (loop(y_rows=lambda rows: torch.arange(len(rows))), "do not belong together"),
    (loop(loss=lambda z, y: cross_entropy(z.softmax(1), y)), "A softmax comes before"),
    (loop(loss=lambda z, y: cross_entropy(z.sigmoid(), y)), "A sigmoid comes before"),
    (loop(loss=lambda z, y: nll_loss(z.softmax(1), y)), "is given probabilities"),
    (loop(loss=nll_loss), "is given logits"),
    (loop(order=lambda n: torch.arange(128)), "same batch"),
    (loop(order=torch.arange), "language by language"),
    (loop(training=False), "eval mode"),
    (loop(epochs_of=lambda epochs: 10**6), "The loop goes on"),
    (loop(epochs_of=lambda epochs: 20), "The loop goes on"),
    (loop(epochs_of=lambda epochs: 5), "makes 5 epochs"),
    (loop(stop="epoch"), "inside the loop over epochs"),
    (loop(epochs_of=lambda epochs: 1), "`epochs` not used"),
    (loop(stop="batch"), "trained on 256 names"),
    (loop(rate=1e-7), "far too low"),
    (loop(rate=30.0), "far too high"),
    (loop(result=lambda losses: None), "returned None"),
    (loop(result=lambda losses: torch.stack(losses)), "got `Tensor`"),
    (loop(result=lambda losses: losses), "`loss.item()`"),
    (loop(result=lambda losses: ["1"] * 8), "as floats"),
    (loop(result=lambda losses: [1.0]), "1 losses for 2 epochs"),
    (loop(result=lambda losses: [float("nan")] * 8), "not a number"),
]


@pytest.mark.parametrize(("train", "said"), BAD, ids=[said for _, said in BAD])
def test_what_is_amiss_with_a_loop(train, said: str) -> None:
    for _ in range(3):
        assert said in fault(train)


def test_nothing_is_printed_by_a_loop(capsys) -> None:
    watch(bucketed)
    assert capsys.readouterr().out == ""


def test_a_loop_gets_lists_and_labels_of_its_own() -> None:
    def greedy(model, names, labels, epochs):
        names.clear()
        labels.zero_()

    for _ in range(2):
        _, labels = watch(greedy)
        assert labels.max() == 7


def broken(model, names, labels, epochs):
    raise ValueError("bad luck")


def test_errors_of_a_loop() -> None:
    assert isinstance(error_of(broken), ValueError)
    assert fault_if_seen(broken) == ""


# --- the network -------------------------------------------------------------------------------


def test_right() -> None:
    result = run(Knows(TENTH, wrong=0.1))
    assert result.outcome == "right"
    assert "90%" in result.message


@pytest.mark.parametrize("train", GOOD)
def test_every_good_loop_is_right(train) -> None:
    assert run(Knows(TENTH), train).outcome == "right"


def test_too_little_is_known() -> None:
    result = run(Knows(TENTH, wrong=1 - TARGET + 0.02))
    assert result.outcome == "wrong"
    assert f"It knows {TARGET - 0.02:.0%}" in result.message
    assert f"{TARGET:.0%}" in result.message


def test_what_is_amiss_comes_first_whatever_is_known() -> None:
    for wrong in (0.0, 0.9):
        result = run(Knows(TENTH, wrong), loop(zero=False))
        assert result.outcome == "wrong"
        assert result.message.startswith("Gradients of earlier steps")


def stub(model, names, labels, epochs):
    raise NotImplementedError


@pytest.mark.parametrize(
    ("train", "outcome", "said"),
    [
        (stub, "not attempted", "Write `train`"),
        (bucketed, "not attempted", "Now run the cell"),
        (broken, "wrong", "ValueError: bad luck"),
        (loop(backward=False), "wrong", "`backward()`"),
    ],
)
def test_nothing_trained_yet(train, outcome: str, said: str) -> None:
    result = run(None, train)
    assert result.outcome == outcome
    assert said in result.message


@pytest.mark.parametrize("model", [3, "model", nn.Dropout(), RecurrentClassifier])
def test_no_network(model) -> None:
    assert "should be the trained network" in run(model).message


def test_a_network_for_other_languages() -> None:
    result = run(RecurrentClassifier(30, 4, 18))
    assert result.outcome == "wrong"
    assert "(names, languages)" in result.message


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("mode", [True, False])
def test_networks_keep_mode_and_precision(dtype: torch.dtype, mode: bool) -> None:
    torch.manual_seed(0)
    model = RecurrentClassifier(30, 8, 28, dropout=0.5).to(dtype).train(mode)
    model.net.eval()
    with float64():
        first = accuracy(model, TENTH)
        assert accuracy(model, TENTH) == first  # nothing is dropped
    assert (model.training, model.net.training) == (mode, False)


def test_states_of_ones_own_are_of_the_network_s_precision() -> None:
    class Own(RecurrentClassifier):
        def forward(self, x, last_pos):
            zeros = torch.zeros(1, len(x), 8)
            all_h, _ = self.net(self.embedding(x), (zeros, zeros))
            return self.readout(all_h[torch.arange(len(x)), last_pos])

    model = Own(30, 8, 28)
    with float64():
        assert 0 <= accuracy(model, TENTH) < 0.5


def test_accuracy() -> None:
    # A few names are in two languages.
    assert accuracy(Knows(TENTH), TENTH) == pytest.approx(1, abs=0.01)
    assert accuracy(Knows(TENTH, 0.25), TENTH) == pytest.approx(0.75, abs=0.01)
    bad = Knows(TENTH)
    with torch.no_grad():
        bad.weight.fill_(torch.nan)
    with pytest.raises(Wrong, match="nan"):
        accuracy(bad, TENTH)


def test_a_tenth_of_every_language() -> None:
    counts = torch.bincount(TENTH.labels, minlength=28)
    whole = torch.bincount(surnames.load().labels, minlength=28)
    assert ((counts - whole / 10).abs() < 1).all()


def test_credit() -> None:
    assert credit(0.0) == credit(FLOOR) == credit(float("nan")) == 0
    assert credit(TARGET) == credit(1.0) == 1
    assert credit((FLOOR + TARGET) / 2) == pytest.approx(0.5)
    values = [credit(n / 100) for n in range(101)]
    assert values == sorted(values)


def test_the_small_problem_asks_for_epochs() -> None:
    assert EPOCHS >= 2  # one epoch would not tell whether `epochs` is used
