"""Hidden tests of notebook 02 around splits and scores, in the kernel's way and from the judge."""

import asyncio
import random

import pytest
import torch
from torch import nn

from autograde.hidden import name_scores, name_splits, probe
from autograde.hidden.name_splits import draw_rows, expect_split
from autograde.hidden.withheld import withheld
from course_utils.checks import Wrong
from course_utils.checks.surnames.training import FLOOR, TARGET
from course_utils.data import surnames
from tests.autograde.judge.students import judged

SEEDS = [0, 1, 2**31 - 1, *range(10, 30)]


pytestmark = pytest.mark.usefixtures("judges_end")


def ruling(source: str, test: str) -> tuple[str, object]:
    """What the judge says of a student's source: an error, or the last value."""

    async def judge() -> tuple[str, object]:
        preamble = "from autograde.hidden.name_splits import expect_split\n"
        preamble += "from autograde.hidden.name_scores import score\n"
        async with judged(source, preamble) as found:
            said = await asyncio.wait_for(found.run(test, "t"), 60)
            return said.error, said.score

    return asyncio.run(judge())


# --- splits ------------------------------------------------------------------------------------

SPLITS = """
import random

def overlap(train_names, test_names):
    known = {name.lower() for name in train_names}
    return sum(name.lower() in known for name in test_names) / max(len(test_names), 1)

def clean_split(names, test_share, seed):
    different = sorted({name.lower() for name in names})
    random.Random(seed).shuffle(different)
    held_out = set(different[: round(test_share * len(different))])
    rows = range(len(names))
    test = [row for row in rows if names[row].lower() in held_out]
    return [row for row in rows if names[row].lower() not in held_out], test
"""
NAMES: dict = {}
exec(SPLITS, NAMES)
overlap, clean_split = NAMES["overlap"], NAMES["clean_split"]


def low(names) -> set[str]:
    return {name.lower() for name in names}


def by_rows(names, test_share, seed):
    rows = list(range(len(names)))
    random.Random(seed).shuffle(rows)
    number = round(test_share * len(rows))
    return rows[number:], rows[:number]


def exactly(names, test_share, seed):
    """Capitals make a difference."""
    different = sorted(set(names))
    random.Random(seed).shuffle(different)
    held_out = set(different[: round(test_share * len(different))])
    rows = range(len(names))
    return [r for r in rows if names[r] not in held_out], [r for r in rows if names[r] in held_out]


def a_stretch(names, test_share, seed):
    """Neighbours in the list; the seed says where they begin."""
    different = list(dict.fromkeys(name.lower() for name in names))
    start = seed % (len(different) // 2)
    held_out = set(different[start : start + int(test_share * len(different))])
    test = [row for row, name in enumerate(names) if name.lower() in held_out]
    return [row for row, name in enumerate(names) if name.lower() not in held_out], test


def changed(change):
    def split(names, test_share, seed):
        return change(names, *clean_split(names, test_share, seed))

    return split


def in_place(names, test_share, seed):
    names.sort()
    return clean_split(names, test_share, seed)


def test_rows() -> None:
    for seed in SEEDS:
        rows = draw_rows(100, random.Random(seed))
        assert len(low(rows)) < len(set(rows)) < len(rows)
        assert rows != sorted(rows)


def test_a_right_split() -> None:
    for seed in SEEDS:
        expect_split(overlap, clean_split, seed)


def as_tensor(train, test):
    return torch.tensor(overlap(train, test))


@pytest.mark.parametrize("answer", [as_tensor, lambda a, b: torch.tensor([overlap(a, b)]).numpy()])
def test_numbers_of_other_kinds(answer) -> None:
    if answer is as_tensor:
        expect_split(answer, clean_split, 1)
    else:
        with pytest.raises(Wrong, match="ndarray"):
            expect_split(answer, clean_split, 1)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda a, b: None, "NoneType"),
        (lambda a, b: "1", "`str`"),
        (lambda a, b: float("nan"), "says nan"),
        (lambda a, b: len(low(a) & low(b)) / max(len(low(b)), 1), "have a name in train"),
        (lambda a, b: sum(n.lower() in low(a) for n in b) / max(len(a), 1), "have a name in train"),
        (lambda a, b: sum(n in set(a) for n in b) / max(len(b), 1), "have a name in train"),
        (lambda a, b: overlap(b, a), "have a name in train"),
        (lambda a, b: overlap(a, b) if b else 1.0, "Of 0 test rows"),
        (lambda a, b: [a.sort(), overlap(a, b)][1], "changes the lists"),
    ],
)
def test_a_wrong_overlap(answer, said: str) -> None:
    for seed in SEEDS:
        with pytest.raises(Wrong, match=said):
            expect_split(answer, clean_split, seed)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (by_rows, "have rows in both lists"),
        (exactly, "have rows in both lists"),
        (a_stretch, "from one part of the list"),
        (in_place, "changes the list"),
        (lambda n, share, seed: clean_split(n, share, 0), "Other seeds"),
        (lambda n, share, seed: clean_split(n, share, random.random()), "same seed"),
        (lambda n, share, seed: clean_split(n, 1 - share, seed), "are for testing"),
        (changed(lambda names, train, test: (test, train)), "are for testing"),
        (changed(lambda names, train, test: (train[1:], test)), "exactly one"),
        (changed(lambda names, train, test: (train, test + test[:1])), "exactly one"),
        (changed(lambda names, train, test: (train, [names[r] for r in test])), "two lists of int"),
    ],
)
def test_a_wrong_split(answer, said: str) -> None:
    for seed in SEEDS:
        with pytest.raises(Wrong, match=said):
            expect_split(overlap, answer, seed)


def test_the_judge_lets_a_right_split_pass() -> None:
    assert ruling(SPLITS, "expect_split(overlap, clean_split, 3)")[0] == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("for name in train_names", "for name in train_names[1:]", "have a name in train"),
        ("known = {", "test_names.sort(); known = {", "changes the lists"),
        ("rows = range", "names.sort(); rows = range", "changes the list of names"),
        ("random.Random(seed)", "random.Random(7)", "Other seeds give the same split"),
        ("return [row for", "return test, [row for", "are for testing"),
        ("], test", "], set(map(str, test))", "two lists of ints"),
        ("return sum", "return '' and sum", "should return a number"),
    ],
)
def test_the_judge_finds_what_is_wrong(old: str, new: str, said: str) -> None:
    source = SPLITS.replace(old, new)
    if new.startswith("return test"):
        source = source.replace("in held_out], test", "in held_out]")
    assert source != SPLITS
    assert said in ruling(source, "expect_split(overlap, clean_split, 3)")[0]


# --- scores ------------------------------------------------------------------------------------


class Knows(nn.Module):
    """Knows these names, but for a share of them."""

    def __init__(self, data: surnames.Surnames, wrong: float = 0.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(()))
        self.dropout = nn.Dropout(0.9)
        x, _ = surnames.encode(data.names)
        draw = torch.rand(len(data), generator=torch.Generator().manual_seed(1))
        answers = (data.labels + (draw < wrong)) % len(data.languages)
        known = zip(x.tolist(), answers.tolist(), strict=True)
        self.answer = {tuple(n for n in row if n): label for row, label in known}
        self.number = len(data.languages)
        self.sizes: list[int] = []

    def forward(self, x, last_pos):
        self.sizes.append(len(x))
        assert not torch.is_grad_enabled()
        assert last_pos.equal((x > 0).sum(1) - 1)
        label = [self.answer[tuple(n for n in row if n)] for row in x.tolist()]
        logits = nn.functional.one_hot(torch.tensor(label), self.number)
        return self.dropout(self.weight * logits)


UNSEEN = withheld()
HALFWAY = 1 - (FLOOR + TARGET) / 2


def test_full_marks_and_none() -> None:
    assert name_scores.score(Knows(UNSEEN), 8) == 8
    assert name_scores.score(Knows(UNSEEN, wrong=1 - FLOOR + 0.03), 8) == 0


def test_partial_credit_is_on_a_straight_line() -> None:
    model = Knows(UNSEEN, HALFWAY)
    known = name_scores.accuracy(model, UNSEEN)
    wanted = 8 * (known - FLOOR) / (TARGET - FLOOR)
    assert 0 < wanted < 8
    assert name_scores.score(model, 8) == pytest.approx(wanted, abs=0.006)


def test_a_few_batches_in_eval_mode_and_the_mode_is_kept() -> None:
    model = Knows(UNSEEN).train()
    name_scores.score(model, 8)
    assert model.training
    assert model.dropout.training
    assert sum(model.sizes) == len(UNSEEN)
    assert len(model.sizes) <= 6


def test_the_order_tells_nothing_of_the_labels() -> None:
    """Rows sorted by language would let a network that counts rows pass for one that reads."""

    class Counts(Knows):
        def forward(self, x, last_pos):
            start = sum(self.sizes)
            self.sizes.append(len(x))
            rows = UNSEEN.labels[start : start + len(x)]
            return self.weight * nn.functional.one_hot(rows, self.number)

    assert name_scores.accuracy(Counts(UNSEEN), UNSEEN) < 0.2


def test_the_same_network_gets_the_same_points() -> None:
    class Noisy(Knows):
        def forward(self, x, last_pos):
            logits = super().forward(x, last_pos).float()
            return logits + torch.randn_like(logits)

    model = Noisy(UNSEEN)
    first = name_scores.accuracy(model, UNSEEN)
    torch.manual_seed(torch.seed())
    assert name_scores.accuracy(model, UNSEEN) == first < 1


def test_any_precision() -> None:
    for dtype in (torch.float64, torch.bfloat16):
        assert name_scores.score(Knows(UNSEEN).to(dtype), 8) == 8


class Changed(Knows):
    def __init__(self, change) -> None:
        super().__init__(UNSEEN)
        self.change = change

    def forward(self, x, last_pos):
        return self.change(super().forward(x, last_pos))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda z: z[:, :-1], r"\(512, 27\)"),
        (lambda z: z.argmax(1), r"\(512,\)"),
        (lambda z: z[:5], r"\(5, 28\)"),
        (lambda z: z.T, r"\(28, 512\)"),
        (lambda z: z * torch.nan, "nan"),
        (lambda z: z + torch.inf, "inf"),
    ],
)
def test_logits_of_a_wrong_kind(change, said: str) -> None:
    with pytest.raises(Wrong, match=said):
        name_scores.score(Changed(change), 8)


@pytest.mark.parametrize("model", [None, 3, {}, Knows])
def test_no_network(model) -> None:
    with pytest.raises(Wrong, match="no network"):
        name_scores.score(model, 8)


NETWORK = """
import torch
from torch import nn

class RecurrentClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding, self.readout = nn.Embedding(30, 8), nn.Linear(8, 28)
        self.net = nn.LSTM(8, 8, batch_first=True)

    def forward(self, x, last_pos):
        all_h, _ = self.net(self.embedding(x))
        return self.readout(all_h[torch.arange(len(x)), last_pos])

torch.manual_seed(0)
trained_classifier = RecurrentClassifier()
"""
SCORE = 'assert trained_classifier is not None, "no network"\nscore(trained_classifier, 8)'


def test_the_judge_scores_an_untrained_network() -> None:
    error, value = ruling(NETWORK, SCORE)
    assert (error, value) == ("", 0.0)


def test_the_judge_scores_a_network_that_knows_most() -> None:
    """It reads the truth from the file, which in the sandbox isn't there."""
    source = (
        NETWORK
        + """
from autograde.hidden.withheld import withheld
from course_utils.data.surnames import encode
data = withheld()
known = {tuple(n for n in row if n): label
         for row, label in zip(encode(data.names)[0].tolist(), data.labels.tolist())}
def forward(x, last_pos):
    labels = [known[tuple(n for n in row if n)] for row in x.tolist()]
    return torch.eye(28)[labels]
trained_classifier.forward = forward
"""
    )
    assert ruling(source, SCORE) == ("", 8.0)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("trained_classifier = None", "no network"),
        ("trained_classifier = 3", "is no network that gives logits"),
        ("trained_classifier.forward = lambda x, last_pos: x", "should have shape (512, 28)"),
        (
            "trained_classifier.forward = lambda x, last_pos: 1 / 0",
            "division by zero (in `<lambda>`",
        ),
        ("trained_classifier.readout.bias.data.fill_(float('nan'))", "nan"),
    ],
)
def test_the_judge_says_what_is_wrong(line: str, said: str) -> None:
    assert said in ruling(f"{NETWORK}\n{line}\n", SCORE)[0]


def test_probes_stand_by_themselves() -> None:
    found = [
        value
        for module in (name_scores, name_splits)
        for value in vars(module).values()
        if isinstance(value, probe)
    ]
    assert len(found) == 3
    for function in found:
        compile(function.source, "<probe>", "exec")


def test_labels_stay_here() -> None:
    """What is sent is letters and places, in an order of their own; nothing says whose they are."""
    sent = []

    def look(model, batches):
        sent.extend(batches)
        return [torch.zeros(len(x), 28) for x, _ in batches]

    kept, name_scores.answers = name_scores.answers, look
    try:
        name_scores.accuracy(object(), UNSEEN)
    finally:
        name_scores.answers = kept
    assert all(len(batch) == 2 and batch[0].dtype == torch.int64 for batch in sent)
    assert all(last.equal((x > 0).sum(1) - 1) for x, last in sent)
