# Wrong answers to `tensorboard`, and the words that the check must say.


# %% empty says="holds no curve"
def log_run(config: dict, folder: str) -> None:
    history = []
    writer = SummaryWriter(folder)
    for row in measurements(config):
        history.append(row)
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    return "2", 84.4


# %% no-step says="the epoch is the third argument"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for row in measurements(config):
        for tag, value in row.items():
            writer.add_scalar(tag, value)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best, found[best]


# %% after-the-loop says="is `add_scalar` inside the loop?"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        pass
    for tag, value in row.items():
        writer.add_scalar(tag, value, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best, found[best]


# %% own-tags says="There is no curve \"loss/train\""
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        for tag, value in row.items():
            writer.add_scalar(tag.replace("/", "_"), value, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best, found[best]


# %% accuracy-only says="Found: \"accuracy/validation\"."
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        writer.add_scalar("accuracy/validation", row["accuracy/validation"], epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best, found[best]


# %% no-folder says="not to `folder`"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter()
    for epoch, row in enumerate(measurements(config)):
        for tag, value in row.items():
            writer.add_scalar(tag, value, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best, found[best]


# %% all-at-once says="that is what `add_scalars` does"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        writer.add_scalars("run", row, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best, found[best]


# %% begins-anew says="`measurements(config)` begins anew"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        row = next(measurements(config))
        for tag, value in row.items():
            writer.add_scalar(tag, value, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best, found[best]


# %% one-config-for-all says="train with the `config` that log_run is given"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(base)):
        for tag, value in row.items():
            writer.add_scalar(tag, value, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best, found[best]


# %% accuracy-as-a-share says="\"accuracy/validation\" is divided by 100"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        row["accuracy/validation"] /= 100
        for tag, value in row.items():
            writer.add_scalar(tag, value, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best, found[best]


# %% losses-exchanged says="\"loss/train\" holds the values of \"loss/validation\""
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        train, validation, accuracy = row.values()
        swapped = zip(row, (validation, train, accuracy))
        for tag, value in swapped:
            writer.add_scalar(tag, value, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best, found[best]


# %% no-configuration says="nobody knows whose they are"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        for tag, value in row.items():
            writer.add_scalar(tag, value, epoch)
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best, found[best]


# %% a-run-of-its-own says="`add_hparams` made a folder of its own"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        for tag, value in row.items():
            writer.add_scalar(tag, value, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]})
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best, found[best]


# %% configuration-as-text says="was written as text"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        for tag, value in row.items():
            writer.add_scalar(tag, value, epoch)
    writer.add_hparams(
        {key: str(value) for key, value in config.items()},
        {"hparam/accuracy": row["accuracy/validation"]},
        run_name=".",
    )
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best, found[best]


# %% no-result says="no result to sort by"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        for tag, value in row.items():
            writer.add_scalar(tag, value, epoch)
    writer.add_hparams(config, {}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best, found[best]


# %% four says="five_configs has 4 configurations"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        for tag, value in row.items():
            writer.add_scalar(tag, value, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best, found[best]


# %% one-twice says="are the same configuration"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        for tag, value in row.items():
            writer.add_scalar(tag, value, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 0.1)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best, found[best]


# %% learning-rate-in-quotes says="five_configs[0]: \"lr\" should be a number"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        for tag, value in row.items():
            writer.add_scalar(tag, value, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": str(lr)} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best, found[best]


# %% best-epoch says="best at any one epoch"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        for tag, value in row.items():
            writer.add_scalar(tag, value, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        curve = events.Scalars("accuracy/validation")
        found[run.name] = max(point.value for point in curve)
    best = max(found, key=found.get)
    return best, found[best]


# %% lowest-loss says="the lowest validation loss"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        for tag, value in row.items():
            writer.add_scalar(tag, value, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found, losses = {}, {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
        losses[run.name] = events.Scalars("loss/validation")[-1].value
    best = min(losses, key=losses.get)
    return best, found[best]


# %% the-worst says="This is the run with the lowest accuracy"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        for tag, value in row.items():
            writer.add_scalar(tag, value, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = min(found, key=found.get)
    return best, found[best]


# %% not-read says="knows nothing before `.Reload()`"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        for tag, value in row.items():
            writer.add_scalar(tag, value, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run))
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best, found[best]


# %% whole-path says="has the whole path in front"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        for tag, value in row.items():
            writer.add_scalar(tag, value, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[str(run)] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best, found[best]


# %% last-in-the-loop says="that of another run"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        for tag, value in row.items():
            writer.add_scalar(tag, value, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in sorted(Path(folder).iterdir()):
        events = EventAccumulator(str(run)).Reload()
        accuracy = events.Scalars("accuracy/validation")[-1].value
        found[run.name] = accuracy
    best = max(found, key=found.get)
    return best, accuracy


# %% name-only says="got the name"
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    for epoch, row in enumerate(measurements(config)):
        for tag, value in row.items():
            writer.add_scalar(tag, value, epoch)
    writer.add_hparams(config, {"hparam/accuracy": row["accuracy/validation"]}, run_name=".")
    writer.close()


base = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
five_configs = [{**base, "lr": lr} for lr in (0.01, 0.03, 0.1, 0.3, 1.0)]


def best_run(folder: str) -> tuple[str, float]:
    found = {}
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run)).Reload()
        found[run.name] = events.Scalars("accuracy/validation")[-1].value
    best = max(found, key=found.get)
    return best
