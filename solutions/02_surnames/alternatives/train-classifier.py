# Right answers to `train-classifier` in other styles. Each cell replaces the solution cell.


# %% adam-cosine-in-any-order
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    model = model.to(compute_on)
    x, last_pos = (part.to(compute_on) for part in surnames.encode(names))
    y = labels.to(compute_on)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
    history = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for rows in torch.randperm(len(x)).to(compute_on).split(128):
            width = int(last_pos[rows].max()) + 1
            logits = model(x[rows, :width], last_pos[rows])
            loss = nn.functional.cross_entropy(logits, y[rows])
            model.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        scheduler.step()
        history.append(total / len(x))
    return history


# %% data-loader-with-collate
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    from torch.utils.data import DataLoader

    def collate(pairs):
        some, y = zip(*pairs)
        return *surnames.encode(some), torch.tensor(y)

    pairs = list(zip(names, labels.tolist()))
    loader = DataLoader(pairs, batch_size=128, shuffle=True, drop_last=True, collate_fn=collate)
    optimizer = torch.optim.AdamW(model.to(compute_on).parameters(), lr=2e-3, weight_decay=0.1)
    criterion = nn.NLLLoss()
    losses = []
    model.train()
    for _ in range(epochs):
        for batch in loader:
            x, last_pos, y = (part.to(compute_on) for part in batch)
            loss = criterion(model(x, last_pos).log_softmax(dim=-1), y)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            losses.append(float(loss.detach()))
    return losses


# %% one-cycle-with-names-kept-for-validation
def train(model: nn.Module, names: list[str], labels: Tensor, epochs: int) -> list[float]:
    whole = surnames.Surnames(names, labels, [str(n) for n in range(int(labels.max()) + 1)])
    train_part, kept = surnames.split(whole, "random", test=0.05)
    x, last_pos = surnames.encode(train_part.names)
    steps = epochs * -(-len(x) // 96)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=5e-3, total_steps=steps)
    losses, best = [], 0.0
    model.to(compute_on)
    for epoch in range(epochs):
        model.train()
        for batch in surnames.batches(x, last_pos, train_part.labels, 96):
            rows, last, y = (part.to(compute_on) for part in batch)
            loss = nn.functional.cross_entropy(model(rows, last), y, label_smoothing=0.05)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            scheduler.step()
            losses.append(loss.item())
        model.eval()
        with torch.no_grad():
            rows, last = (part.to(compute_on) for part in surnames.encode(kept.names))
            right = (model(rows, last).argmax(1).cpu() == kept.labels).float().mean().item()
        best = max(best, right)
    print(f"best on names kept aside: {best:.3f}")
    return losses
