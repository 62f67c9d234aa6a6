# Right answers to `seq2seq` in other styles. Each cell replaces the solution cell. The first is the
# answer of the notebook itself.


# %% reference
class Seq2Seq(nn.Module):
    """A GRU reads the source; another, begun with its last state, writes the target."""

    def __init__(self, source_size: int, target_size: int, hidden_size: int, pad: int = 0):
        super().__init__()
        self.pad = pad
        self.source_embedding = nn.Embedding(source_size, hidden_size)
        self.target_embedding = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.output = nn.Linear(hidden_size, target_size)

    def encode(self, source: Tensor) -> Tensor:
        """source (batch, words) → the state at each sentence's own <eos>, (1, batch, hidden)."""
        all_h, _ = self.encoder(self.source_embedding(source))  # (batch, words, hidden)
        last = (source != self.pad).sum(dim=1) - 1
        rows = torch.arange(len(source), device=source.device)
        return all_h[rows, last].unsqueeze(0)

    def decode(self, target_in: Tensor, state: Tensor) -> tuple[Tensor, Tensor]:
        """target_in (batch, time) → logits (batch, time, target_size), and the state after it."""
        all_h, state = self.decoder(self.target_embedding(target_in), state)
        return self.output(all_h), state

    def forward(self, source: Tensor, target_in: Tensor) -> Tensor:
        """Logits (batch, time, target_size)."""
        logits, _ = self.decode(target_in, self.encode(source))
        return logits


def teacher_forced_loss(
    model: nn.Module, source: Tensor, target: Tensor, sos: int, pad: int = 0
) -> Tensor:
    """Mean cross-entropy over all tokens that are not padding; the decoder is fed the true ones."""
    first = torch.full_like(target[:, :1], sos)
    target_in = torch.cat([first, target[:, :-1]], dim=1)  # <sos> y_1 … y_{T-1}
    logits = model(source, target_in)
    return nn.functional.cross_entropy(logits.transpose(1, 2), target, ignore_index=pad)


@torch.no_grad()
def greedy(model: nn.Module, source: Tensor, sos: int, eos: int, longest: int) -> list[list[int]]:
    """The likeliest word at each step, fed back in; each translation without <sos> and <eos>."""
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


# %% lstm-packed
class Seq2Seq(nn.Module):
    def __init__(self, source_size, target_size, hidden_size, pad=0):
        super().__init__()
        self.pad = pad
        self.emb_s = nn.Embedding(source_size, hidden_size, padding_idx=pad if pad == 0 else None)
        self.emb_t = nn.Embedding(target_size, hidden_size)
        self.enc = nn.LSTM(hidden_size, hidden_size, num_layers=2, batch_first=True)
        self.dec = nn.LSTM(hidden_size, hidden_size, num_layers=2, batch_first=True, dropout=0.1)
        self.fc = nn.Sequential(nn.Dropout(0.1), nn.Linear(hidden_size, target_size))

    def encode(self, source):
        lengths = (source != self.pad).sum(1).cpu()
        packed = nn.utils.rnn.pack_padded_sequence(
            self.emb_s(source), lengths, batch_first=True, enforce_sorted=False
        )
        return self.enc(packed)[1]

    def decode(self, target_in, state):
        out, state = self.dec(self.emb_t(target_in), state)
        return self.fc(out), state

    def forward(self, source, target_in):
        return self.decode(target_in, self.encode(source))[0]


def teacher_forced_loss(model, source, target, sos, pad=0):
    target_in = nn.functional.pad(target, (1, 0), value=sos)[:, :-1]
    logits = model(source, target_in)
    keep = target != pad
    return nn.functional.cross_entropy(logits[keep], target[keep])


def greedy(model, source, sos, eos, longest):
    was_training = model.training
    model.eval()
    with torch.inference_mode():
        state = model.encode(source)
        tokens = torch.full((len(source), 1), sos, dtype=torch.long, device=source.device)
        done = torch.zeros(len(source), dtype=torch.bool, device=source.device)
        out = [[] for _ in range(len(source))]
        for _ in range(longest):
            logits, state = model.decode(tokens, state)
            best = logits[:, -1].argmax(-1)
            done |= best == eos
            if done.all():
                break
            for i, word in enumerate(best.tolist()):
                if not done[i]:
                    out[i].append(word)
            tokens = best[:, None]
    model.train(was_training)
    return out


# %% one-sentence-at-a-time
class Seq2Seq(nn.Module):
    def __init__(self, source_size, target_size, hidden_size, pad=0):
        super().__init__()
        self.pad = pad
        self.E = nn.Embedding(source_size, hidden_size)
        self.F = nn.Embedding(target_size, hidden_size)
        self.encoder = nn.GRU(hidden_size, hidden_size, bidirectional=True, batch_first=True)
        self.bridge = nn.Linear(2 * hidden_size, hidden_size)
        self.decoder = nn.GRU(hidden_size, hidden_size, batch_first=True)
        self.out = nn.Linear(hidden_size, target_size)

    def encode(self, source):
        states = []
        for row in source:
            sentence = row[row != self.pad]
            _, h = self.encoder(self.E(sentence)[None])
            states.append(torch.cat([h[0, 0], h[1, 0]]))
        return torch.tanh(self.bridge(torch.stack(states)))

    def decode(self, target_in, state):
        h, last = self.decoder(self.F(target_in), state[None])
        return self.out(h), last[0]

    def forward(self, source, target_in):
        return self.decode(target_in, self.encode(source))[0]


def teacher_forced_loss(model, source, target, sos, pad=0):
    state = model.encode(source)
    token = torch.full((target.shape[0], 1), sos, device=target.device)
    total, count = 0.0, 0
    for t in range(target.shape[1]):
        logits, state = model.decode(token, state)
        log_p = logits[:, 0].log_softmax(dim=-1)
        y = target[:, t]
        mask = y != pad
        total = total - (log_p.gather(1, y[:, None])[:, 0] * mask).sum()
        count = count + mask.sum()
        token = y[:, None]
    return total / count


def greedy(model, source, sos, eos, longest):
    model.eval()
    translations = []
    for row in source:
        with torch.no_grad():
            state = model.encode(row[None])
            word, words = sos, []
            while len(words) < longest:
                logits, state = model.decode(torch.tensor([[word]], device=source.device), state)
                word = int(logits[0, -1].argmax())
                if word == eos:
                    break
                words.append(word)
        translations.append(words)
    return translations


# %% cells-and-attention
class Seq2Seq(nn.Module):
    def __init__(self, source_size, target_size, hidden_size, pad=0):
        super().__init__()
        self.pad, self.hidden_size = pad, hidden_size
        self.source_vectors = nn.Parameter(torch.randn(source_size, hidden_size))
        self.target_vectors = nn.Parameter(torch.randn(target_size, hidden_size))
        self.read = nn.GRUCell(hidden_size, hidden_size)
        self.write = nn.GRUCell(hidden_size, hidden_size)
        self.output = nn.Linear(2 * hidden_size, target_size)

    def encode(self, source):
        h = torch.zeros(len(source), self.hidden_size, device=source.device)
        every = []
        for word in source.unbind(1):
            new = self.read(self.source_vectors[word], h)
            h = torch.where((word != self.pad)[:, None], new, h)
            every.append(h)
        return {"h": h, "every": torch.stack(every, 1), "inside": source != self.pad}

    def decode(self, target_in, state):
        h, logits = state["h"], []
        for word in target_in.unbind(1):
            h = self.write(self.target_vectors[word], h)
            score = (state["every"] @ h[:, :, None])[..., 0]
            weight = score.masked_fill(~state["inside"], float("-inf")).softmax(1)
            context = (weight[..., None] * state["every"]).sum(1)
            logits.append(self.output(torch.cat([h, context], 1)))
        return torch.stack(logits, 1), {**state, "h": h}

    def forward(self, source, target_in):
        return self.decode(target_in, self.encode(source))[0]


def teacher_forced_loss(model, source, target, sos, pad=0):
    target_in = target.roll(1, dims=1)
    target_in[:, 0] = sos
    logits = model(source, target_in).flatten(0, 1)
    each = nn.functional.cross_entropy(logits, target.flatten(), reduction="none")
    inside = target.flatten() != pad
    return (each * inside).sum() / inside.sum()


@torch.no_grad()
def greedy(model, source, sos, eos, longest):
    model.eval()
    said = torch.full((len(source), 1), sos, device=source.device)
    for _ in range(longest):
        logits = model(source, said)
        said = torch.cat([said, logits[:, -1:].argmax(-1)], dim=1)
    translations = []
    for row in said[:, 1:].tolist():
        words = []
        for word in row:
            if word == eos:
                break
            words.append(word)
        translations.append(words)
    return translations
