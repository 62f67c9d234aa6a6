# Wrong answers to `encode`. Each cell replaces the solution cell.


# %% numbers-from-zero says="'a' has number 0"
def letter_to_index(letter: str) -> int:
    return ALPHABET.index(letter) if letter in ALPHABET else ALPHABET.index(" ")


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name).lower() or " " for name in names]
    x = torch.zeros(len(clean), max(map(len, clean)), dtype=torch.long)
    for row, name in enumerate(clean):
        x[row, : len(name)] = torch.tensor([letter_to_index(letter) for letter in name])
    last_pos = torch.tensor([len(name) - 1 for name in clean])
    return x, last_pos


# %% unknown-is-padding says="(0 is kept for padding.)"
def letter_to_index(letter: str) -> int:
    return ALPHABET.find(letter) + 1


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name).lower() or " " for name in names]
    x = torch.zeros(len(clean), max(map(len, clean)), dtype=torch.long)
    for row, name in enumerate(clean):
        x[row, : len(name)] = torch.tensor([letter_to_index(letter) for letter in name])
    last_pos = torch.tensor([len(name) - 1 for name in clean])
    return x, last_pos


# %% letters-only says="is the space's number"
def letter_to_index(letter: str) -> int:
    return ord(letter) - ord("a") + 1 if letter.isalpha() else 27


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name).lower() or " " for name in names]
    x = torch.zeros(len(clean), max(map(len, clean)), dtype=torch.long)
    for row, name in enumerate(clean):
        x[row, : len(name)] = torch.tensor([letter_to_index(letter) for letter in name])
    last_pos = torch.tensor([len(name) - 1 for name in clean])
    return x, last_pos


# %% no-return says="returned None"
def letter_to_index(letter: str) -> int:
    place = ALPHABET.find(letter)
    letter = place + 1 if place >= 0 else 27


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name).lower() or " " for name in names]
    x = torch.zeros(len(clean), max(map(len, clean)), dtype=torch.long)
    for row, name in enumerate(clean):
        x[row, : len(name)] = torch.tensor([letter_to_index(letter) for letter in name])
    last_pos = torch.tensor([len(name) - 1 for name in clean])
    return x, last_pos


# %% last-is-the-length says="places count from 0"
def letter_to_index(letter: str) -> int:
    place = ALPHABET.find(letter)
    return place + 1 if place >= 0 else letter_to_index(" ")


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name).lower() or " " for name in names]
    x = torch.zeros(len(clean), max(map(len, clean)), dtype=torch.long)
    for row, name in enumerate(clean):
        x[row, : len(name)] = torch.tensor([letter_to_index(letter) for letter in name])
    last_pos = torch.tensor([len(name) for name in clean])
    return x, last_pos


# %% last-is-the-end-of-the-row says="the end of the padded row"
def letter_to_index(letter: str) -> int:
    place = ALPHABET.find(letter)
    return place + 1 if place >= 0 else letter_to_index(" ")


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name).lower() or " " for name in names]
    x = torch.zeros(len(clean), max(map(len, clean)), dtype=torch.long)
    for row, name in enumerate(clean):
        x[row, : len(name)] = torch.tensor([letter_to_index(letter) for letter in name])
    last_pos = torch.full((len(clean),), x.shape[1] - 1)
    return x, last_pos


# %% last-as-a-list says="last_pos should be a tensor, got `list`"
def letter_to_index(letter: str) -> int:
    place = ALPHABET.find(letter)
    return place + 1 if place >= 0 else letter_to_index(" ")


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name).lower() or " " for name in names]
    x = torch.zeros(len(clean), max(map(len, clean)), dtype=torch.long)
    for row, name in enumerate(clean):
        x[row, : len(name)] = torch.tensor([letter_to_index(letter) for letter in name])
    last_pos = [len(name) - 1 for name in clean]
    return x, last_pos


# %% padded-with-spaces says="it is 27, the space's number"
def letter_to_index(letter: str) -> int:
    place = ALPHABET.find(letter)
    return place + 1 if place >= 0 else letter_to_index(" ")


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name).lower() or " " for name in names]
    longest = max(map(len, clean))
    x = torch.tensor([[letter_to_index(c) for c in name.ljust(longest)] for name in clean])
    last_pos = torch.tensor([len(name) - 1 for name in clean])
    return x, last_pos


# %% padded-with-minus-one says="it is -1, not 0"
def letter_to_index(letter: str) -> int:
    place = ALPHABET.find(letter)
    return place + 1 if place >= 0 else letter_to_index(" ")


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name).lower() or " " for name in names]
    x = torch.full((len(clean), max(map(len, clean))), -1, dtype=torch.long)
    for row, name in enumerate(clean):
        x[row, : len(name)] = torch.tensor([letter_to_index(letter) for letter in name])
    last_pos = torch.tensor([len(name) - 1 for name in clean])
    return x, last_pos


# %% padded-before says="The padding stands before the letters"
def letter_to_index(letter: str) -> int:
    place = ALPHABET.find(letter)
    return place + 1 if place >= 0 else letter_to_index(" ")


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name).lower() or " " for name in names]
    x = torch.zeros(len(clean), max(map(len, clean)), dtype=torch.long)
    for row, name in enumerate(clean):
        x[row, -len(name) :] = torch.tensor([letter_to_index(letter) for letter in name])
    last_pos = torch.tensor([len(name) - 1 for name in clean])
    return x, last_pos


# %% accents-lost says="Accents are lost"
def letter_to_index(letter: str) -> int:
    place = ALPHABET.find(letter)
    return place + 1 if place >= 0 else letter_to_index(" ")


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [name.lower().strip() or " " for name in names]
    x = torch.zeros(len(clean), max(map(len, clean)), dtype=torch.long)
    for row, name in enumerate(clean):
        x[row, : len(name)] = torch.tensor([letter_to_index(letter) for letter in name])
    last_pos = torch.tensor([len(name) - 1 for name in clean])
    return x, last_pos


# %% capitals-lost says="lower-case each name"
def letter_to_index(letter: str) -> int:
    place = ALPHABET.find(letter)
    return place + 1 if place >= 0 else letter_to_index(" ")


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name) or " " for name in names]
    x = torch.zeros(len(clean), max(map(len, clean)), dtype=torch.long)
    for row, name in enumerate(clean):
        x[row, : len(name)] = torch.tensor([letter_to_index(letter) for letter in name])
    last_pos = torch.tensor([len(name) - 1 for name in clean])
    return x, last_pos


# %% lower-case-first says="makes capitals of some signs"
def letter_to_index(letter: str) -> int:
    place = ALPHABET.find(letter)
    return place + 1 if place >= 0 else letter_to_index(" ")


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name.lower()) or " " for name in names]
    x = torch.zeros(len(clean), max(map(len, clean)), dtype=torch.long)
    for row, name in enumerate(clean):
        x[row, : len(name)] = torch.tensor([letter_to_index(letter) for letter in name])
    last_pos = torch.tensor([len(name) - 1 for name in clean])
    return x, last_pos


# %% empty-crashes says="If nothing is left of a name, it is one space"
def letter_to_index(letter: str) -> int:
    place = ALPHABET.find(letter)
    return place + 1 if place >= 0 else letter_to_index(" ")


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name).lower() for name in names]
    x = torch.zeros(len(clean), max(map(len, clean)), dtype=torch.long)
    for row, name in enumerate(clean):
        x[row, : len(name)] = torch.stack([torch.tensor(letter_to_index(c)) for c in name])
    last_pos = torch.tensor([len(name) - 1 for name in clean])
    return x, last_pos


# %% empty-is-nothing says="If nothing is left of a name, it is one space"
def letter_to_index(letter: str) -> int:
    place = ALPHABET.find(letter)
    return place + 1 if place >= 0 else letter_to_index(" ")


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name).lower() for name in names]
    x = torch.zeros(len(clean), max(map(len, clean)), dtype=torch.long)
    for row, name in enumerate(clean):
        x[row, : len(name)] = torch.tensor([letter_to_index(letter) for letter in name])
    last_pos = torch.tensor([len(name) - 1 for name in clean])
    return x, last_pos


# %% empty-left-out says="If nothing is left of a name, it is one space"
def letter_to_index(letter: str) -> int:
    place = ALPHABET.find(letter)
    return place + 1 if place >= 0 else letter_to_index(" ")


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name).lower() for name in names]
    clean = [name for name in clean if name]
    x = torch.zeros(len(clean), max(map(len, clean)), dtype=torch.long)
    for row, name in enumerate(clean):
        x[row, : len(name)] = torch.tensor([letter_to_index(letter) for letter in name])
    last_pos = torch.tensor([len(name) - 1 for name in clean])
    return x, last_pos


# %% cut-to-20 says="Names are never cut"
def letter_to_index(letter: str) -> int:
    place = ALPHABET.find(letter)
    return place + 1 if place >= 0 else letter_to_index(" ")


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name).lower()[:20] or " " for name in names]
    x = torch.zeros(len(clean), max(map(len, clean)), dtype=torch.long)
    for row, name in enumerate(clean):
        x[row, : len(name)] = torch.tensor([letter_to_index(letter) for letter in name])
    last_pos = torch.tensor([len(name) - 1 for name in clean])
    return x, last_pos


# %% always-20-wide says="x is 20 wide"
def letter_to_index(letter: str) -> int:
    place = ALPHABET.find(letter)
    return place + 1 if place >= 0 else letter_to_index(" ")


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name).lower() or " " for name in names]
    x = torch.zeros(len(clean), 20, dtype=torch.long)
    for row, name in enumerate(clean):
        x[row, : len(name)] = torch.tensor([letter_to_index(letter) for letter in name])
    last_pos = torch.tensor([len(name) - 1 for name in clean])
    return x, last_pos


# %% time-first says="Names and time are exchanged"
def letter_to_index(letter: str) -> int:
    place = ALPHABET.find(letter)
    return place + 1 if place >= 0 else letter_to_index(" ")


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name).lower() or " " for name in names]
    x = torch.zeros(len(clean), max(map(len, clean)), dtype=torch.long)
    for row, name in enumerate(clean):
        x[row, : len(name)] = torch.tensor([letter_to_index(letter) for letter in name])
    last_pos = torch.tensor([len(name) - 1 for name in clean])
    return x.T, last_pos


# %% floats says="x should hold int64"
def letter_to_index(letter: str) -> int:
    place = ALPHABET.find(letter)
    return place + 1 if place >= 0 else letter_to_index(" ")


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name).lower() or " " for name in names]
    x = torch.zeros(len(clean), max(map(len, clean)))
    for row, name in enumerate(clean):
        x[row, : len(name)] = torch.tensor([letter_to_index(letter) for letter in name])
    last_pos = torch.tensor([len(name) - 1 for name in clean])
    return x, last_pos


# %% ready-made says="the course's own `encode`"
def letter_to_index(letter: str) -> int:
    place = ALPHABET.find(letter)
    return place + 1 if place >= 0 else letter_to_index(" ")


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    return surnames.encode(names)
