# Wrong answers to `leakage`. Each cell replaces the solution cell.


# %% names-counted-once says="Names are counted once"
def overlap(train_names: list[str], test_names: list[str]) -> float:
    train, test = ({name.lower() for name in names} for names in (train_names, test_names))
    return len(train & test) / len(test) if test else 0.0


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    different = sorted({name.lower() for name in names})
    random.Random(seed).shuffle(different)
    held_out = set(different[: round(test_share * len(different))])
    rows = range(len(names))
    test = [row for row in rows if names[row].lower() in held_out]
    return [row for row in rows if names[row].lower() not in held_out], test


# %% divided-by-train says="This divides by the length of train"
def overlap(train_names: list[str], test_names: list[str]) -> float:
    known = {name.lower() for name in train_names}
    return sum(name.lower() in known for name in test_names) / max(len(train_names), 1)


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    different = sorted({name.lower() for name in names})
    random.Random(seed).shuffle(different)
    held_out = set(different[: round(test_share * len(different))])
    rows = range(len(names))
    test = [row for row in rows if names[row].lower() in held_out]
    return [row for row in rows if names[row].lower() not in held_out], test


# %% capitals-make-a-difference says="Capitals make a difference here"
def overlap(train_names: list[str], test_names: list[str]) -> float:
    known = set(train_names)
    return sum(name in known for name in test_names) / len(test_names) if test_names else 0.0


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    different = sorted({name.lower() for name in names})
    random.Random(seed).shuffle(different)
    held_out = set(different[: round(test_share * len(different))])
    rows = range(len(names))
    test = [row for row in rows if names[row].lower() in held_out]
    return [row for row in rows if names[row].lower() not in held_out], test


# %% the-other-way-round says="it should be the other way round"
def overlap(train_names: list[str], test_names: list[str]) -> float:
    unseen = {name.lower() for name in test_names}
    if not train_names:
        return 0.0
    return sum(name.lower() in unseen for name in train_names) / len(train_names)


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    different = sorted({name.lower() for name in names})
    random.Random(seed).shuffle(different)
    held_out = set(different[: round(test_share * len(different))])
    rows = range(len(names))
    test = [row for row in rows if names[row].lower() in held_out]
    return [row for row in rows if names[row].lower() not in held_out], test


# %% nothing-to-test-on says="divides by 0"
def overlap(train_names: list[str], test_names: list[str]) -> float:
    known = {name.lower() for name in train_names}
    return sum(name.lower() in known for name in test_names) / len(test_names)


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    different = sorted({name.lower() for name in names})
    random.Random(seed).shuffle(different)
    held_out = set(different[: round(test_share * len(different))])
    rows = range(len(names))
    test = [row for row in rows if names[row].lower() in held_out]
    return [row for row in rows if names[row].lower() not in held_out], test


# %% copies-dropped says="Copies are dropped"
def overlap(train_names: list[str], test_names: list[str]) -> float:
    known = {name.lower() for name in train_names}
    return sum(name.lower() in known for name in test_names) / max(len(test_names), 1)


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    first = {}
    for row, name in enumerate(names):
        first.setdefault(name.lower(), row)
    rows = list(first.values())
    random.Random(seed).shuffle(rows)
    number = round(test_share * len(rows))
    return rows[number:], rows[:number]


# %% rows-drawn-one-by-one says="rows are drawn one by one"
def overlap(train_names: list[str], test_names: list[str]) -> float:
    known = {name.lower() for name in train_names}
    return sum(name.lower() in known for name in test_names) / max(len(test_names), 1)


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    rows = list(range(len(names)))
    random.Random(seed).shuffle(rows)
    number = round(test_share * len(rows))
    return rows[number:], rows[:number]


# %% capitals-split says="are on different sides"
def overlap(train_names: list[str], test_names: list[str]) -> float:
    known = {name.lower() for name in train_names}
    return sum(name.lower() in known for name in test_names) / max(len(test_names), 1)


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    different = sorted(set(names))
    random.Random(seed).shuffle(different)
    held_out = set(different[: round(test_share * len(different))])
    rows = range(len(names))
    test = [row for row in rows if names[row] in held_out]
    return [row for row in rows if names[row] not in held_out], test


# %% seed-ignored says="Every seed puts the same names into test"
def overlap(train_names: list[str], test_names: list[str]) -> float:
    known = {name.lower() for name in train_names}
    return sum(name.lower() in known for name in test_names) / max(len(test_names), 1)


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    different = sorted({name.lower() for name in names})
    random.Random(0).shuffle(different)
    held_out = set(different[: round(test_share * len(different))])
    rows = range(len(names))
    test = [row for row in rows if names[row].lower() in held_out]
    return [row for row in rows if names[row].lower() not in held_out], test


# %% first-names says="Every seed puts the first names into test"
def overlap(train_names: list[str], test_names: list[str]) -> float:
    known = {name.lower() for name in train_names}
    return sum(name.lower() in known for name in test_names) / max(len(test_names), 1)


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    held_out = {name.lower() for name in names[: round(0.5 * test_share * len(names))]}
    train, test = [], []
    for row, name in enumerate(names):
        (test if name.lower() in held_out else train).append(row)
    return train, test


# %% no-seed says="give two splits"
def overlap(train_names: list[str], test_names: list[str]) -> float:
    known = {name.lower() for name in train_names}
    return sum(name.lower() in known for name in test_names) / max(len(test_names), 1)


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    different = sorted({name.lower() for name in names})
    random.shuffle(different)
    held_out = set(different[: round(test_share * len(different))])
    rows = range(len(names))
    test = [row for row in rows if names[row].lower() in held_out]
    return [row for row in rows if names[row].lower() not in held_out], test


# %% share-of-train says="test_share is taken for train's"
def overlap(train_names: list[str], test_names: list[str]) -> float:
    known = {name.lower() for name in train_names}
    return sum(name.lower() in known for name in test_names) / max(len(test_names), 1)


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    different = sorted({name.lower() for name in names})
    random.Random(seed).shuffle(different)
    chosen = set(different[: round(test_share * len(different))])
    train = [row for row, name in enumerate(names) if name.lower() in chosen]
    test = [row for row, name in enumerate(names) if name.lower() not in chosen]
    return train, test


# %% sides-exchanged says="The two sides are exchanged"
def overlap(train_names: list[str], test_names: list[str]) -> float:
    known = {name.lower() for name in train_names}
    return sum(name.lower() in known for name in test_names) / max(len(test_names), 1)


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    different = sorted({name.lower() for name in names})
    random.Random(seed).shuffle(different)
    held_out = set(different[: round(test_share * len(different))])
    train, test = [], []
    for row, name in enumerate(names):
        (test if name.lower() in held_out else train).append(row)
    return test, train


# %% names-for-rows says="are names. Return rows"
def overlap(train_names: list[str], test_names: list[str]) -> float:
    known = {name.lower() for name in train_names}
    return sum(name.lower() in known for name in test_names) / max(len(test_names), 1)


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    different = sorted({name.lower() for name in names})
    random.Random(seed).shuffle(different)
    held_out = set(different[: round(test_share * len(different))])
    train = [name for name in names if name.lower() not in held_out]
    return train, [name for name in names if name.lower() in held_out]


# %% rows-of-a-shuffled-list says="is on both sides"
def overlap(train_names: list[str], test_names: list[str]) -> float:
    known = {name.lower() for name in train_names}
    return sum(name.lower() in known for name in test_names) / max(len(test_names), 1)


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    names = sorted(names, key=str.lower)
    different = sorted({name.lower() for name in names})
    random.Random(seed).shuffle(different)
    held_out = set(different[: round(test_share * len(different))])
    rows = range(len(names))
    test = [row for row in rows if names[row].lower() in held_out]
    return [row for row in rows if names[row].lower() not in held_out], test


# %% list-changed says="changes the list of names"
def overlap(train_names: list[str], test_names: list[str]) -> float:
    known = {name.lower() for name in train_names}
    return sum(name.lower() in known for name in test_names) / max(len(test_names), 1)


def clean_split(names: list[str], test_share: float, seed: int) -> tuple[list[int], list[int]]:
    for row, name in enumerate(names):
        names[row] = name.lower()
    different = sorted(set(names))
    random.Random(seed).shuffle(different)
    held_out = set(different[: round(test_share * len(different))])
    test = [row for row, name in enumerate(names) if name in held_out]
    return [row for row, name in enumerate(names) if name not in held_out], test
