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
    assert {path.name for path in builder.FOLDER.iterdir()} == set(built)
    for name, text in built.items():
        assert (builder.FOLDER / name).read_text(encoding="utf-8") == text, (
            f"{name} differs: run python tools/build_surnames.py"
        )


@needs_pinned
def test_the_script_replaces_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "FOLDER", tmp_path / "surnames")
    (tmp_path / "surnames").mkdir()
    (tmp_path / "surnames" / "Klingon.txt").write_text("Worf\n")
    builder.main()
    files = {path.name: path.read_bytes() for path in (tmp_path / "surnames").iterdir()}
    assert "Klingon.txt" not in files
    assert not any(b"\r" in data for data in files.values())
    builder.main()
    assert {p.name: p.read_bytes() for p in (tmp_path / "surnames").iterdir()} == files


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
