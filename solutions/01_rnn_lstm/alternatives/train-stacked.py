# Right answers to `train-stacked` in other styles. Each cell replaces the solution cell.
# Each comes below every bar at seeds 0, 1 and 2, with room to spare.


# %% adamw-one-cycle-clipped
def train(model: nn.Module, last_timestep_only: bool, steps: int) -> list[float]:
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=1e-4)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=1.5e-2, total_steps=steps, pct_start=0.2
    )
    losses = []
    model.train()
    for _ in range(steps):
        x, y = averaging_batch(64, 10)
        optimizer.zero_grad()
        pred, _ = model(x)
        loss = loss_fn(pred, y, last_timestep_only)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        scheduler.step()
        losses.append(loss.item())
    return losses


# %% adam-cosine
def train(model: nn.Module, last_timestep_only: bool, steps: int) -> list[float]:
    weights = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(weights, lr=1.5e-2, betas=(0.9, 0.99))
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps)
    history = torch.zeros(steps)
    for step in range(steps):
        x, y = averaging_batch(batch=64, time=10)
        loss = loss_fn(model(x)[0], y, last_timestep_only=last_timestep_only)
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        optimizer.step()
        scheduler.step()
        history[step] = loss.detach()
    return history.tolist()


# %% adam-rate-set-by-hand
def train(model: nn.Module, last_timestep_only: bool, steps: int) -> list[float]:
    optimizer = torch.optim.Adam(model.parameters())
    losses = []
    while len(losses) < steps:
        step = len(losses)
        for group in optimizer.param_groups:  # up for twenty steps, then down to nothing
            group["lr"] = 1.5e-2 * min((step + 1) / 20, 1 - step / steps)
        x, y = averaging_batch(batch=50)
        model.zero_grad()
        loss = loss_fn(model(x)[0], y, last_timestep_only)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    return losses
