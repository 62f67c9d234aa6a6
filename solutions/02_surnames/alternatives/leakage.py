# Right answers to `leakage` in other styles. Each cell replaces the solution cell.


# %% rows-by-name-until-enough
def overlap(train_names: list[str], test_names: list[str]) -> float:
    if len(test_names) == 0:
        return 0.0
    known = set(map(str.lower, train_names))
    count = 0
    for name in test_names:
        if name.lower() in known:
            count += 1
    return count / len(test_names)


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    rows_of = {}
    for row, name in enumerate(names):
        rows_of.setdefault(name.lower(), []).append(row)
    groups = list(rows_of.values())
    random.Random(seed).shuffle(groups)
    train, test = [], []
    for group in groups:
        if len(test) + len(group) <= test_share * len(names):
            test += group
        else:
            train += group
    return train, test


# %% torch-and-counter
def overlap(train_names: list[str], test_names: list[str]) -> float:
    from collections import Counter

    train, test = (Counter(n.casefold() for n in names) for names in (train_names, test_names))
    rows = sum(test.values())
    return sum(count for name, count in test.items() if name in train) / rows if rows else 0.0


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    different = {}
    number = torch.tensor([different.setdefault(n.lower(), len(different)) for n in names])
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(different), generator=generator)
    held_out = torch.isin(number, order[: int(test_share * len(different))])
    return (~held_out).nonzero().flatten().tolist(), held_out.nonzero().flatten().tolist()


# %% numpy
def overlap(train_names: list[str], test_names: list[str]) -> float:
    import numpy as np

    train, test = ([name.upper() for name in names] for names in (train_names, test_names))
    return np.isin(test, train).mean() if test else 0


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    import numpy as np

    _, group = np.unique([name.lower() for name in names], return_inverse=True)
    drawn = np.random.default_rng(seed).random(group.max() + 1) < test_share
    rows = np.arange(len(names))
    return list(rows[~drawn[group]]), list(rows[drawn[group]])


# %% a-coin-for-each-name
def overlap(train_names: list[str], test_names: list[str]) -> float:
    known = frozenset(name.lower() for name in train_names)
    seen = [name for name in test_names if name.lower() in known]
    return len(seen) / (len(test_names) or 1)


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    def held_out(name):
        return random.Random(f"{seed} {name.lower()}").random() < test_share

    sides = [held_out(name) for name in names]
    return (
        [row for row, side in enumerate(sides) if not side],
        [row for row, side in enumerate(sides) if side],
    )
