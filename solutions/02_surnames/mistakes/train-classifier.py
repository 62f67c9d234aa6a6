# Wrong answers to `train-classifier`. Each cell replaces the solution cell.
# They train on the first 1 500 names only, so that trying them takes seconds: the slip shows at once.


# %% gradients-added-up says="call `zero_grad()` before `backward()`"
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    names, labels = names[:1500], labels[:1500]
    x, last_pos = surnames.encode(names)
    model.to(compute_on)
    x, last_pos, labels = x.to(compute_on), last_pos.to(compute_on), labels.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    model.train()
    for _ in range(epochs):
        for rows, last, y in surnames.batches(x, last_pos, labels, batch_size=128):
            loss = nn.functional.cross_entropy(model(rows, last), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


# %% no-backward says="`backward()` is never called"
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    names, labels = names[:1500], labels[:1500]
    x, last_pos = surnames.encode(names)
    model.to(compute_on)
    x, last_pos, labels = x.to(compute_on), last_pos.to(compute_on), labels.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    model.train()
    for _ in range(epochs):
        for rows, last, y in surnames.batches(x, last_pos, labels, batch_size=128):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(rows, last), y)
            optimizer.step()
            losses.append(loss.item())
    return losses


# %% no-step says="the weights do not change"
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    names, labels = names[:1500], labels[:1500]
    x, last_pos = surnames.encode(names)
    model.to(compute_on)
    x, last_pos, labels = x.to(compute_on), last_pos.to(compute_on), labels.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    model.train()
    for _ in range(epochs):
        for rows, last, y in surnames.batches(x, last_pos, labels, batch_size=128):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(rows, last), y)
            loss.backward()
            losses.append(loss.item())
    return losses


# %% works-on-a-copy says="never runs the model that it is given"
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    names, labels = names[:1500], labels[:1500]
    x, last_pos = surnames.encode(names)
    import copy

    model = copy.deepcopy(model).to(compute_on)
    x, last_pos, labels = x.to(compute_on), last_pos.to(compute_on), labels.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    model.train()
    for _ in range(epochs):
        for rows, last, y in surnames.batches(x, last_pos, labels, batch_size=128):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(rows, last), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


# %% optimizer-of-another-model says="are they this model's parameters"
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    names, labels = names[:1500], labels[:1500]
    x, last_pos = surnames.encode(names)
    model.to(compute_on)
    x, last_pos, labels = x.to(compute_on), last_pos.to(compute_on), labels.to(compute_on)
    other = RecurrentClassifier(30, 128, 28)
    optimizer = torch.optim.AdamW(other.parameters(), lr=3e-3)
    losses = []
    model.train()
    for _ in range(epochs):
        for rows, last, y in surnames.batches(x, last_pos, labels, batch_size=128):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(rows, last), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


# %% return-in-the-loop says="Only one step is made"
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    names, labels = names[:1500], labels[:1500]
    x, last_pos = surnames.encode(names)
    model.to(compute_on)
    x, last_pos, labels = x.to(compute_on), last_pos.to(compute_on), labels.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    model.train()
    for _ in range(epochs):
        for rows, last, y in surnames.batches(x, last_pos, labels, batch_size=128):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(rows, last), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            return losses
    return losses


# %% one-epoch-only says="is `return` inside the loop over epochs"
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    names, labels = names[:1500], labels[:1500]
    x, last_pos = surnames.encode(names)
    model.to(compute_on)
    x, last_pos, labels = x.to(compute_on), last_pos.to(compute_on), labels.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    model.train()
    for _ in range(epochs):
        for rows, last, y in surnames.batches(x, last_pos, labels, batch_size=128):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(rows, last), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        return losses


# %% one-batch-an-epoch says="Is there a `break`"
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    names, labels = names[:1500], labels[:1500]
    x, last_pos = surnames.encode(names)
    model.to(compute_on)
    x, last_pos, labels = x.to(compute_on), last_pos.to(compute_on), labels.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    model.train()
    for _ in range(epochs):
        for rows, last, y in surnames.batches(x, last_pos, labels, batch_size=128):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(rows, last), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            break
    return losses


# %% one-batch-for-all says="Every step sees the same batch"
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    names, labels = names[:1500], labels[:1500]
    x, last_pos = surnames.encode(names)
    model.to(compute_on)
    x, last_pos, labels = x.to(compute_on), last_pos.to(compute_on), labels.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    model.train()
    for _ in range(epochs):
        optimizer.zero_grad()
        rows = torch.arange(128, device=compute_on)
        loss = nn.functional.cross_entropy(model(x[rows], last_pos[rows]), labels[rows])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% labels-not-shuffled-along says="Names and labels do not belong together"
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    names, labels = names[:1500], labels[:1500]
    x, last_pos = surnames.encode(names)
    model.to(compute_on)
    x, last_pos, labels = x.to(compute_on), last_pos.to(compute_on), labels.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    model.train()
    for _ in range(epochs):
        order = torch.randperm(len(x), device=compute_on)
        for start in range(0, len(x), 128):
            rows = order[start : start + 128]
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(
                model(x[rows], last_pos[rows]), labels[start : start + 128]
            )
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


# %% names-shuffled-alone says="Names and labels do not belong together"
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    names, labels = names[:1500], labels[:1500]
    names = random.sample(names, len(names))
    x, last_pos = surnames.encode(names)
    model.to(compute_on)
    x, last_pos, labels = x.to(compute_on), last_pos.to(compute_on), labels.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    model.train()
    for _ in range(epochs):
        for rows, last, y in surnames.batches(x, last_pos, labels, batch_size=128):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(rows, last), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


# %% last-pos-not-shuffled-along says="last_pos belongs to other rows"
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    names, labels = names[:1500], labels[:1500]
    x, last_pos = surnames.encode(names)
    model.to(compute_on)
    x, last_pos, labels = x.to(compute_on), last_pos.to(compute_on), labels.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    model.train()
    for _ in range(epochs):
        order = torch.randperm(len(x), device=compute_on)
        for start in range(0, len(x), 128):
            rows = order[start : start + 128]
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(
                model(x[rows], last_pos[start : start + 128]), labels[rows]
            )
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


# %% last-column says="last_pos is the last column for every name"
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    names, labels = names[:1500], labels[:1500]
    x, last_pos = surnames.encode(names)
    model.to(compute_on)
    x, last_pos, labels = x.to(compute_on), last_pos.to(compute_on), labels.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    model.train()
    for _ in range(epochs):
        order = torch.randperm(len(x), device=compute_on)
        for rows in order.split(128):
            optimizer.zero_grad()
            last = torch.full_like(rows, x.shape[1] - 1)
            loss = nn.functional.cross_entropy(model(x[rows], last), labels[rows])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


# %% softmax-before-the-loss says="A softmax comes before cross-entropy"
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    names, labels = names[:1500], labels[:1500]
    x, last_pos = surnames.encode(names)
    model.to(compute_on)
    x, last_pos, labels = x.to(compute_on), last_pos.to(compute_on), labels.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    model.train()
    for _ in range(epochs):
        for rows, last, y in surnames.batches(x, last_pos, labels, batch_size=128):
            optimizer.zero_grad()
            probabilities = model(rows, last).softmax(dim=1)
            loss = nn.functional.cross_entropy(probabilities, y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


# %% likelihood-of-logits says="`nll_loss` is given logits"
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    names, labels = names[:1500], labels[:1500]
    x, last_pos = surnames.encode(names)
    model.to(compute_on)
    x, last_pos, labels = x.to(compute_on), last_pos.to(compute_on), labels.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    model.train()
    for _ in range(epochs):
        for rows, last, y in surnames.batches(x, last_pos, labels, batch_size=128):
            optimizer.zero_grad()
            loss = nn.functional.nll_loss(model(rows, last), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


# %% language-by-language says="in the order they come in"
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    names, labels = names[:1500], labels[:1500]
    x, last_pos = surnames.encode(names)
    model.to(compute_on)
    x, last_pos, labels = x.to(compute_on), last_pos.to(compute_on), labels.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    model.train()
    for _ in range(epochs):
        for rows in torch.arange(len(x), device=compute_on).split(128):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x[rows], last_pos[rows]), labels[rows])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


# %% rate-far-too-low says="the learning rate is far too low"
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    names, labels = names[:1500], labels[:1500]
    x, last_pos = surnames.encode(names)
    model.to(compute_on)
    x, last_pos, labels = x.to(compute_on), last_pos.to(compute_on), labels.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-7)
    losses = []
    model.train()
    for _ in range(epochs):
        for rows, last, y in surnames.batches(x, last_pos, labels, batch_size=128):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(rows, last), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


# %% rate-far-too-high says="the learning rate is far too high"
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    names, labels = names[:1500], labels[:1500]
    x, last_pos = surnames.encode(names)
    model.to(compute_on)
    x, last_pos, labels = x.to(compute_on), last_pos.to(compute_on), labels.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3.0)
    losses = []
    model.train()
    for _ in range(epochs):
        for rows, last, y in surnames.batches(x, last_pos, labels, batch_size=128):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(rows, last), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


# %% last-pos-left-out says="The model is called without last_pos"
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    names, labels = names[:1500], labels[:1500]
    x, last_pos = surnames.encode(names)
    model.to(compute_on)
    x, last_pos, labels = x.to(compute_on), last_pos.to(compute_on), labels.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    model.train()
    for _ in range(epochs):
        for rows, last, y in surnames.batches(x, last_pos, labels, batch_size=128):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(rows), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses
