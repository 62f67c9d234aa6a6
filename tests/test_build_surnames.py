"""The script that builds the shipped surnames gives the very files that are shipped."""

from __future__ import annotations

import os
import sys
from importlib import metadata, util
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SPEC = util.spec_from_file_location("build_surnames", ROOT / "tools" / "build_surnames.py")
assert SPEC is not None
assert SPEC.loader is not None
builder = util.module_from_spec(SPEC)
SPEC.loader.exec_module(builder)

OTHER = {p: metadata.version(p) for p, v in builder.PINNED.items() if metadata.version(p) != v}
needs_pinned = pytest.mark.skipif(
    bool(OTHER) and not os.environ.get("CI"), reason=f"built with {builder.PINNED}, here {OTHER}"
)


@needs_pinned
def test_shipped_files_are_what_the_script_builds() -> None:
    built = builder.build()
    assert set(built) == {builder.FOLDER, builder.WITHHELD}
    for folder, texts in built.items():
        assert {path.name for path in folder.iterdir()} == set(texts)
        for name, text in texts.items():
            assert (folder / name).read_text(encoding="utf-8") == text, (
                f"{folder / name} differs: run python tools/build_surnames.py"
            )


@needs_pinned
def test_the_script_replaces_both_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FOLDER", "WITHHELD"):
        monkeypatch.setattr(builder, name, tmp_path / name)
        (tmp_path / name).mkdir()
        (tmp_path / name / "Klingon.txt").write_text("Worf\n")
    builder.main()
    files = {path: path.read_bytes() for path in tmp_path.glob("*/*")}
    assert {path.parent.name for path in files} == {"FOLDER", "WITHHELD"}
    assert "Klingon.txt" not in {path.name for path in files}
    assert not any(b"\r" in data for data in files.values())
    builder.main()
    assert {path: path.read_bytes() for path in tmp_path.glob("*/*")} == files


def test_a_tenth_of_every_language_is_withheld() -> None:
    letters = "abcdefghij"
    many = [f"{a}{b}{c}" for a in letters for b in letters for c in letters]
    names = {"Whole": many, "Part": many[:200], "Own": [f"X{name}" for name in many[:149]]}
    kept = builder.withheld(names)
    for language, share in {"Whole": 100, "Part": 20, "Own": 15}.items():
        assert len(kept & {name.lower() for name in names[language]}) == share
    assert builder.withheld({k: v[::-1] for k, v in reversed(names.items())}) == kept


def test_a_name_is_withheld_from_all_its_languages_or_none() -> None:
    many = [f"{a}{b}" for a in "abcdefghij" for b in "abcdefghij"]
    names = {"Small": many, "Capital": [name.upper() for name in many]}
    kept = builder.withheld(names)
    assert len(kept) == 10
    assert kept < set(many)
    assert builder.withheld({**names, "Tiny": many[:4]}) <= set(many[4:])


def test_a_new_name_moves_few_others() -> None:
    many = [f"{a}{b}{c}" for a in "abcdefghij" for b in "abcdefghij" for c in "abcdefghij"]
    kept = builder.withheld({"One": many})
    for new in ("zoe", "zita", "zwingli", "zacharias"):
        assert len(kept - builder.withheld({"One": [*many, new]})) <= 1


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(builder.PINNED, "faker", "0.0.1")
    monkeypatch.setattr(builder, "build", lambda: sys.exit("went on"))
    with pytest.raises(SystemExit, match=r"pip install faker==0\.0\.1"):
        builder.main()


@pytest.mark.parametrize(
    ("name", "language", "latin"),
    [
        ("Παπαδόπουλος", "Greek", "Papadopoulos"),
        ("Ευαγγελίδης", "Greek", "Evangelidis"),
        ("Εύξεινος", "Greek", "Efxeinos"),
        ("Μπάκας", "Greek", "Bakas"),
        ("Λαμπράκης", "Greek", "Lamprakis"),
        ("Κουρής", "Greek", "Kouris"),
        ("Гаврилюк", "Ukrainian", "Havryliuk"),
        ("Згурський", "Ukrainian", "Zghurskyi"),
        ("Їжакевич", "Ukrainian", "Yizhakevych"),
        ("Лук'яненко", "Ukrainian", "Lukianenko"),
        ("Ковальчук-Яценко", "Ukrainian", "Kovalchuk-Yatsenko"),
        ("Кърков", "Bulgarian", "Karkov"),
        ("Пещерска", "Bulgarian", "Peshterska"),
        ("Соловьёв", "Russian", "Solovev"),
        ("Երեմյան", "Armenian", "Yeremyan"),
        ("Ուրֆալյան", "Armenian", "Urfalyan"),
        ("ჭავჭავაძე", "Georgian", "Chavchavadze"),
        ("HSIAO", "Chinese", "Hsiao"),
        ("petek", "Slovene", "Petek"),
        ("da Conceição", "Portuguese", "da Conceicao"),
        ("McDonald", "English", "McDonald"),
    ],
)
def test_romanised(name: str, language: str, latin: str) -> None:
    assert builder.romanised(name, language) == latin


@pytest.mark.parametrize(
    "slip", ["Aelftrud van Wessex", "Bourgondie van", "Koch II", "O Dubhthaigh recte Dooly"]
)
def test_slips_of_the_lists_are_left_out(slip: str) -> None:
    for language in ("Dutch", "German", "Irish"):
        assert slip not in builder.surnames(language)
