# Wrong answers to `train-seq2seq`. Each cell replaces the solution cell.
# They train on the first 500 pairs only, so that trying them takes seconds: the slip shows at once.


# %% gradients-added-up says="call `zero_grad()` before `backward()`"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
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
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return model


# %% no-backward says="`backward()` is never called"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
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
            assert torch.isfinite(loss)
            optimizer.step()
            schedule.step()
    return model


# %% no-step says="the weights do not change"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
    batch_size, rate = 64, 0.01
    torch.manual_seed(seed)
    model = Seq2Seq(int(source.max()) + 1, int(target.max()) + 1, hidden_size=128)
    model.to(compute_on).train()
    source, target = source.to(compute_on), target.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.3)
    for _ in range(epochs):
        for some, same in phrases.batches(source, target, batch_size):
            loss = teacher_forced_loss(model, some, same, phrases.SOS_NUMBER)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    return model


# %% optimizer-of-another-model says="are they this model's parameters"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
    batch_size, rate = 64, 0.01
    torch.manual_seed(seed)
    model = Seq2Seq(int(source.max()) + 1, int(target.max()) + 1, hidden_size=128)
    model.to(compute_on).train()
    source, target = source.to(compute_on), target.to(compute_on)
    other = Seq2Seq(int(source.max()) + 1, int(target.max()) + 1, hidden_size=128)
    optimizer = torch.optim.AdamW(other.parameters(), lr=rate, weight_decay=0.3)
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


# %% return-in-the-loop says="Only one step is made"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
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
    return model


# %% one-epoch-only says="is `return` inside the loop over epochs"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
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


# %% one-batch-an-epoch says="Is there a `break`"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
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
            break
    return model


# %% epochs-ignored says="whatever `epochs` says"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
    batch_size, rate = 64, 0.01
    torch.manual_seed(seed)
    model = Seq2Seq(int(source.max()) + 1, int(target.max()) + 1, hidden_size=128)
    model.to(compute_on).train()
    source, target = source.to(compute_on), target.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.3)
    steps = 20 * -(-len(source) // batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, total_steps=steps)
    for _ in range(20):
        for some, same in phrases.batches(source, target, batch_size):
            loss = teacher_forced_loss(model, some, same, phrases.SOS_NUMBER)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return model


# %% shuffled-apart says="Sentences and translations do not belong together"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
    batch_size, rate = 64, 0.01
    torch.manual_seed(seed)
    model = Seq2Seq(int(source.max()) + 1, int(target.max()) + 1, hidden_size=128)
    model.to(compute_on).train()
    source, target = source.to(compute_on), target.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.3)
    steps = epochs * -(-len(source) // batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, total_steps=steps)
    target = target[torch.randperm(len(target))]
    for _ in range(epochs):
        for some, same in phrases.batches(source, target, batch_size):
            loss = teacher_forced_loss(model, some, same, phrases.SOS_NUMBER)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return model


# %% languages-exchanged says="Source and target are exchanged"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
    batch_size, rate = 64, 0.01
    torch.manual_seed(seed)
    model = Seq2Seq(int(target.max()) + 1, int(source.max()) + 1, hidden_size=128)
    model.to(compute_on).train()
    source, target = source.to(compute_on), target.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.3)
    steps = epochs * -(-len(source) // batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, total_steps=steps)
    for _ in range(epochs):
        for some, same in phrases.batches(source, target, batch_size):
            loss = teacher_forced_loss(model, same, some, phrases.SOS_NUMBER)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return model


# %% eos-for-sos says="is not <sos>"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
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
            loss = teacher_forced_loss(model, some, same, phrases.EOS_NUMBER)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return model


# %% own-guesses says="The decoder is not fed the true translation"
from course_utils.wiring import free_running_loss  # noqa: E402


def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
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
            loss = free_running_loss(model, some, same, phrases.SOS_NUMBER)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return model


# %% always-the-same-batch says="Every step sees the same batch"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
    batch_size, rate = 64, 0.01
    torch.manual_seed(seed)
    model = Seq2Seq(int(source.max()) + 1, int(target.max()) + 1, hidden_size=128)
    model.to(compute_on).train()
    source, target = source.to(compute_on), target.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.3)
    steps = epochs * -(-len(source) // batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, total_steps=steps)
    for _ in range(epochs):
        for _ in range(0, len(source), batch_size):
            some, same = source[:batch_size], target[:batch_size]
            loss = teacher_forced_loss(model, some, same, phrases.SOS_NUMBER)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return model


# %% rate-too-high says="the learning rate is far too high"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
    batch_size, rate = 64, 30.0
    torch.manual_seed(seed)
    model = Seq2Seq(int(source.max()) + 1, int(target.max()) + 1, hidden_size=128)
    model.to(compute_on).train()
    source, target = source.to(compute_on), target.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.0)
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


# %% rate-too-low says="the learning rate is far too low"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
    batch_size, rate = 64, 1e-7
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


# %% seed-not-used says="The same `seed` gives other weights"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
    batch_size, rate = 64, 0.01
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


# %% seed-after-the-model says="before the model is made"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
    batch_size, rate = 64, 0.01
    model = Seq2Seq(int(source.max()) + 1, int(target.max()) + 1, hidden_size=128)
    model.to(compute_on).train()
    torch.manual_seed(seed)
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


# %% seed-fixed says="is the seed's number fixed in the code"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
    batch_size, rate = 64, 0.01
    torch.manual_seed(0)
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


# %% nothing-returned says="`train_translator` returned None"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
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


# %% losses-returned says="should return the model that it trained"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
    batch_size, rate = 64, 0.01
    torch.manual_seed(seed)
    model = Seq2Seq(int(source.max()) + 1, int(target.max()) + 1, hidden_size=128)
    model.to(compute_on).train()
    source, target = source.to(compute_on), target.to(compute_on)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.3)
    steps = epochs * -(-len(source) // batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, total_steps=steps)
    losses = []
    for _ in range(epochs):
        for some, same in phrases.batches(source, target, batch_size):
            loss = teacher_forced_loss(model, some, same, phrases.SOS_NUMBER)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
    return losses


# %% another-model-returned says="is not the one that it trained"
def train_translator(source: Tensor, target: Tensor, epochs: int, seed: int) -> nn.Module:
    source, target = source[:500], target[:500]
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
    return Seq2Seq(int(source.max()) + 1, int(target.max()) + 1, hidden_size=128)
