# Right answers to `wandb` in other styles. Each cell replaces the solution cell.


# %% with-and-max
from itertools import product

import wandb


def track_run(config: dict, folder: str) -> None:
    with wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode()) as run:
        for row in measurements(config):
            run.log(row)


ten_configs = [
    dict(lr=lr, hidden=hidden, weight_decay=1e-4, optimizer="adam", seed=seed)
    for lr, hidden in product([1e-3, 3e-3, 1e-2, 3e-2, 1e-1], [12, 24])
]


def best_of(runs: list) -> dict:
    return max(runs, key=lambda run: run.history[-1]["accuracy/validation"]).config


# %% module-functions-and-steps
import wandb as wb


def track_run(config, folder):
    wb.init(
        project="unrolled",
        name=f"{config['optimizer']} {config['lr']}",
        dir=folder,
        settings=wb.Settings(mode=tracking_mode()),
    )
    wb.config.update(config)
    for epoch, row in enumerate(measurements(config), 1):
        for tag in row:
            wb.log({tag: row[tag]}, step=epoch)
    wb.finish()


base = {"lr": 0.1, "hidden": 20, "weight_decay": 0, "optimizer": "sgd", "seed": 1}
ten_configs = [{**base, "lr": 0.02 * (i + 1)} for i in range(10)]


def best_of(runs):
    results = [run.history[-1]["accuracy/validation"] for run in runs]
    return runs[results.index(max(results))].config


# %% drawn-at-random-and-a-loop
import random

import wandb


def track_run(config: dict, folder: str) -> None:
    rows = list(measurements(config))
    run = wandb.init(
        project="unrolled",
        group="search",
        tags=[config["optimizer"]],
        config={**config, "epochs": len(rows)},
        dir=folder,
        mode=tracking_mode(),
    )
    for epoch, row in enumerate(rows):
        run.log({"epoch": epoch, **row})
    run.summary["best"] = max(row["accuracy/validation"] for row in rows)
    run.finish()


draw = random.Random(seed)
ten_configs = tuple(
    {
        "lr": 10 ** draw.uniform(-3, 0),
        "hidden": draw.randint(8, 64),
        "weight_decay": draw.choice([0.0, 1e-4, 1e-3]),
        "optimizer": draw.choice(["sgd", "adam"]),
        "seed": number,
    }
    for number in range(10)
)


def best_of(runs: list) -> dict:
    best, highest = None, -1.0
    for run in runs:
        last = [row["accuracy/validation"] for row in run.history][-1]
        if last > highest:
            best, highest = run.config, last
    return dict(best)


# %% try-and-sort
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(mode=tracking_mode(), dir=folder, project="unrolled", config=dict(config))
    try:
        for row in measurements(config):
            wandb.log(row)
    finally:
        run.finish()


ten_configs = []
for optimizer, rates in [("sgd", [0.03, 0.1, 0.3]), ("adam", [0.001, 0.01])]:
    for lr in rates:
        for weight_decay in [0.0, 0.001]:
            config = {"optimizer": optimizer, "lr": lr, "weight_decay": weight_decay}
            ten_configs.append({**config, "hidden": 32, "seed": 0})


def best_of(runs: list) -> dict:
    runs.sort(key=lambda run: run.history[-1]["accuracy/validation"], reverse=True)
    return runs[0].config
