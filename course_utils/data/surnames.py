"""Surnames and the languages they come from: two sets of them, and the way into a network.

`load` gives names in ASCII with a label each, `collected` the same with many copies among them,
`split` two parts of them, `encode` tensors of letter numbers, and `batches` those in batches of
similar length.
"""

from __future__ import annotations

import re
import string
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from anyascii import anyascii
from jaxtyping import Float, Int
from torch import Tensor

from course_utils.data import files
from course_utils.data.files import SHIPPED, DataError

ALPHABET = string.ascii_lowercase + " '-"
"""The letters of an encoded name: ALPHABET[i] has number i + 1, and 0 is padding."""

CLASSIC_URL = "https://download.pytorch.org/tutorial/data.zip"
_DROPPED = re.compile(r"[^A-Za-z'\s-]")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʻʹ′`´＇", "'"))


@dataclass(frozen=True, eq=False)
class Surnames:
    """Pairs of a name and a language, as `load` and `split` give them."""

    names: list[str]  # ASCII, as to_ascii makes them
    labels: Int[Tensor, " names"]  # languages[labels[i]] is the language of names[i]
    languages: list[str]

    @classmethod
    def of(cls, lists: Mapping[str, Sequence[str]]) -> Surnames:
        """The names of each language, in the order given.

        >>> Surnames.of({"Irish": ["Kelly", "Ó Dea"], "Polish": ["Nowak"]}).names
        ['Kelly', 'O Dea', 'Nowak']
        """
        counts = torch.tensor([len(names) for names in lists.values()], dtype=torch.long)
        labels = torch.arange(len(lists)).repeat_interleave(counts)
        return cls([to_ascii(n) for names in lists.values() for n in names], labels, list(lists))

    def __len__(self) -> int:
        return len(self.names)

    def take(self, rows: Sequence[int]) -> Surnames:
        """The pairs at these places, in this order."""
        labels = self.labels[torch.tensor(rows, dtype=torch.long)]
        return Surnames([self.names[row] for row in rows], labels, self.languages)


def load(
    source: Literal["shipped", "classic"] = "shipped",
    dedup: bool = False,
    download: bool = False,
) -> Surnames:
    """The surnames that come with the course, or the classic set of 18 languages, in full.

    The shipped set has each name once a language; shipped/surnames/PROVENANCE.md tells of it. In
    the classic set every tenth pair is the copy of another; `dedup` keeps the first of each
    (capitals make no difference). It is read from the folder names/ in COURSE_DATA_DIR, else from
    an earlier download; `download=True` allows one, and replaces a damaged one.

    Every file is checked. Raises DataError, with one line, when one is missing or damaged.

    >>> data = load()
    >>> data.names[0], data.languages[data.labels[0]], len(data.languages)
    ('Abada', 'Arabic', 28)
    """
    if source not in ("shipped", "classic"):
        raise ValueError(f"source = {source!r}, but it is 'shipped' or 'classic'")
    lists = _shipped() if source == "shipped" else _classic(download)
    if dedup:
        lists = {language: _once(map(to_ascii, names)) for language, names in lists.items()}
    return Surnames.of(lists)


def collected(seed: int = 0) -> Surnames:
    """The shipped surnames after an accident that is made up: most Arabic rows are copies.

    Of the Arabic names 108 are left, and 2000 rows are drawn from them; `seed` decides which. All
    other languages are as `load` gives them. So much really happened to the classic set when it
    was collected: 1892 of its 2000 Arabic rows are copies, of 108 names.

    >>> data = collected()
    >>> arabic = [n for n, y in zip(data.names, data.labels) if data.languages[y] == "Arabic"]
    >>> len(arabic), len(set(arabic))
    (2000, 108)
    """
    data = load()
    is_arabic = data.labels == data.languages.index("Arabic")
    rows, others = is_arabic.nonzero().flatten(), (~is_arabic).nonzero().flatten()
    generator = torch.Generator().manual_seed(seed)
    kept = rows[torch.randperm(len(rows), generator=generator)[:108]]
    copies = kept[torch.randint(108, (1892,), generator=generator)]
    arabic = torch.cat([kept, copies])[torch.randperm(2000, generator=generator)]
    return data.take([*arabic.tolist(), *others.tolist()])


def to_ascii(name: str) -> str:
    """The name in the letters A–Z and a–z, apostrophes, hyphens and single spaces; maybe empty.

    Letters of any script become what they are called or sound like in Latin letters, one by one;
    accents fall away. All apostrophes and hyphens become ' and -. Whatever is no letter (digits,
    full stops, emoji) is dropped, and so are spaces at either end.

    >>> [to_ascii(name) for name in ("Łódź", "Nguyễn", "Müller-Lüdenscheidt", "O’Neill", "Strauß")]
    ['Lodz', 'Nguyen', 'Muller-Ludenscheidt', "O'Neill", 'Strauss']
    >>> [to_ascii(name) for name in ("李", "Петров", " St.  John ", "😀", "")]
    ['Li', 'Petrov', 'St John', '', '']
    """
    name = name.translate(_APOSTROPHES)
    if not name.isascii():
        name = "".join(_ascii(c) for c in unicodedata.normalize("NFC", name))
    return " ".join(_DROPPED.sub("", name).split())


def split(
    data: Surnames, kind: Literal["random", "disjoint"], test: float = 0.1, seed: int = 0
) -> tuple[Surnames, Surnames]:
    """Two parts, for training and for testing; `test` is the second's share of every language.

    With kind "random" rows are drawn one by one, so that copies of a name can end up in both
    parts. With "disjoint" all rows of a name go to the same part, whatever their language
    (capitals make no difference); shares are then as near to `test` as that allows.

    >>> train, held_out = split(load(), "disjoint")
    >>> len(train), len(held_out), set(train.names) & set(held_out.names)
    (17908, 1992, set())
    """
    if kind not in ("random", "disjoint"):
        raise ValueError(f"kind = {kind!r}, but it is 'random' or 'disjoint'")
    if not 0 < test < 1:
        raise ValueError(f"test = {test}, but it is a share of the data: between 0 and 1")
    labels = data.labels.tolist()
    counts = torch.bincount(data.labels, minlength=len(data.languages)).tolist()
    room = [max(round(test * count), int(count > 1)) for count in counts]
    together: dict[str | int, list[int]] = {}  # rows that must go to the same part
    shuffled = torch.randperm(len(data), generator=torch.Generator().manual_seed(seed)).tolist()
    for row in shuffled:
        together.setdefault(data.names[row].lower() if kind == "disjoint" else row, []).append(row)
    held_out: set[int] = set()
    for rows in together.values():
        in_language = [labels[row] for row in rows]
        if all(in_language.count(label) <= 2 * room[label] for label in set(in_language)):
            held_out.update(rows)
            for label in in_language:
                room[label] -= 1
    train = [row for row in range(len(data)) if row not in held_out]
    return data.take(train), data.take(sorted(held_out))


def class_weights(data: Surnames) -> Float[Tensor, " languages"]:
    """What a row of each language must count for so that all languages count the same in total.

    The mean over rows is 1; a language without any has weight 0.

    >>> names = ["Kim", "Lee", "Park", "Roy"]
    >>> class_weights(Surnames(names, torch.tensor([0, 0, 0, 1]), ["Korean", "French"]))
    tensor([0.6667, 2.0000])
    """
    counts = torch.bincount(data.labels, minlength=len(data.languages))
    weights = len(data) / ((counts > 0).sum() * counts)
    return weights.where(counts > 0, 0)


def encode(names: Sequence[str]) -> tuple[Int[Tensor, "names time"], Int[Tensor, " names"]]:
    """Letter numbers, padded with 0 to the longest name, and the place of each name's last letter.

    Names go through `to_ascii` and lose their capitals: 'a' is 1, 'z' is 26, then come the space,
    the apostrophe and the hyphen. Of whatever length, they are never cut. A name of which nothing
    is left is encoded as one space.

    >>> encode(["Li", "O'Dea", "😀"])
    (tensor([[12,  9,  0,  0,  0],
            [15, 28,  4,  5,  1],
            [27,  0,  0,  0,  0]]), tensor([1, 4, 0]))
    """
    clean = [to_ascii(name).lower() or " " for name in names]
    time = max(map(len, clean), default=1)
    number = np.zeros(128, dtype=np.int64)
    number[np.frombuffer(ALPHABET.encode(), dtype=np.uint8)] = np.arange(1, len(ALPHABET) + 1)
    padded = "".join(name.ljust(time, "\0") for name in clean).encode()
    x = torch.from_numpy(number[np.frombuffer(padded, dtype=np.uint8)]).view(-1, time)
    return x, torch.tensor([len(name) - 1 for name in clean], dtype=torch.long)


def batches(
    x: Int[Tensor, "names time"],
    last_pos: Int[Tensor, " names"],
    y: Int[Tensor, " names"],
    batch_size: int,
    generator: torch.Generator | None = None,
) -> Iterator[tuple[Int[Tensor, "batch longest"], Int[Tensor, " batch"], Int[Tensor, " batch"]]]:
    """One epoch: every row once, beside rows of about its length, each batch as wide as needed.

    Rows of the same length are shuffled, and so are the batches. The tensors stay on their device,
    and the only wait for it is the one to read the batches' widths, once an epoch. Sizes of batches
    differ by 1 at most.

    >>> x, last_pos = encode(["Li", "O'Dea", "Ito", "Nkrumah"])
    >>> generator = torch.Generator().manual_seed(0)
    >>> [tuple(rows.shape) for rows, _, _ in batches(x, last_pos, torch.arange(4), 2, generator)]
    [(2, 3), (2, 7)]
    """
    where = generator.device if generator else "cpu"
    shuffled = torch.randperm(len(x), generator=generator, device=where).to(x.device)
    order = shuffled[last_pos[shuffled].argsort(stable=True)]
    x, last_pos, y = x[order], last_pos[order], y[order]
    number = -(-len(x) // batch_size)
    ends = torch.arange(1, number + 1, device=x.device) * len(x) // max(number, 1)
    stops, widths = torch.stack([ends, last_pos[ends - 1] + 1]).tolist()
    starts = [0, *stops[:-1]]
    for i in torch.randperm(number, generator=generator, device=where).tolist():
        rows = slice(starts[i], stops[i])
        yield x[rows, : widths[i]], last_pos[rows], y[rows]


def _ascii(c: str) -> str:
    if c.isascii():
        return c
    kind = unicodedata.category(c)
    if kind == "Pd":
        return "-"
    if kind[0] in "LM":  # letters, and the marks that some scripts write vowels with
        return "".join(latin for latin in anyascii(c) if latin.isalpha())
    return " " if c.isspace() else ""


def _once(names: Iterable[str]) -> list[str]:
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(name.lower(), name)
    return list(first.values())


def _shipped() -> dict[str, list[str]]:
    folder = SHIPPED / "surnames"
    again = "install the course package again"
    return files.read_lists(lambda: folder, folder / "SHA256SUMS", again)


def _classic(may_download: bool) -> dict[str, list[str]]:
    sums = SHIPPED / "classic_surnames.sha256"
    folder = files.course_data("names")
    if folder is not None:
        return files.read_lists(
            lambda: folder, sums, "copy the folder names/ again from its source"
        )

    archive = files.cache() / "surnames.zip"

    def read(mend: str) -> dict[str, list[str]]:
        return files.read_lists(lambda: zipfile.Path(archive, "data/names/"), sums, mend)

    if archive.exists():
        try:
            return read("load('classic', download=True) fetches it again")
        except DataError:
            if not may_download:
                raise
    elif not may_download:
        raise DataError(
            "the classic surnames are not here: set COURSE_DATA_DIR to the folder that holds "
            "names/, or allow a download of 3 MB with load('classic', download=True)"
        )
    files.download(CLASSIC_URL, archive)
    return read("set COURSE_DATA_DIR to a folder that holds names/, for the download has changed")
