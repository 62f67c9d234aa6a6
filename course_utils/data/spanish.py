"""A small lexicon: Spanish words with their forms, and what they are called in English.

`phrases` makes sentences of them. Nouns are things, animals or persons (t, a, p); what an adjective
can be said of, and what a verb can have for an object, are listed by these letters.
"""

from __future__ import annotations

from dataclasses import dataclass

PERSONS = ("I", "you", "it", "we", "they")
"""Who does it; "it" stands for any noun in the singular, and a plural noun goes with "they"."""

PRONOUNS = ("I", "you", "we", "they")
"""Subjects that Spanish leaves out: the verb's ending says as much."""


@dataclass(frozen=True)
class Noun:
    """Forms are (singular, plural)."""

    forms: tuple[str, str]
    feminine: bool
    english: tuple[str, str]
    kind: str  # t, a or p

    def __str__(self) -> str:
        return self.forms[0]


@dataclass(frozen=True)
class Adjective:
    """It agrees with its noun.

    >>> red, green = adjective("rojo red ta"), adjective("verde green ta")
    >>> red.form(feminine=True, plural=True), green.form(feminine=True, plural=False)
    ('rojas', 'verde')
    """

    forms: tuple[str, str, str, str]  # masculine and feminine, then both in the plural
    english: str
    of: str

    def form(self, feminine: bool, plural: bool) -> str:
        return self.forms[2 * plural + feminine]

    def __str__(self) -> str:
        return self.forms[0]


@dataclass(frozen=True)
class Verb:
    """Forms of the present for PERSONS, and of the past, where "we" has none.

    In half of the verbs the past of "we" is spelt as its present.
    """

    infinitive: str
    present: dict[str, str]
    past: dict[str, str]
    english: tuple[str, str, str]  # see, sees, saw
    particle: tuple[str, ...]  # the "for" of "look for"
    objects: str

    def form(self, person: str, past: bool) -> str:
        return (self.past if past else self.present)[person]

    def __str__(self) -> str:
        return self.infinitive


def noun(line: str) -> Noun:
    one, many, gender, english, englishes, kind = line.split()
    return Noun((one, many), gender == "f", (english, englishes), kind)


def adjective(line: str) -> Adjective:
    """From one form, or two (singular and plural) where the plural is irregular."""
    *words, english, of = line.split()
    one, regular = words[0], words[0] + ("s" if words[0][-1] in "aeo" else "es")
    many = words[1] if len(words) > 1 else regular
    if one.endswith("o"):
        forms = (one, one[:-1] + "a", many, many[:-2] + "as")
    else:
        forms = (one, one, many, many)
    return Adjective(forms, english, of)


def verb(line: str) -> Verb:
    infinitive, present, past, english, objects = (part.split() for part in line.split(","))
    persons = [person for person in PERSONS if person != "we"]
    base, third, before, *particle = english
    return Verb(
        infinitive[0],
        dict(zip(PERSONS, present, strict=True)),
        dict(zip(persons, past, strict=True)),
        (base, third, before),
        tuple(particle),
        objects[0],
    )


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _by_person(text: str) -> dict[str, str]:
    return dict(zip(PERSONS, text.split(), strict=True))


NOUNS = [
    noun(line)
    for line in _lines("""
libro libros m book books t
casa casas f house houses t
coche coches m car cars t
mesa mesas f table tables t
silla sillas f chair chairs t
llave llaves f key keys t
carta cartas f letter letters t
flor flores f flower flowers t
árbol árboles m tree trees t
reloj relojes m clock clocks t
bicicleta bicicletas f bicycle bicycles t
barco barcos m boat boats t
taza tazas f cup cups t
caja cajas f box boxes t
puerta puertas f door doors t
sombrero sombreros m hat hats t
perro perros m dog dogs a
gato gatos m cat cats a
caballo caballos m horse horses a
pájaro pájaros m bird birds a
vaca vacas f cow cows a
ratón ratones m mouse mice a
niño niños m boy boys p
niña niñas f girl girls p
hombre hombres m man men p
mujer mujeres f woman women p
médico médicos m doctor doctors p
rey reyes m king kings p
reina reinas f queen queens p
hermana hermanas f sister sisters p
""")
]

ADJECTIVES = [
    adjective(line)
    for line in _lines("""
negro black ta
blanco white ta
rojo red t
verde green t
azul blue t
pequeño small ta
grande big ta
nuevo new t
viejo old tap
bonito pretty ta
caro expensive t
barato cheap t
alto tall p
joven jóvenes young ap
amable kind p
rico rich p
""")
]
"""What a noun is: they go with "ser", and stand behind it."""

STATES = [
    adjective(line)
    for line in _lines("""
sucio dirty tap
limpio clean tap
roto broken t
cansado tired ap
enfermo sick ap
perdido lost tap
""")
]
"""How a noun is just now: they go with "estar"."""

VERBS = [
    verb(line)
    for line in _lines("""
ver, veo ves ve vemos ven, vi viste vio vieron, see sees saw, tap
comprar, compro compras compra compramos compran, compré compraste compró compraron, buy buys bought, ta
vender, vendo vendes vende vendemos venden, vendí vendiste vendió vendieron, sell sells sold, ta
buscar, busco buscas busca buscamos buscan, busqué buscaste buscó buscaron, look looks looked for, tap
mirar, miro miras mira miramos miran, miré miraste miró miraron, look looks looked at, tap
encontrar, encuentro encuentras encuentra encontramos encuentran, encontré encontraste encontró encontraron, find finds found, tap
perder, pierdo pierdes pierde perdemos pierden, perdí perdiste perdió perdieron, lose loses lost, ta
tener, tengo tienes tiene tenemos tienen, tuve tuviste tuvo tuvieron, have has had, ta
romper, rompo rompes rompe rompemos rompen, rompí rompiste rompió rompieron, break breaks broke, t
""")  # noqa: E501  (a verb a line)
]

SER = _by_person("soy eres es somos son")
ESTAR = _by_person("estoy estás está estamos están")
BE = _by_person("am are is are are")
WANT = _by_person("quiero quieres quiere queremos quieren")
HAVE_TO = _by_person("tengo tienes tiene tenemos tienen")
LIKED_BY = {"I": "me", "you": "te", "we": "nos"}

PLACES = {
    ("cerca", "de"): ("near",),
    ("debajo", "de"): ("under",),
    ("detrás", "de"): ("behind",),
    ("encima", "de"): ("on",),
    ("delante", "de"): ("in", "front", "of"),
    ("al", "lado", "de"): ("next", "to"),
}
