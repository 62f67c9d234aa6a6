# Right answers to `train-seq2seq` in other styles. Each cell replaces the solution cell. The first
# is the answer of the notebook itself.


# %% reference
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    """Train a `Seq2Seq` on padded word numbers (sentences, words), and return it."""
    batch_size, rate = 64, 0.01
    torch.manual_seed(seed)
    model = Seq2Seq(int(source.max()) + 1, int(target.max()) + 1, hidden_size=128)
    model.to(compute_on).train()
    source, target = source.to(compute_on), target.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.3)
    steps = epochs * -(-len(source) // batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, total_steps=steps)
    for _ in range(epochs):
        for some, same in phrases.batches(source, target, batch_size):
            loss = teacher_forced_loss(model, some, same, phrases.SOS_NUMBER)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return model


# %% cosine-in-any-order
def train_translator(source, target, epochs, seed):
    torch.manual_seed(seed)
    model = Seq2Seq(source.max().item() + 1, target.max().item() + 1, 128).to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=8e-3, weight_decay=0.3)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
    for epoch in range(epochs):
        model.train()
        total = 0.0
        for rows in torch.randperm(len(source)).split(64):
            x, y = source[rows].to(compute_on), target[rows].to(compute_on)
            x, y = x[:, : int((x > 0).sum(1).max())], y[:, : int((y > 0).sum(1).max())]
            loss = teacher_forced_loss(model, x, y, sos=phrases.SOS_NUMBER)
            model.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        scheduler.step()
        print(f"epoch {epoch + 1}: loss {total / len(source):.3f}")
    return model


# %% data-loader-and-its-own-decay
def train_translator(source, target, epochs, seed):
    from torch.utils.data import DataLoader, TensorDataset

    torch.manual_seed(seed)
    model = Seq2Seq(int(source.max()) + 1, int(target.max()) + 1, 128, pad=0).to(compute_on)
    loader = DataLoader(TensorDataset(source, target), batch_size=64, shuffle=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2, weight_decay=0.2)
    total = epochs * len(loader)

    def warm(n):
        return min(1.0, (n + 1) / 100) * (1 - n / total)

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, warm)
    model.train()
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad(set_to_none=True)
            loss = teacher_forced_loss(model, x.to(compute_on), y.to(compute_on), 1, 0)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 0.5)
            optimizer.step()
            schedule.step()
    return model.eval()
