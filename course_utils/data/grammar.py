"""A small grammar: how the words of `spanish` make a sentence, and the same sentence in English."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from .spanish import (
    ADJECTIVES,
    BE,
    ESTAR,
    HAVE_TO,
    LIKED_BY,
    NOUNS,
    PLACES,
    PRONOUNS,
    SER,
    STATES,
    VERBS,
    WANT,
    Noun,
    Verb,
)

Words = list[str]
T = TypeVar("T")


@dataclass(frozen=True)
class Part:
    """Some words of a sentence in both languages, and the dictionary's words for them."""

    source: Words
    target: Words
    made_of: Words
    moved: bool = False  # do words change places?
    person: str = "it"
    feminine: bool = False


@dataclass(frozen=True)
class Sentence:
    """`made_of` is the pattern's name and the words that were put into it."""

    source: Words
    target: Words
    made_of: Words
    moved: bool


def phrase(
    chance: Random, kinds: str, *, definite: bool | None = None, adjective: float = 0.4
) -> Part:
    """A noun with its article, and with an adjective as often as that."""
    noun = chance.choice([noun for noun in NOUNS if noun.kind in kinds])
    definite = chance.random() < 0.5 if definite is None else definite
    plural = chance.random() < 0.3
    source = [_article(noun, definite, plural), noun.forms[plural]]
    target = [noun.english[plural]]
    made_of = [str(noun)]
    moved = chance.random() < adjective
    if moved:
        fitting = chance.choice([a for a in ADJECTIVES if noun.kind in a.of])
        source.append(fitting.form(noun.feminine, plural))
        target.insert(0, fitting.english)
        made_of.append(str(fitting))
    some = "some" if plural else "an" if target[0][0] in "aeiou" else "a"
    target.insert(0, "the" if definite else some)
    person = "they" if plural else "it"
    return Part(source, target, made_of, moved, person, noun.feminine)


def _article(noun: Noun, definite: bool, plural: bool) -> str:
    masculine, feminine = {
        (True, False): ("el", "la"),
        (True, True): ("los", "las"),
        (False, False): ("un", "una"),
        (False, True): ("unos", "unas"),
    }[definite, plural]
    return feminine if noun.feminine else masculine


def contracted(words: Words) -> Words:
    """Spanish makes "al" of "a el", and "del" of "de el".

    >>> contracted(["cerca", "de", "el", "árbol"])
    ['cerca', 'del', 'árbol']
    """
    joined: Words = []
    for word in words:
        if word == "el" and joined and joined[-1] in ("a", "de"):
            joined[-1] += "l"
        else:
            joined.append(word)
    return joined


def subject(chance: Random, kinds: str = "p") -> Part:
    """Who does it: half of the time a pronoun, of which the Spanish sentence has nothing."""
    if chance.random() < 0.5:
        person = chance.choice(PRONOUNS)
        return Part([], [person], [person], person=person)
    return phrase(chance, kinds, definite=True, adjective=0.15)


def thing(chance: Random, verb: Verb) -> Part:
    """What it is done to; a person has an "a" before it, and animals are any ("un perro")."""
    kind = chance.choice(verb.objects)
    if kind == "p":
        person = phrase(chance, "p", definite=True, adjective=0.2)
        return Part(["a", *person.source], person.target, person.made_of, person.moved)
    return phrase(chance, kind, definite=False if kind == "a" else None)


def sentence(
    name: str,
    who: Part,
    verb: Words,
    english: tuple[Words, Words],
    what: Part,
    mood: str = "says",
) -> Sentence:
    """Put together: a statement, a negation or a question.

    `english` is the verb as an auxiliary and the rest, such as ([], ["sees"]) or (["does"],
    ["see"]). In a question the Spanish verb comes before its subject.
    """
    auxiliary, rest = english
    if mood == "asks":
        source = ["¿", *verb, *who.source, *what.source, "?"]
        target = [*auxiliary, *who.target, *rest, *what.target, "?"]
    else:
        no, never = (["no"], ["not"]) if mood == "denies" else ([], [])
        source = [*who.source, *no, *verb, *what.source]
        target = [*who.target, *auxiliary, *never, *rest, *what.target]
    inverted = mood == "asks" and bool(who.source) and bool(rest)
    moved = who.moved or what.moved or inverted
    return Sentence(contracted(source), target, [name, *who.made_of, *what.made_of], moved)


def mood(chance: Random, who: Part) -> str:
    """Three in five sentences state, and nobody asks about "I"."""
    moods = ("says", "denies", "asks") if who.target != ["I"] else ("says", "denies")
    return chance.choices(moods, (3, 1, 1)[: len(moods)])[0]


def conjugated(verb: Verb, person: str, past: bool, mood: str) -> tuple[Words, Words]:
    """The English verb: do-support where something is denied or asked.

    >>> conjugated(VERBS[0], "it", past=False, mood="denies")
    (['does'], ['see'])
    """
    base, third, before = verb.english
    if mood != "says":
        return [_do(person, past)], [base, *verb.particle]
    plain = before if past else third if person == "it" else base
    return [], [plain, *verb.particle]


def _do(person: str, past: bool = False) -> str:
    return "did" if past else "does" if person == "it" else "do"


def does(chance: Random) -> Sentence:
    """veo un perro negro · I see a black dog"""
    who, verb = subject(chance), chance.choice(VERBS)
    past = who.person != "we" and chance.random() < 0.4
    how, what = mood(chance, who), thing(chance, verb)
    said = [verb.form(who.person, past)]
    english = conjugated(verb, who.person, past, how)
    return sentence(f"does {verb}", who, said, english, what, how)


def does_it(chance: Random) -> Sentence:
    """lo veo · I see it"""
    who, verb = subject(chance), chance.choice(VERBS)
    past = who.person != "we" and chance.random() < 0.4
    how = mood(chance, who)
    pronoun = chance.choice(("lo", "la", "los", "las"))
    english = "them" if pronoun.endswith("s") else "it"
    what = Part([], [english], [pronoun], moved=True)
    said = [pronoun, verb.form(who.person, past)]
    conjugation = conjugated(verb, who.person, past, how)
    return sentence(f"does it {verb}", who, said, conjugation, what, how)


def would(chance: Random) -> Sentence:
    """quiero ver un perro · I want to see a dog"""
    who, verb = subject(chance), chance.choice(VERBS)
    how, what = mood(chance, who), thing(chance, verb)
    wants = chance.random() < 0.5
    said = [WANT[who.person]] if wants else [HAVE_TO[who.person], "que"]
    base, third = ("want", "wants") if wants else ("have", "has")
    plain = third if who.person == "it" else base
    auxiliary, first = ([], plain) if how == "says" else ([_do(who.person)], base)
    rest = [first, "to", verb.english[0], *verb.particle]
    # A noun as subject would stand between "quiere" and "ver": it is asked about in no sentence.
    if how == "asks" and who.source:
        return would(chance)
    name = f"{'wants' if wants else 'has to'} {verb}"
    return sentence(name, who, [*said, verb.infinitive], (auxiliary, rest), what, how)


def likes(chance: Random) -> Sentence:
    """me gustan los libros · I like the books"""
    what = phrase(chance, "ta", definite=True)
    person = chance.choice(list(LIKED_BY))
    who = Part([], [person], [person], person=person)
    how = mood(chance, who)
    said = [LIKED_BY[person], "gustan" if what.person == "they" else "gusta"]
    auxiliary = [] if how == "says" else ["do"]
    return sentence("likes", who, said, (auxiliary, ["like"]), what, how)


def is_so(chance: Random) -> Sentence:
    """la casa es roja · the house is red"""
    state = chance.random() < 0.5
    adjectives = STATES if state else ADJECTIVES
    who = subject(chance, "tap")
    kind = next((n.kind for n in NOUNS if str(n) == who.made_of[0]), "p")
    adjective = chance.choice([a for a in adjectives if kind in a.of])
    feminine = who.feminine if who.source else chance.random() < 0.5
    form = adjective.form(feminine, plural=who.person in ("we", "they"))
    what = Part([form], [adjective.english], [str(adjective)])
    said = [(ESTAR if state else SER)[who.person]]
    how = mood(chance, who)
    if how == "asks":  # ¿es roja la casa?
        said, what = [*said, form], Part([], what.target, what.made_of, moved=bool(who.source))
    return sentence("is", who, said, ([BE[who.person]], []), what, how)


def place(chance: Random) -> Part:
    """cerca de la casa · near the house"""
    spanish, english = chance.choice(list(PLACES.items()))
    where = phrase(chance, "t", definite=True, adjective=0.0)
    made_of = [spanish[-2], *where.made_of]
    return Part([*spanish, *where.source], [*english, *where.target], made_of, where.moved)


def is_there(chance: Random) -> Sentence:
    """el gato está cerca de la casa · the cat is near the house"""
    who = subject(chance, "tap")
    said, english = [ESTAR[who.person]], ([BE[who.person]], [])
    return sentence("is there", who, said, english, place(chance), mood(chance, who))


def there_is(chance: Random) -> Sentence:
    """hay un perro debajo de la mesa · there is a dog under the table"""
    what = phrase(chance, "tap", definite=False)
    is_ = BE[what.person]
    where = place(chance) if chance.random() < 0.5 else Part([], [], [])
    source, target = [*what.source, *where.source], [*what.target, *where.target]
    if chance.random() < 0.25:
        source, target = ["¿", "hay", *source, "?"], [is_, "there", *target, "?"]
    else:
        source, target = ["hay", *source], ["there", is_, *target]
    made_of = ["there is", *what.made_of, *where.made_of]
    return Sentence(contracted(source), target, made_of, what.moved or where.moved)


SENTENCES: dict[Callable[[Random], Sentence], float] = {
    does: 40,
    does_it: 8,
    would: 10,
    likes: 8,
    is_so: 14,
    is_there: 12,
    there_is: 8,
}
"""The patterns, and how many in 100 sentences follow them."""
