# Wrong answers to `seq2seq`. Each cell replaces the solution cell.


# %% state-after-the-padding says="Padding has an influence"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        _, last = self.encoder(self.source_embedding(source))
        return last

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% mean-over-the-columns says="Padding has an influence"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        return all_h.mean(dim=1).unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% end-of-the-first-row says="where the first one of the batch ends"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        return all_h[:, last[0]].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% first-state says="The last word of the source has no influence"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        return all_h[:, 0].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% pad-fixed says="is 0 fixed in the code"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != 0).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% vertical-wiring says="the first t words of the source"
from course_utils.wiring import Vertical as Seq2Seq  # noqa: E402


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% state-not-handed-over says="is the encoder's state handed on"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in))
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% state-detached says="is there a `.detach()`"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0).detach()

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% old-state-returned says="returns the state that it was given"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, _ = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% no-recurrence-in-the-decoder says="has the decoder no recurrence"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        words = self.target_embedding(target_in)
        return self.output(torch.tanh(words + state[0][:, None])), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% decoder-reads-both-ways says="the decoder sees its own answers"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True, bidirectional=True)
        self.output = nn.Linear(2 * hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state.repeat(2, 1, 1))
        return self.output(all_h), state[:1]

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% batch-and-time-exchanged says="influence each other"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% embedding-sizes-exchanged says="no place in the encoder's embedding"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(target_size, hidden_size)
        self.target_embedding = nn.Embedding(source_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% no-output-layer says="the linear layer to target_size is missing"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return all_h, state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% softmax says="These are probabilities"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h).softmax(dim=2), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% log-softmax says="These are log-probabilities"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h).log_softmax(dim=2), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% forward-returns-the-state says="forward should return the logits alone"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        return self.decode(target_in, self.encode(source))


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% one-prediction-a-sentence says="one for each step is asked for"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits[:, -1]


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% fed-the-answers says="the very words that it should predict"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    logits = model(source, target)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% first-word-never-asked-for says="The first word is never asked for"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    logits = model(source, target[:, :-1])
    y = target[:, 1:]
    return nn.functional.cross_entropy(logits.transpose(1, 2), y, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% padding-counts says="Padding counts in the loss"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% pad-not-used says="`pad` is not used"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=0)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% summed says="The loss is summed up"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(
        logits.transpose(1, 2), target, ignore_index=pad, reduction="sum"
    )


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% mean-of-means says="the mean of the sentences' means"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    each = nn.functional.cross_entropy(logits.transpose(1, 2), target, reduction="none")
    inside = target != pad
    return ((each * inside).sum(dim=1) / inside.sum(dim=1)).mean()


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% softmax-before-the-loss says="A softmax comes before cross-entropy"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.softmax(2).transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% view-for-transpose says="The axes get mixed up"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    batch, time, size = logits.shape
    return nn.functional.cross_entropy(logits.reshape(batch, size, time), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% own-guesses-in-training says="The decoder is fed its own guesses"
from course_utils.wiring import free_running_loss as teacher_forced_loss  # noqa: E402


class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% sos-fixed says="is its number fixed in the code"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], 1)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% eos-not-learned says="<eos> is left out of the loss"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    y = target.masked_fill(target == 2, pad)
    return nn.functional.cross_entropy(logits.transpose(1, 2), y, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% loss-as-a-number says="is cut off from the graph"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    loss = nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)
    return loss.detach()


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% eos-kept says="<eos> is in a translation"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos) + 1] if eos in row else row for row in rows]


# %% goes-on-after-eos says="goes on after its <eos>"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [[word for word in row if word != eos] for row in rows]


# %% ends-with-the-first says="All translations end where the first one does"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        if (token == eos).any():
            break
        said.append(token)
    rows = torch.cat([source[:, :0], *said], dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% state-thrown-away says="The decoder starts anew at each step"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, _ = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% sos-again-and-again says="fed <sos> again and again"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        said.append(logits.argmax(dim=2))
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% sos-in-the-translation says="<sos> is in the translations"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = [token]
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% one-word-less says="got one less"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest - 1):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% one-word-more says="has more than longest=6 words"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest + 1):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% dropout-while-decoding says="call `model.eval()`"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% gradients-kept says="use `torch.no_grad()`"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% least-likely says="use `argmax`"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmin(dim=2)
        said.append(token)
    rows = torch.cat(said, dim=1).tolist()
    return [row[: row.index(eos)] if eos in row else row for row in rows]


# %% tensor-returned says="greedy should return a list of lists"
class Seq2Seq(nn.Module):
    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    model.eval()
    state = model.encode(source)
    token = torch.full_like(source[:, :1], sos)
    said = []
    for _ in range(longest):
        logits, state = model.decode(token, state)
        token = logits.argmax(dim=2)
        said.append(token)
    return torch.cat(said, dim=1)
