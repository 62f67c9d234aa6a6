# Wrong answers to `train-stacked`. Each cell replaces the solution cell.
# They stop after six steps, so that trying them takes seconds: the slip shows at once.


# %% gradients-added-up says="call `zero_grad()` before `backward()`"
def train(model: nn.Module, last_timestep_only: bool, steps: int) -> list[float]:
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    losses = []
    for _ in range(min(steps, 6)):
        x, y = averaging_batch(batch=64, time=10)
        loss = loss_fn(model(x)[0], y, last_timestep_only)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% no-backward says="`backward()` is never called"
def train(model: nn.Module, last_timestep_only: bool, steps: int) -> list[float]:
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    losses = []
    for _ in range(min(steps, 6)):
        x, y = averaging_batch(batch=64, time=10)
        optimizer.zero_grad()
        loss = loss_fn(model(x)[0], y, last_timestep_only)
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% no-step says="the weights do not change"
def train(model: nn.Module, last_timestep_only: bool, steps: int) -> list[float]:
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    losses = []
    for _ in range(min(steps, 6)):
        x, y = averaging_batch(batch=64, time=10)
        optimizer.zero_grad()
        loss = loss_fn(model(x)[0], y, last_timestep_only)
        loss.backward()
        losses.append(loss.item())
    return losses


# %% gradients-erased says="the weights do not change"
def train(model: nn.Module, last_timestep_only: bool, steps: int) -> list[float]:
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    losses = []
    for _ in range(min(steps, 6)):
        x, y = averaging_batch(batch=64, time=10)
        loss = loss_fn(model(x)[0], y, last_timestep_only)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% works-on-a-copy says="never runs the model that it is given"
def train(model: nn.Module, last_timestep_only: bool, steps: int) -> list[float]:
    import copy

    model = copy.deepcopy(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    losses = []
    for _ in range(min(steps, 6)):
        x, y = averaging_batch(batch=64, time=10)
        optimizer.zero_grad()
        loss = loss_fn(model(x)[0], y, last_timestep_only)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% optimizer-of-another-model says="are they this model's parameters"
def train(model: nn.Module, last_timestep_only: bool, steps: int) -> list[float]:
    other = RecurrentRegressionModel(RNN(1, 32, 1))
    optimizer = torch.optim.Adam(other.parameters(), lr=5e-3)
    losses = []
    for _ in range(min(steps, 6)):
        x, y = averaging_batch(batch=64, time=10)
        optimizer.zero_grad()
        loss = loss_fn(model(x)[0], y, last_timestep_only)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% return-in-the-loop says="is `return` inside the loop?"
def train(model: nn.Module, last_timestep_only: bool, steps: int) -> list[float]:
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    losses = []
    for _ in range(min(steps, 6)):
        x, y = averaging_batch(batch=64, time=10)
        optimizer.zero_grad()
        loss = loss_fn(model(x)[0], y, last_timestep_only)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        return losses


# %% one-batch-for-all says="Every step sees the same batch"
def train(model: nn.Module, last_timestep_only: bool, steps: int) -> list[float]:
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    losses = []
    x, y = averaging_batch(batch=64, time=10)
    for _ in range(min(steps, 6)):
        optimizer.zero_grad()
        loss = loss_fn(model(x)[0], y, last_timestep_only)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% last-step-always says="although last_timestep_only=False"
def train(model: nn.Module, last_timestep_only: bool, steps: int) -> list[float]:
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    losses = []
    for _ in range(min(steps, 6)):
        x, y = averaging_batch(batch=64, time=10)
        optimizer.zero_grad()
        loss = loss_fn(model(x)[0], y, True)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% other-lengths says="the networks are tested on 10"
def train(model: nn.Module, last_timestep_only: bool, steps: int) -> list[float]:
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    losses = []
    for _ in range(min(steps, 6)):
        x, y = averaging_batch(batch=64, time=3)
        optimizer.zero_grad()
        loss = loss_fn(model(x)[0], y, last_timestep_only)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% much-too-fast says="the learning rate is far too high"
def train(model: nn.Module, last_timestep_only: bool, steps: int) -> list[float]:
    optimizer = torch.optim.Adam(model.parameters(), lr=5.0)
    losses = []
    for _ in range(min(steps, 6)):
        x, y = averaging_batch(batch=64, time=10)
        optimizer.zero_grad()
        loss = loss_fn(model(x)[0], y, last_timestep_only)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% much-too-slow says="the learning rate is far too low"
def train(model: nn.Module, last_timestep_only: bool, steps: int) -> list[float]:
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-7)
    losses = []
    for _ in range(min(steps, 6)):
        x, y = averaging_batch(batch=64, time=10)
        optimizer.zero_grad()
        loss = loss_fn(model(x)[0], y, last_timestep_only)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% pair-as-prediction says="`train` raises TypeError"
def train(model: nn.Module, last_timestep_only: bool, steps: int) -> list[float]:
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    losses = []
    for _ in range(min(steps, 6)):
        x, y = averaging_batch(batch=64, time=10)
        optimizer.zero_grad()
        loss = loss_fn(model(x), y, last_timestep_only)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


# %% few-steps says="use all `steps`"
def train(model: nn.Module, last_timestep_only: bool, steps: int) -> list[float]:
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    losses = []
    for _ in range(steps // 20 + 5):
        x, y = averaging_batch(batch=64, time=10)
        optimizer.zero_grad()
        loss = loss_fn(model(x)[0], y, last_timestep_only)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
