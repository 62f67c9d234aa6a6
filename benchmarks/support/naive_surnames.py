"""The public notebook's way of training, written anew from its description.

Every name is padded to the longest of all; a batch is gathered row by row from a list of tuples
and goes through numpy into tensors; loss and right answers are read at every step. Its progress
bar is left out: that would be a matter of the screen.
"""

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim import AdamW

from course_utils.data.surnames import ALPHABET
from support.surname_training import CLIP, RATE, Classifier, Setting, one_cycle

Row = tuple[list[int], int, int]  # letters with padding, place of the last one, language


def train(model: Classifier, setting: Setting) -> list[float]:
    """Train the model; return the losses."""
    rows = _rows(setting)
    criterion = nn.CrossEntropyLoss()
    optimizer = AdamW(model.parameters(), lr=RATE)
    schedule = one_cycle(optimizer, setting)
    chance = np.random.default_rng(torch.initial_seed())
    losses, shares = [], []
    for _ in range(setting.epochs):
        order, right = chance.permutation(len(rows)), 0
        for start in range(0, len(rows), setting.batch_size):
            batch = [rows[i] for i in order[start : start + setting.batch_size]]
            x, last_pos, y = (tensor.to(setting.device) for tensor in _tensors(batch))
            logits = model(x, last_pos)
            loss = criterion(logits, y)
            losses.append(loss.item())
            right += (logits.argmax(dim=-1) == y).sum().item()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            optimizer.step()
            schedule.step()
        shares.append(right / len(rows))
    return losses


def _rows(setting: Setting) -> list[Row]:
    number = {letter: i + 1 for i, letter in enumerate(ALPHABET)}
    longest = max(map(len, setting.data.names))
    rows = []
    for name, label in zip(setting.data.names, setting.data.labels.tolist(), strict=True):
        letters = [number[letter] for letter in name.lower()]
        rows.append((letters + [0] * (longest - len(letters)), len(letters) - 1, label))
    return rows


def _tensors(batch: list[Row]) -> list[Tensor]:
    return [torch.tensor(np.array(column)) for column in zip(*batch, strict=True)]
