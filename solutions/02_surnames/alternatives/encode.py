# Right answers to `encode` in other styles. Each cell replaces the solution cell.


# %% dictionary-and-pad-sequence
NUMBERS = {letter: number for number, letter in enumerate(ALPHABET, start=1)}


def letter_to_index(letter):
    return NUMBERS.get(letter, NUMBERS[" "])


def encode(names):
    rows = []
    for name in names:
        name = to_ascii(name).lower()
        if not name:
            name = " "
        rows.append(torch.tensor([letter_to_index(c) for c in name]))
    x = nn.utils.rnn.pad_sequence(rows, batch_first=True)
    return x, torch.tensor([len(row) - 1 for row in rows])


# %% letter-by-letter
def letter_to_index(letter: str) -> int:
    if "a" <= letter <= "z":
        return ord(letter) - ord("a") + 1
    if letter == "'":
        return 28
    if letter == "-":
        return 29
    return 27


def encode(names: list[str]) -> list[Tensor]:
    longest = 1
    for name in names:
        longest = max(longest, len(to_ascii(name)))
    x = torch.zeros((len(names), longest), dtype=torch.int64)
    last_pos = torch.zeros(len(names), dtype=torch.int64)
    for i, name in enumerate(names):
        letters = to_ascii(name).lower()
        if letters == "":
            letters = " "
        for j, letter in enumerate(letters):
            x[i, j] = letter_to_index(letter)
            last_pos[i] = j
    return [x, last_pos]


# %% lists-then-tensors
def letter_to_index(letter):
    try:
        return 1 + ALPHABET.index(letter)
    except ValueError:
        return 1 + ALPHABET.index(" ")


def encode(names):
    numbers = [list(map(letter_to_index, to_ascii(name).lower())) or [27] for name in names]
    lengths = torch.tensor([len(row) for row in numbers])
    width = int(lengths.max())
    x = torch.tensor([row + [0] * (width - len(row)) for row in numbers])
    return x, lengths - 1


# %% last-from-the-padding
def letter_to_index(letter: str) -> int:
    return dict(zip(ALPHABET, range(1, 30))).get(letter, 27)


def encode(names: list[str]) -> tuple[Tensor, Tensor]:
    clean = [to_ascii(name).lower() or " " for name in names]
    padded = [name.ljust(max(len(n) for n in clean), "\0") for name in clean]
    x = torch.LongTensor(
        [[0 if c == "\0" else letter_to_index(c) for c in name] for name in padded]
    )
    return x, (x > 0).sum(dim=1) - 1
