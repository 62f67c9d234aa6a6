"""Surnames: what is shipped, what the classic set holds, and their way into tensors."""

from __future__ import annotations

import http.server
import inspect
import os
import re
import shutil
import threading
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from course_utils.data import files, surnames
from course_utils.data.files import DataError
from course_utils.data.surnames import (
    ALPHABET,
    Surnames,
    batches,
    class_weights,
    collected,
    encode,
    load,
    split,
    to_ascii,
)

SHIPPED = files.SHIPPED / "surnames"
COURSE_DATA = Path(
    os.environ.get("COURSE_DATA_DIR") or Path(__file__).parents[4] / "shared" / "data"
)
needs_classic = pytest.mark.skipif(
    not (COURSE_DATA / "names").is_dir(), reason="the classic names/ are not in COURSE_DATA_DIR"
)
REMEDY = r"install|copy|load\('classic', download=True\)|set COURSE_DATA_DIR"


def pairs(data: Surnames) -> list[tuple[str, str]]:
    return [(n, data.languages[y]) for n, y in zip(data.names, data.labels.tolist(), strict=True)]


def folded(data: Surnames) -> list[str]:
    return [name.lower() for name in data.names]


def one_line(caught: pytest.ExceptionInfo[DataError]) -> bool:
    return "\n" not in str(caught.value) and re.search(REMEDY, str(caught.value)) is not None


# What is shipped


def test_shipped_snapshot_is_large_and_clean() -> None:
    data = load()
    assert len(data) >= 10_000
    assert len(data.languages) >= 18
    assert data.languages == sorted(set(data.languages))
    assert torch.bincount(data.labels).min() >= 120
    assert all(re.fullmatch(r"[A-Za-z' -]*[A-Za-z][A-Za-z' -]*", name) for name in data.names)
    assert len({(n.lower(), language) for n, language in pairs(data)}) == len(data)
    assert len(set(folded(data))) < len(data), "some names belong to several languages"
    assert pairs(load(dedup=True)) == pairs(data)


def test_languages_write_their_names_as_they_do() -> None:
    data = load()
    have = set(pairs(data))
    assert {
        ("Papadopoulos", "Greek"),
        ("Havryliuk", "Ukrainian"),
        ("Shcherbakov", "Russian"),
        ("Dabrowski", "Polish"),
        ("Ter-Gevorgyan", "Armenian"),
        ("Javakhishvili", "Georgian"),
        ("O Ceallaigh", "Irish"),
        ("van der Berg", "Dutch"),
        ("Zhao", "Chinese"),
        ("Chang", "Chinese"),
    } - have == set()


def test_provenance_tells_what_is_there() -> None:
    text = (SHIPPED / "PROVENANCE.md").read_text(encoding="utf-8")
    data = load()
    told = dict(re.findall(r"^\| (\w+) \| (\d+) \|", text, re.M))
    assert {k: int(v) for k, v in told.items()} == Counter(language for _, language in pairs(data))
    assert f"{len(data)} pairs" in text
    assert f"{len(set(folded(data)))} different names, {len(data.languages)} languages" in text
    assert "Copyright (c) 2012 Daniele Faraglia" in text
    assert "The above copyright notice and this permission notice shall be included" in text


@pytest.fixture
def shipped_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(files.SHIPPED, tmp_path / "shipped")
    monkeypatch.setattr(surnames, "SHIPPED", tmp_path / "shipped")
    return tmp_path / "shipped" / "surnames"


def test_a_damaged_shipped_file_is_never_used(shipped_copy: Path) -> None:
    greek = shipped_copy / "Greek.txt"
    whole = greek.read_text(encoding="utf-8")
    greek.write_bytes(whole.replace("\n", "\r\n").encode())  # as some checkouts write it
    assert len(load()) >= 10_000
    greek.write_text(whole[:1000], encoding="utf-8")
    with pytest.raises(DataError, match=r"Greek\.txt is damaged") as caught:
        load()
    assert one_line(caught)
    greek.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match=r"Greek\.txt is damaged"):
        load()
    greek.unlink()
    with pytest.raises(DataError, match=r"Greek\.txt is missing") as caught:
        load()
    assert one_line(caught)
    (shipped_copy / "SHA256SUMS").unlink()
    with pytest.raises(DataError, match="cannot read") as caught:
        load()
    assert one_line(caught)


# The shipped set after an accident


def of(data: Surnames, language: str) -> list[str]:
    return [name for name, own in pairs(data) if own == language]


def test_collected_copies_108_arabic_names_and_leaves_all_others_alone() -> None:
    data, whole = collected(), load()
    arabic = Counter(of(data, "Arabic"))
    assert data.languages == whole.languages
    assert arabic.total() == 2000
    assert len(arabic) == 108
    assert set(arabic) < set(of(whole, "Arabic"))
    assert max(arabic.values()) < 50, "the copies are spread over all names"
    others = [[pair for pair in pairs(part) if pair[1] != "Arabic"] for part in (data, whole)]
    assert others[0] == others[1]
    rows = of(data, "Arabic")
    assert len(set(rows[:108])) < 108, "the copies are among the others, not after them"


def test_the_seed_decides_what_is_collected() -> None:
    first, again, other = (collected(seed) for seed in (0, 0, 1))
    assert pairs(first) == pairs(again)
    assert set(of(first, "Arabic")) != set(of(other, "Arabic"))
    assert pairs(collected()) == pairs(first)


def test_a_random_split_of_what_was_collected_leaks() -> None:
    for kind in ("random", "disjoint"):
        train, test = split(collected(), kind)  # type: ignore[arg-type]
        known = set(of(train, "Arabic"))
        share = sum(name in known for name in of(test, "Arabic")) / len(of(test, "Arabic"))
        assert share == (1 if kind == "random" else 0)
        assert len(of(test, "Arabic")) == pytest.approx(200, abs=20)


# The classic set


@pytest.fixture
def classic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_DATA_DIR", str(COURSE_DATA))


@needs_classic
def test_classic_set_keeps_its_copies_unless_told(classic: None) -> None:
    data = load("classic")
    counts = Counter(language for _, language in pairs(data))
    assert len(data) == 20_050
    assert len(data.languages) == 18
    assert counts["Arabic"] == 2000
    assert len(data) - len(set(pairs(data))) == 2064
    clean = load("classic", dedup=True)
    assert len(clean) == 17_985
    assert Counter(language for _, language in pairs(clean))["Arabic"] == 108
    assert clean.languages == data.languages
    kept = dict.fromkeys((name.lower(), language) for name, language in pairs(data))
    assert [(name.lower(), language) for name, language in pairs(clean)] == list(kept)
    assert "Slusarski" in data.names
    assert "Abba" in data.names


@needs_classic
def test_a_random_split_of_the_classic_set_leaks(classic: None) -> None:
    data = load("classic")
    for kind, low, high in [("random", 0.10, 0.13), ("disjoint", 0, 0)]:
        train, test = split(data, kind)  # type: ignore[arg-type]
        known = set(pairs(train))
        share = sum(pair in known for pair in pairs(test)) / len(test)
        assert low <= share <= high
        assert len(test) == pytest.approx(2005, abs=20)


@needs_classic
def test_a_damaged_or_missing_classic_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "names"
    folder.mkdir()
    for file in (COURSE_DATA / "names").glob("*.txt"):
        (folder / file.name).write_bytes(file.read_bytes())
    monkeypatch.setenv("COURSE_DATA_DIR", str(tmp_path))
    russian = folder / "Russian.txt"
    russian.write_text(f"To The First Page\n{russian.read_text()}", encoding="utf-8")
    assert len(load("classic")) == 20_050
    (folder / "Irish.txt").write_text("Murphy\n")
    with pytest.raises(DataError, match=r"Irish\.txt is damaged") as caught:
        load("classic")
    assert one_line(caught)
    (folder / "Irish.txt").unlink()
    with pytest.raises(DataError, match=r"Irish\.txt is missing") as caught:
        load("classic", download=True)
    assert one_line(caught)


class Archive:
    """A small classic set at an address of its own, and an empty cache."""

    def __init__(self, folder: Path) -> None:
        self.cached = folder / "cache" / "surnames.zip"
        self.served = folder / "served" / "data.zip"
        self.served.parent.mkdir()
        self.asked = 0
        self.serve({"Irish": "Ó Conghalaigh\nKelly\n", "Polish": "Nowak \n"})

    def serve(self, lists: dict[str, str]) -> None:
        with zipfile.ZipFile(self.served, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in lists.items():
                archive.writestr(f"data/names/{name}.txt", text)
            archive.writestr("data/eng-fra.txt", "Go.\tVa !")


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    archive = Archive(tmp_path)

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: object) -> None:
            super().__init__(*args, directory=str(archive.served.parent))  # type: ignore[arg-type]

        def do_GET(self) -> None:
            archive.asked += 1
            super().do_GET()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    sums = {"Irish": ["Ó Conghalaigh", "Kelly"], "Polish": ["Nowak"]}
    (shipped / "classic_surnames.sha256").write_text(
        "".join(f"{files.checksum(lines)}  {name}.txt\n" for name, lines in sums.items())
    )
    monkeypatch.setattr(surnames, "SHIPPED", shipped)
    monkeypatch.setattr(surnames, "CLASSIC_URL", f"http://127.0.0.1:{server.server_port}/data.zip")
    monkeypatch.setenv("UNROLLED_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("COURSE_DATA_DIR", raising=False)
    yield archive
    server.shutdown()
    server.server_close()


def test_a_download_needs_to_be_asked_for_and_is_kept(archive: Archive) -> None:
    with pytest.raises(DataError, match="COURSE_DATA_DIR") as caught:
        load("classic")
    assert one_line(caught)
    assert archive.asked == 0
    for _ in range(2):
        data = load("classic", download=True)
        assert pairs(data) == [
            ("O Conghalaigh", "Irish"),
            ("Kelly", "Irish"),
            ("Nowak", "Polish"),
        ]
    assert archive.asked == 1
    assert len(load("classic")) == 3


@pytest.mark.parametrize("damage", ["cut", "empty", "flipped"])
def test_a_damaged_download_is_never_used(archive: Archive, damage: str) -> None:
    load("classic", download=True)
    whole = archive.cached.read_bytes()
    name = whole.index(b"Irish.txt") + len("Irish.txt")
    flipped = (
        whole[:name] + bytes(255 - byte for byte in whole[name : name + 8]) + whole[name + 8 :]
    )
    archive.cached.write_bytes({"cut": whole[:100], "empty": b"", "flipped": flipped}[damage])
    with pytest.raises(DataError, match=r"cannot read .*fetches it again") as caught:
        load("classic")
    assert one_line(caught)
    assert len(load("classic", download=True)) == 3  # a fresh one takes its place
    assert archive.cached.read_bytes() == whole


@pytest.mark.parametrize(
    "lists", [{"Irish": "Kelly\n", "Polish": "Nowak\n"}, {"Polish": "Nowak\n"}, {}]
)
def test_another_archive_is_never_used(archive: Archive, lists: dict[str, str]) -> None:
    archive.serve(lists)
    with pytest.raises(
        DataError, match=r"Irish\.txt is (damaged|missing).* set COURSE_DATA_DIR"
    ) as caught:
        load("classic", download=True)
    assert one_line(caught)
    with pytest.raises(DataError, match=r"Irish\.txt is (damaged|missing).* fetches it again"):
        load("classic")
    archive.serve({"Irish": "Ó Conghalaigh\nKelly\n", "Polish": "Nowak\n"})
    assert len(load("classic", download=True)) == 3


def test_a_download_that_fails_gives_one_line(archive: Archive) -> None:
    archive.served.unlink()
    with pytest.raises(DataError, match="could not download") as caught:
        load("classic", download=True)
    assert "\n" not in str(caught.value)
    assert not archive.cached.exists()


def test_words_that_mean_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="'shipped' or 'classic'"):
        inspect.unwrap(load)("klassic")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="'random' or 'disjoint'"):
        inspect.unwrap(split)(load(), "disjont")  # type: ignore[arg-type]


# Names in ASCII


@pytest.mark.parametrize(
    ("name", "ascii"),
    [
        ("", ""),
        ("   ", ""),
        ("X", "X"),
        ("x" * 60, "x" * 60),
        ("O'Neill", "O'Neill"),
        ("O’Neill", "O'Neill"),
        ("Oʻzbek", "O'zbek"),
        ("Smith–Jones", "Smith-Jones"),
        ("Müller-Lüdenscheidt", "Muller-Ludenscheidt"),
        ("Mu\u0308ller", "Muller"),
        (unicodedata.normalize("NFD", "Йовчев"), "Yovchev"),
        (unicodedata.normalize("NFD", "ながい"), "nagai"),
        ("Łódź", "Lodz"),
        ("Nguyễn", "Nguyen"),
        ("Đặng", "Dang"),
        ("Þórðarson", "Thordarson"),
        ("İnönü", "Inonu"),
        ("李", "Li"),
        ("김", "Gim"),
        ("さとう", "satou"),
        ("Соловьёв", "Solovev"),
        ("Ὀδυσσεύς", "Odysseys"),
        ("\u00a0de\tla  Cruz\n", "de la Cruz"),
        ("St. John 3rd", "St John rd"),
        ("😀", ""),
        ("Kim 👩🏽‍🎤🇰🇷", "Kim"),
        ("Maxa/B", "MaxaB"),
        ("\ud83d", ""),
        ("a\u00adb\u200bc\0d", "abcd"),
    ],
)
def test_to_ascii(name: str, ascii: str) -> None:
    assert to_ascii(name) == ascii


@given(st.text())
def test_to_ascii_of_anything_is_in_the_alphabet_and_stays(name: str) -> None:
    latin = to_ascii(name)
    assert set(latin.lower()) <= set(ALPHABET)
    assert to_ascii(latin) == latin
    assert latin == latin.strip()
    assert "  " not in latin


# Splits


def made_up(*groups: tuple[str, str, int]) -> Surnames:
    languages = sorted({language for _, language, _ in groups})
    rows = [(name, languages.index(language)) for name, language, n in groups for _ in range(n)]
    return Surnames([n for n, _ in rows], torch.tensor([y for _, y in rows]), languages)


@pytest.mark.parametrize("kind", ["random", "disjoint"])
def test_a_split_is_stratified_and_loses_nothing(kind) -> None:
    data = load()
    train, test = split(data, kind, test=0.2, seed=3)
    assert sorted(pairs(train) + pairs(test)) == sorted(pairs(data))
    assert train.languages == test.languages == data.languages
    counts = torch.bincount(data.labels)
    held_out = torch.bincount(test.labels, minlength=len(counts))
    assert ((held_out - 0.2 * counts).abs() <= 2).all()


@pytest.mark.parametrize("kind", ["random", "disjoint"])
def test_the_seed_decides(kind) -> None:
    data = load()
    first, again, other = (split(data, kind, seed=seed)[1].names for seed in (0, 0, 1))
    assert first == again
    assert first != other


def test_no_name_is_on_both_sides_of_a_disjoint_split() -> None:
    data = load()
    train, test = split(data, "disjoint")
    assert set(folded(train)) & set(folded(test)) == set()
    train, test = split(data, "random")
    assert set(folded(train)) & set(folded(test))
    spelt = [(f"{de} Wit{'t' * i}", de, 1) for i in range(40) for de in ("De", "de")]
    train, test = split(made_up(*spelt), "disjoint", test=0.4)
    assert set(folded(train)) & set(folded(test)) == set()
    assert len(test) == 32


def test_a_disjoint_split_takes_copies_into_account() -> None:
    copies = [(f"Name{letter * k}", "Arabic", 20) for letter in "abcdefghij" for k in range(1, 11)]
    _, test = split(made_up(*copies), "disjoint", test=0.1)
    assert len(test) == 200
    often = made_up(("Haddad", "Arabic", 150), *((f"A{'a' * i}", "Arabic", 1) for i in range(50)))
    for seed in range(5):
        _, test = split(often, "disjoint", test=0.1, seed=seed)
        assert len(test) == 20, "a name that is most of a language stays in the larger part"


def test_small_languages_are_in_both_parts() -> None:
    data = made_up(("A", "a", 1), ("B", "a", 1), *((f"C{'c' * i}", "b", 1) for i in range(50)))
    for kind in ("random", "disjoint"):
        for part in split(data, kind):
            assert set(part.labels.tolist()) == {0, 1}


@pytest.mark.parametrize("test", [0.0, 1.0, 10])
def test_an_impossible_share(test: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        split(made_up(("A", "a", 1)), "random", test=float(test))


def test_class_weights_make_languages_count_the_same() -> None:
    data = load()
    weights = class_weights(data)
    totals = weights * torch.bincount(data.labels)
    torch.testing.assert_close(totals, totals[:1].expand_as(totals))
    assert weights[data.labels].mean().item() == pytest.approx(1)
    none = Surnames(["A", "B"], torch.tensor([0, 2]), ["a", "b", "c"])
    assert class_weights(none).tolist() == [1, 0, 1]


# Tensors


def test_encode_can_be_read_back() -> None:
    names = load().names[::7]
    x, last_pos = encode(names)
    for row, last, name in zip(x.tolist(), last_pos.tolist(), names, strict=True):
        assert "".join(ALPHABET[i - 1] for i in row[: last + 1]) == name.lower()
        assert set(row[last + 1 :]) <= {0}
    assert x.shape[1] == max(map(len, names))
    assert x.dtype == last_pos.dtype == torch.int64


def test_encode_odd_names() -> None:
    odd = ["", "   ", "😀", "x", "y" * 60, "Łódź", "O’Dea", "A–B", "李"]
    x, last_pos = encode(odd)
    space = ALPHABET.index(" ") + 1
    assert x.shape == (9, 60)
    assert x[:3, 0].tolist() == [space] * 3
    assert last_pos.tolist() == [0, 0, 0, 0, 59, 3, 4, 2, 1]
    assert torch.equal(encode(["LODZ"])[0][0], x[5, :4])
    assert len(set(ALPHABET)) == len(ALPHABET) == 29


def test_encode_nothing() -> None:
    x, last_pos = encode([])
    assert x.shape == (0, 1)
    assert last_pos.shape == (0,)


@pytest.mark.parametrize(("rows", "batch_size"), [(1000, 64), (64, 64), (65, 64), (3, 64), (5, 1)])
def test_every_row_once_an_epoch(rows: int, batch_size: int) -> None:
    x, last_pos = encode(load().names[:: 19_000 // rows][:rows])
    seen = []
    sizes = []
    for x_batch, last, y in batches(x, last_pos, torch.arange(len(x)), batch_size):
        sizes.append(len(y))
        seen += y.tolist()
        assert x_batch.shape[1] == last.max() + 1
        assert torch.equal(last, last_pos[y])
        assert torch.equal(x_batch, x[y, : x_batch.shape[1]])
        assert (x[y, x_batch.shape[1] :] == 0).all()
    assert sorted(seen) == list(range(rows))
    assert max(sizes) <= batch_size
    assert max(sizes) - min(sizes) <= 1


def test_no_rows_no_batches() -> None:
    x, last_pos = encode([])
    assert list(batches(x, last_pos, last_pos, 8)) == []


def test_batches_hold_little_padding_and_are_shuffled() -> None:
    data = load()
    x, last_pos = encode(data.names)
    epochs = [
        list(batches(x, last_pos, data.labels, 64, torch.Generator().manual_seed(seed)))
        for seed in (0, 0, 1)
    ]
    for first, again, other in zip(*epochs, strict=True):
        assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
        assert not all(torch.equal(a, b) for a, b in zip(first, other, strict=True))
    letters = sum((rows > 0).sum().item() for rows, _, _ in epochs[0])
    places = sum(rows.numel() for rows, _, _ in epochs[0])
    assert letters / places > 0.97
    widths = [rows.shape[1] for rows, _, _ in epochs[0]]
    assert widths != sorted(widths), "the order of batches is random"
    torch.manual_seed(0)
    generator = torch.Generator().manual_seed(0)
    first, second = (list(batches(x, last_pos, data.labels, 64, generator)) for _ in range(2))
    assert not torch.equal(first[0][0], second[0][0]), "a new order every epoch"
    x, last_pos = encode(["Abe", "Ito", "Ono", "Ueda"] * 5)
    together = {
        frozenset(y.tolist())
        for _ in range(3)
        for _, _, y in batches(x, last_pos, torch.arange(20), 5, generator)
    }
    assert len(together) > 4, "rows of the same length change their neighbours"


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs an NVIDIA GPU")
def test_batches_stay_on_the_gpu() -> None:
    data = load()
    x, last_pos, y = (t.cuda() for t in (*encode(data.names), data.labels))
    for part in next(batches(x, last_pos, y, 64, torch.Generator().manual_seed(0))):
        assert part.is_cuda
