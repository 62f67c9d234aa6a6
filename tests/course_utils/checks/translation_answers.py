"""A right answer to `seq2seq`, built so that one thing at a time can be spoilt."""

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy


class Right(nn.Module):
    """LSTMs; the encoder is read at each sentence's <eos>."""

    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0) -> None:
        super().__init__()
        self.pad = pad
        self.spanish = nn.Embedding(source_size, hidden_size)
        self.english = nn.Embedding(target_size, hidden_size)
        self.reader = nn.LSTM(hidden_size, hidden_size, batch_first=True)
        self.writer = nn.LSTM(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor):
        lengths = (source != self.pad).sum(1)
        packed = nn.utils.rnn.pack_padded_sequence(
            self.spanish(source), lengths, batch_first=True, enforce_sorted=False
        )
        return self.reader(packed)[1]

    def decode(self, target_in: Tensor, state):
        all_h, state = self.writer(self.english(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor):
        return self.decode(target_in, self.encode(source))[0]


def right_loss(model, source, target, sos, pad=0):
    first = torch.full_like(target[:, :1], sos)
    logits = model(source, torch.cat([first, target[:, :-1]], 1))
    return cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def right_greedy(model, source, sos, eos, longest):
    model.eval()
    state, token, said = model.encode(source), torch.full_like(source[:, :1], sos), []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(2)
        said.append(token)
    rows = torch.cat(said, 1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


ANSWERS = {"Seq2Seq": Right, "teacher_forced_loss": right_loss, "greedy": right_greedy}
