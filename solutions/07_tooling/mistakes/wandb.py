# Wrong answers to `wandb`. Each cell replaces the solution cell.


# %% no-config says="doesn't know its configuration"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% config-within-config says="lies one level too deep"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(
        project="unrolled", config={"config": config}, dir=folder, mode=tracking_mode()
    )
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% part-of-the-config says="has no weight_decay"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(
        project="unrolled",
        config={"lr": config["lr"], "hidden": config["hidden"]},
        dir=folder,
        mode=tracking_mode(),
    )
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% config-as-text says="as the text"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(
        project="unrolled",
        config={key: str(value) for key, value in config.items()},
        dir=folder,
        mode=tracking_mode(),
    )
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% a-run-for-each-epoch says="runs for one configuration"
import wandb


def track_run(config: dict, folder: str) -> None:
    for row in measurements(config):
        run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
        run.log(row)
        run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% last-epoch-only says="Only the last of 8 epochs"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        pass
    run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% never-logs says="Nothing is logged"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        print(len(row))
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% starts-anew-each-epoch says="steps holds the first epoch"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for epoch in range(8):
        run.log(next(measurements(config)))
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% one-call-for-each-number says="lies in different steps"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        for tag, value in row.items():
            run.log({tag: value})
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% names-of-its-own says="There is no loss/train"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log({tag.replace("/", "_"): value for tag, value in row.items()})
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% losses-only says="There is no accuracy/validation"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log({tag: value for tag, value in row.items() if "loss" in tag})
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% numbers-as-text says="log the number itself"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log({tag: f"{value:.3f}" for tag, value in row.items()})
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% rounded says="The numbers are rounded"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log({tag: round(value, 2) for tag, value in row.items()})
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% fraction says="is a fraction"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log({**row, "accuracy/validation": row["accuracy/validation"] / 100})
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% another-configuration says="Two configurations give the same curve"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(ten_configs[0]):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% three-epochs says="Only the first 3 of 8 epochs"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config, epochs=3):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% never-ends says="run.finish()"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% folder-not-used says="The run is not in `folder`"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% no-project says='project="unrolled"'
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% disabled says="keeps nothing"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode="disabled")
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% always-online says="needs an account and a network"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode="online")
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% no-mode says="With no mode"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder)
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% no-run says="begins no run"
import wandb


def track_run(config: dict, folder: str) -> None:
    for row in measurements(config):
        print(len(row))


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% nine says="has 9 configurations"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]
ten_configs.pop()


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% the-same-twice says="are the same configuration"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]
ten_configs[7] = ten_configs[2]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% two-rates says="at least 3 values of lr"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.03, 0.1)
    for hidden in (8, 16, 24, 32, 40)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% an-entry-is-missing says='no "seed"'
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd"}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1].config


# %% worst says="with the lowest accuracy"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[0].config


# %% best-of-any-epoch says="at some earlier epoch"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    def result(run):
        return max(row["accuracy/validation"] for row in run.history)

    return max(runs, key=result).config


# %% after-the-first-epoch says="best after its first epoch"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[0]["accuracy/validation"])
    return ranked[-1].config


# %% lowest-loss says="with the lowest validation loss"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["loss/validation"])
    return ranked[0].config


# %% training-loss says="lowest training loss"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    return min(runs, key=lambda run: run.history[-1]["loss/train"]).config


# %% highest-loss says="with the highest validation loss"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["loss/validation"])
    return ranked[-1].config


# %% not-sorted says="the last run in the list"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return runs[-1].config


# %% largest-rate says="with the largest lr"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    return max(runs, key=lambda run: run.config["lr"]).config


# %% the-run says="return its configuration"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return ranked[-1]


# %% all-in-order says="return the best one alone"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    return [run.config for run in reversed(ranked)]


# %% the-accuracy says="a dictionary; got"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    return max(run.history[-1]["accuracy/validation"] for run in runs)


# %% no-return says="Did you forget a `return`"
import wandb


def track_run(config: dict, folder: str) -> None:
    run = wandb.init(project="unrolled", config=config, dir=folder, mode=tracking_mode())
    for row in measurements(config):
        run.log(row)
    run.finish()


ten_configs = [
    {"lr": lr, "hidden": hidden, "weight_decay": 0.0, "optimizer": "sgd", "seed": 0}
    for lr in (0.003, 0.01, 0.03, 0.1, 0.3)
    for hidden in (16, 32)
]


def best_of(runs: list) -> dict:
    ranked = sorted(runs, key=lambda run: run.history[-1]["accuracy/validation"])
    print(ranked[-1].config)
