# Right answers to `tensorboard` in other styles. Each cell replaces the solution cell.


# %% with-and-epochs-from-one
def log_run(config: dict, folder: str) -> None:
    rows = list(measurements(config))
    with SummaryWriter(log_dir=folder) as writer:
        for epoch, row in enumerate(rows, start=1):
            writer.add_scalar("loss/train", row["loss/train"], global_step=epoch)
            writer.add_scalar("loss/validation", row["loss/validation"], global_step=epoch)
            writer.add_scalar("accuracy/validation", row["accuracy/validation"], global_step=epoch)
        best = max(row["accuracy/validation"] for row in rows)
        writer.add_hparams(config, {"hparam/accuracy": best}, run_name=".")


five_configs = [
    {"lr": 0.1, "hidden": 8, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0},
    {"lr": 0.1, "hidden": 64, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0},
    {"lr": 0.01, "hidden": 64, "weight_decay": 0.0, "optimizer": "adam", "seed": 0},
    {"lr": 0.01, "hidden": 64, "weight_decay": 0.01, "optimizer": "adam", "seed": 0},
    {"lr": 10, "hidden": 64, "weight_decay": 0, "optimizer": "adam", "seed": 1},
]


def best_run(folder: str) -> tuple[str, float]:
    import os

    results = []
    for name in sorted(os.listdir(folder)):
        events = EventAccumulator(os.path.join(folder, name))
        events.Reload()
        results.append((events.Scalars("accuracy/validation")[-1].value, name))
    accuracy, name = max(results)
    return name, accuracy


# %% curve-by-curve-in-new-style
def log_run(config: dict, folder: str) -> None:
    rows = [*measurements(config)]
    writer = SummaryWriter(folder, flush_secs=1)
    writer.add_hparams(
        dict(config), {"hparam/accuracy": rows[-1]["accuracy/validation"]}, run_name="."
    )
    for tag in rows[0]:
        for epoch in range(len(rows)):
            writer.add_scalar(tag, torch.tensor(rows[epoch][tag]), epoch, new_style=True)
    writer.add_text("note", "curve by curve")
    writer.flush()
    writer.close()


five_configs = tuple(
    dict(lr=0.03, hidden=hidden, weight_decay=1e-4, optimizer="sgd", seed=7)
    for hidden in (4, 8, 16, 32, 64)
)


def accuracy_of(run: Path) -> float:
    from tensorboard.util import tensor_util

    events = EventAccumulator(str(run)).Reload()
    if "accuracy/validation" in events.Tags()["scalars"]:
        return events.Scalars("accuracy/validation")[-1].value
    return float(tensor_util.make_ndarray(events.Tensors("accuracy/validation")[-1].tensor_proto))


def best_run(folder: str) -> tuple[str, float]:
    best = max((run for run in Path(folder).glob("*") if run.is_dir()), key=accuracy_of)
    return best.name, accuracy_of(best)


# %% a-writer-for-each-epoch
def log_run(config: dict, folder: str) -> None:
    for epoch, row in enumerate(measurements(config)):
        with SummaryWriter(folder, filename_suffix=f".{epoch}") as writer:
            for tag, value in row.items():
                writer.add_scalar(tag, value, epoch)
    with SummaryWriter(folder, filename_suffix=".config") as writer:
        writer.add_hparams(config, {"hparam/accuracy": value}, run_name=".")


five_configs = []
for seed_of_run in range(5):
    five_configs.append(
        {"lr": 0.3, "hidden": 16, "weight_decay": 0.001, "optimizer": "sgd", "seed": seed_of_run}
    )


def best_run(folder: str) -> tuple[str, float]:
    name, accuracy = None, -1.0
    for run in Path(folder).iterdir():
        events = EventAccumulator(str(run))
        events.Reload()
        points = sorted(events.Scalars("accuracy/validation"), key=lambda point: point.step)
        if points[-1].value > accuracy:
            name, accuracy = run.name, points[-1].value
    return name, accuracy


# %% by-the-table-of-results
def log_run(config: dict, folder: str) -> None:
    writer = SummaryWriter(folder)
    epoch = 0
    last = 0.0
    for row in measurements(dict(config)):
        for tag in ("accuracy/validation", "loss/train", "loss/validation"):
            writer.add_scalar(tag, row[tag], epoch)
        last = row["accuracy/validation"]
        epoch += 1
    writer.add_hparams(config, {"hparam/accuracy": last, "hparam/epochs": epoch}, run_name=".")
    writer.close()


usual = {"lr": 0.1, "hidden": 32, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
changes = [{}, {"lr": 0.5}, {"hidden": 128}, {"weight_decay": 0.1}, {"optimizer": "adam"}]
five_configs = [usual | change for change in changes]


def best_run(folder: str) -> tuple[str, float]:
    table = {}
    for path in Path(folder).rglob("*tfevents*"):
        events = EventAccumulator(str(path.parent)).Reload()
        table[path.parent.name] = events.Scalars("hparam/accuracy")[0].value
    return max(table.items(), key=lambda entry: entry[1])
