"""What all ways of training have in common, and the way of notebook 02."""

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.optim import AdamW
from torch.optim.lr_scheduler import OneCycleLR

from course_utils.data import surnames
from course_utils.data.surnames import ALPHABET, Surnames

RNN_SIZE, DROPOUT = 128, 0.2
RATE, CLIP = 5e-3, 1.0
CPU = torch.device("cpu")


@dataclass(frozen=True)
class Setting:
    """What is trained on, and for how long."""

    data: Surnames
    epochs: int
    batch_size: int
    device: torch.device = CPU

    @property
    def steps(self) -> int:
        """How many steps there are in all."""
        return self.epochs * -(-len(self.data) // self.batch_size)


class Classifier(nn.Module):
    """The notebook's network with one layer of `nn.RNN`."""

    def __init__(self, n_categories: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(len(ALPHABET) + 1, RNN_SIZE)
        self.rnn = nn.RNN(RNN_SIZE, RNN_SIZE, batch_first=True)
        self.dropout = nn.Dropout(DROPOUT)
        self.output = nn.Linear(RNN_SIZE, n_categories)

    def forward(self, x: Tensor, last_pos: Tensor) -> Tensor:
        """x (batch, time), last_pos (batch,) → logits (batch, n_categories)."""
        all_h, _ = self.rnn(self.embedding(x))  # (batch, time, RNN_SIZE)
        rows = torch.arange(len(x), device=x.device)
        return self.output(self.dropout(all_h[rows, last_pos]))


def one_cycle(optimizer: AdamW, setting: Setting) -> OneCycleLR:
    """Return the schedule of the learning rate, one step a batch."""
    return OneCycleLR(optimizer, RATE, total_steps=setting.steps, cycle_momentum=False)


def on_device(setting: Setting) -> tuple[Tensor, Tensor, Tensor]:
    """Return x, last_pos and y of all names, encoded once and moved once."""
    x, last_pos = surnames.encode(setting.data.names)
    y = setting.data.labels
    return x.to(setting.device), last_pos.to(setting.device), y.to(setting.device)


def train(model: Classifier, setting: Setting) -> list[float]:
    """Train as notebook 02 does; return the losses."""
    x, last_pos, y = on_device(setting)
    optimizer = AdamW(model.parameters(), lr=RATE)
    schedule = one_cycle(optimizer, setting)
    losses = []
    for _ in range(setting.epochs):
        for x_batch, last_batch, y_batch in surnames.batches(x, last_pos, y, setting.batch_size):
            loss = nn.functional.cross_entropy(model(x_batch, last_batch), y_batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            optimizer.step()
            schedule.step()
            losses.append(loss.detach())
    return numbers(losses)


def numbers(losses: Iterable[Tensor]) -> list[float]:
    """Return the losses as floats; a GPU is waited for only here."""
    return torch.stack(list(losses)).tolist()


def accuracy(model: Classifier, test: Surnames) -> float:
    """Return the share of names that the model gets right."""
    model.cpu().eval()
    with torch.no_grad():
        guess = model(*surnames.encode(test.names)).argmax(dim=1)
    return (guess == test.labels).double().mean().item()
