"""Build the surnames that the course ships, and those it keeps for grading, from faker's lists.

    pip install faker==40.54.0
    python tools/build_surnames.py

writes course_utils/data/shipped/surnames/: a file of names for each language, their checksums, and
PROVENANCE.md; and the same of a tenth of the names, which no student is given, into
autograde/hidden/withheld/surnames/. The same versions of faker and anyascii always give the same
bytes.

What is taken: lists of surnames of mainly one language, with at least 120 names, written in Latin
letters or in an alphabet that writes its vowels. So neither the lists of countries to which people
came from everywhere (en_US), nor those that repeat given names (uz_UZ, zu_ZA), nor those in scripts
from which nobody could tell how a name is said without knowing it (Arabic, Hebrew, Chinese
characters; faker's own romanised Chinese lists are taken). To add a language, add a line to LISTS.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from hashlib import sha256
from importlib import import_module, metadata
from pathlib import Path

from course_utils.data.files import SHIPPED, checksum
from course_utils.data.surnames import to_ascii

PINNED = {"faker": "40.54.0", "anyascii": "0.3.3"}
DATE = "2026-11-22"  # of the last change to what is built
FEWEST = 120
FOLDER = SHIPPED / "surnames"
WITHHELD = Path(__file__).parents[1] / "autograde" / "hidden" / "withheld" / "surnames"
SHARE = 0.1  # of every language's names, to be withheld

# Language: the lists of faker's person providers it is made of.
LISTS = {
    "Arabic": ["fr_DZ.last_names"],
    "Armenian": ["hy_AM.last_names"],
    "Azerbaijani": ["az_AZ.last_names"],
    "Bulgarian": ["bg_BG.last_names"],
    "Chinese": ["zh_CN.last_romanized_names", "zh_TW.last_romanized_names"],
    "Croatian": ["hr_HR.last_names"],
    "Czech": ["cs_CZ.last_names"],
    "Dutch": ["nl_NL.last_names", "nl_BE.last_names"],
    "English": ["en_GB.last_names", "en_NZ.last_names"],
    "Estonian": ["et_EE.last_names_est"],
    "Finnish": ["fi_FI.last_names"],
    "French": ["fr_FR.last_names", "fr_CA.last_names"],
    "Georgian": ["ka_GE.last_names"],
    "German": ["de_DE.last_names", "de_AT.last_names", "de_CH.last_names"],
    "Greek": ["el_GR.last_names"],
    "Indonesian": ["id_ID.last_names"],
    "Irish": ["ga_IE.last_names"],
    "Italian": ["it_IT.last_names"],
    "Latvian": ["lv_LV.last_names"],
    "Polish": ["pl_PL.unisex_last_names", "pl_PL.male_last_names"],
    "Portuguese": ["pt_PT.last_names", "pt_BR.last_names"],
    "Russian": ["ru_RU.last_names"],
    "Slovak": ["sk_SK.last_names"],
    "Slovene": ["sl_SI.last_names"],
    "Spanish": [f"es_{country}.last_names" for country in ("ES", "AR", "CL", "CO", "MX")],
    "Swedish": ["sv_SE.last_names"],
    "Twi": ["tw_GH.last_names"],
    "Ukrainian": ["uk_UA.last_names"],
}

# How a language writes its own names in Latin letters, where that differs from what anyascii does
# letter by letter. Patterns are for names in small letters, and are used in this order.
ROMANISED = {
    "Armenian": {"ու": "u", r"\bո": "vo", r"\bե": "ye", "ռ": "r"},  # BGN/PCGN 1981
    "Bulgarian": {"ъ": "a", "щ": "sht", "х": "h", "ь": "y", r"ия\b": "ia"},  # law of 2009
    "Greek": {  # ELOT 743
        "ο[υύ]": "ou",
        "(?<=[αεη])[υύ](?=[θκξπσςτφχψ]|$)": "f",
        "(?<=[αεη])[υύ]": "v",
        "γγ": "ng",
        "γξ": "nx",
        "γχ": "nch",
        r"\bμπ": "b",
    },
    "Ukrainian": {  # the government's resolution 55 of 2010
        "['ʼ’ь]": "",
        "зг": "zgh",
        "г": "h",
        "ґ": "g",
        "и": "y",
        r"\bє": "ye",
        r"\bї": "yi",
        r"\bй": "y",
        r"\bю": "yu",
        r"\bя": "ya",
        "є": "ie",
        "[їй]": "i",
        "ю": "iu",
        "я": "ia",
    },
}
# What a surname of these looks like: their lists hold people of the Middle Ages and slips besides
# ("Aelftrud van Wessex", "Koch II", "Ó Dubhthaigh recte Dooly").
LOOKS_LIKE = {
    "Dutch": r"((van|den?|der|te[nr]|die|het|op|uit|'t|'s|d') )*[^ ]+",
    "German": r"(van der )?[^ ]+",
    "Irish": r"(?!.* recte ).+",
}


def main() -> None:
    for package, version in PINNED.items():
        if metadata.version(package) != version:
            sys.exit(f"error: this is {package} {metadata.version(package)}: "
                     f"pip install {package}=={version}, or change PINNED and DATE")  # fmt: skip
    built = build()
    for folder, files in built.items():
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    print(built[FOLDER]["PROVENANCE.md"].split("## ")[1].split("# Licence")[0])


def build() -> dict[Path, dict[str, str]]:
    """All files of both folders, by folder and name."""
    names = {language: surnames(language) for language in LISTS}
    for language, found in names.items():
        assert len(found) >= FEWEST, f"{language} has only {len(found)} names"
    kept = withheld(names)
    shipped, held = {}, {}
    for language, found in names.items():
        shipped[language] = [name for name in found if name.lower() not in kept]
        held[language] = [name for name in found if name.lower() in kept]
    return {
        FOLDER: lists(shipped) | {"PROVENANCE.md": provenance(shipped, held)},
        WITHHELD: lists(held) | {"README.md": note(held)},
    }


def lists(names: dict[str, list[str]]) -> dict[str, str]:
    """The files of names and that of their checksums, by name."""
    files = {f"{language}.txt": "".join(f"{n}\n" for n in names[language]) for language in names}
    sums = (f"{checksum(names[language])}  {language}.txt\n" for language in names)
    return files | {"SHA256SUMS": "".join(sums)}


def withheld(names: dict[str, list[str]]) -> set[str]:
    """The names to withhold, in small letters: SHARE of every language, whole in all of them.

    They are taken in the order of their hashes, so that a name which faker adds one day moves few
    of the others.
    """
    room = {language: round(SHARE * len(found)) for language, found in names.items()}
    languages: dict[str, list[str]] = {}
    for language, found in names.items():
        for name in found:
            languages.setdefault(name.lower(), []).append(language)
    kept = set()
    for name in sorted(languages, key=lambda name: sha256(name.encode()).digest()):
        if all(room[language] > 0 for language in languages[name]):
            kept.add(name)
            for language in languages[name]:
                room[language] -= 1
    return kept


def surnames(language: str) -> list[str]:
    """The language's names in ASCII, each once (capitals make no difference), sorted."""
    found: dict[str, str] = {}
    for name in sorted(set(entries(language))):
        latin = romanised(name, language)
        if re.fullmatch(LOOKS_LIKE.get(language, ".+"), latin, re.IGNORECASE):
            found.setdefault(latin.lower(), latin)
    return sorted(found.values())


def entries(language: str) -> Iterable[str]:
    for source in LISTS[language]:
        locale, attribute = source.split(".")
        provider = import_module(f"faker.providers.person.{locale}").Provider
        yield from getattr(provider, attribute)


def romanised(name: str, language: str) -> str:
    """The name in ASCII, with capitals where a list or a script has none or nothing else."""
    if language in ROMANISED:
        name = name.lower()
        for pattern, latin in ROMANISED[language].items():
            name = re.sub(pattern, latin, name)
    name = to_ascii(name)
    return name.title() if name.islower() or name.isupper() else name


def provenance(names: dict[str, list[str]], held: dict[str, list[str]]) -> str:
    """The page that says where the names come from, with how many there are."""
    lower = {language: {name.lower() for name in found} for language, found in names.items()}
    rows = []
    for language, found in names.items():
        others = set[str]().union(*(lower[other] for other in names if other != language))
        shared = len(lower[language] & others)
        sources = ", ".join(LISTS[language])
        rows.append(f"| {language} | {len(found)} | {shared} | {len(held[language])} | {sources} |")
    return f"""# Where these surnames come from

Built on {DATE} by `tools/build_surnames.py` from the lists in the Python package faker
{PINNED["faker"]}, in Latin letters by anyascii {PINNED["anyascii"]}. Do not edit: change the
script and run it. `sha256sum --check SHA256SUMS` tells whether the files are whole.

- A name is once in a language, and in every language whose lists have it.
- Accents are dropped (`Müller` is `Muller`). Armenian, Bulgarian, Georgian, Greek, Russian and
  Ukrainian names are romanised; faker gives Chinese ones in pinyin and in Wade–Giles.
- Lists are of countries, not of languages: the Arabic names are Algeria's in French spelling, and
  a Swedish list has Nguyen in it. How common a name is was not kept.
- Left out: languages with fewer than {FEWEST} names, lists that repeat given names, and entries of
  the Dutch, German and Irish lists that are no surnames (medieval people, numbered kings).
- A tenth of each language's names is not here: on them networks are scored. A name is withheld
  whole, from every language that has it.
- Slavic, Latvian and Greek lists hold many names twice, as men and as women bear them
  (Novotny, Novotna): the two count as different names.

## {size(names)}

| language | names | also in another language | withheld | lists of faker |
|---|---:|---:|---:|---|
{chr(10).join(rows)}

# Licence of faker

{licence()}
"""


def note(held: dict[str, list[str]]) -> str:
    """The page beside the names that are withheld."""
    return f"""# Surnames that no student is given

Written by `tools/build_surnames.py`; do not edit. They are a tenth of the names of each language
that it takes from faker {PINNED["faker"]}, and none of them is in
`course_utils/data/shipped/surnames`, in whatever language. The page `PROVENANCE.md` there tells
where they come from.

{size(held)}.

# Licence of faker

{licence()}
"""


def size(names: dict[str, list[str]]) -> str:
    pairs = sum(map(len, names.values()))
    different = len({name.lower() for found in names.values() for name in found})
    return (
        f"{pairs} pairs of a name and a language, {different} different names, "
        f"{len(names)} languages"
    )


def licence() -> str:
    (file,) = [f for f in metadata.files("faker") or [] if f.name.startswith("LICENSE")]
    return Path(str(file.locate())).read_text(encoding="utf-8").strip()


if __name__ == "__main__":
    main()
