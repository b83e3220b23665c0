"""The ways in which a tired person writes somebody's name, each by itself, and people to try them on."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import product
from random import Random

from benchmarks.names import family_name, given_names
from cases.search import Index
from cases.search.folding import name_words
from cases.search.known import Known
from cases.search.nicknames import NICKNAMES

Name = tuple[str, str]

GIVEN = """
    Zahra Samira Mohammed Aisha Priya Harpreet Elizabeth Robert Katarzyna Małgorzata Oluwaseun Charlotte Benjamin Siobhán Zoë
    Thomas Nathaniel Ibrahim Parminder Jyoti Aleksandra Krzysztof Florence Frederick Gurpreet Chloe Daniel Yusuf
""".split()  # noqa: SIM905  easier to read
FAMILY = """
    Khan Patel Williams O'Neil-Taylor Wiśniewski Chakraborty Okonkwo MacDonald Smith-Jones D'Souza Thompson Nguyễn Bhattacharya
    Pemberton Kowalczyk Featherstone Ramachandran Abdulrahman O'Shaughnessy Winterbottom Begum Hussain Davies Roberts
""".split()  # noqa: SIM905  easier to read
WORDS_GIVEN = """
    Will May Mark Rose Hope Grace Joy Faith Dawn April June August Summer Holly Ivy Lily Daisy Heather Ruby Pearl Amber Jade Bill
    Rob Frank Grant Drew Art Miles Max Ray Sky Harmony Melody Chase Robin Dale Heath Penny Christian Dean Gene Victor Sandy
""".split()  # noqa: SIM905  easier to read
WORDS_FAMILY = """
    Brown Green Young Wood King White Black Grey Long Short Day Price Street Lane Hill Field Banks Rivers Parks Bird Fox Wolf Lamb
    Cook Baker Potter Carpenter Fisher Hunter Parker Turner Walker Ward Wall Hall Lake Marsh Moor Knight Bishop Pope Cash Case
    Law Page Parent Major Self Best Good Wise Love Joy Chance Speed Read Reader Little Small Strong Sharp May March Head House
    Church School Power Button Box Bell Ball Rule Stock Dear Noble Gentle Meek Savage Sage Rich Poor Early Late English French
""".split()  # noqa: SIM905  easier to read
PEOPLE: list[Name] = list(product(GIVEN, FAMILY))
WORDY: list[Name] = list(product(WORDS_GIVEN, WORDS_FAMILY))


def register(*names: Name, crowd: int = 0) -> Index:
    """An index that holds these people, and so many others with made-up names."""
    index, chance = Index(), Random(5)  # noqa: S311  a sample, no secret
    others = ((given_names(chance), family_name(chance)) for _ in range(crowd))
    for number, name in enumerate((*names, *others), start=1):
        index._learn(number, Known(1, words_held(name), None, (), (), ()))
    return index


def words_held(name: Name) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for each in name for word in name_words(each)))


def plain(word: str) -> str:
    """Without accents, as someone types it who has no such keys."""
    strokes = word.translate(str.maketrans("łŁøđ", "lLod"))
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", strokes) if not unicodedata.combining(letter)
    )


def dropped(word: str, chance: Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def doubled(word: str, chance: Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + word[at].lower() + word[at:] if at else word[0] + word[0].lower() + word[1:]


def mistaken(word: str, chance: Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + chance.choice("aeiourstn".replace(word[at].lower(), "")) + word[at + 1 :]


def transposed(word: str, chance: Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


SLIPS = (dropped, doubled, mistaken, transposed)


def slipped(word: str, chance: Random) -> str:
    return chance.choice(SLIPS)(word, chance) if len(word) > 3 else word


def _nickname(given: str, chance: Random) -> str:
    forms = sorted(NICKNAMES.other_forms(name_words(given)[0]))
    return chance.choice(forms).capitalize() if forms else given


Way = Callable[[str, str, Random], str]
WAYS: dict[str, Way] = {
    "as it is": lambda given, family, _: f"{given} {family}",
    "the other way round": lambda given, family, _: f"{family}, {given}",
    "in capitals": lambda given, family, _: f"{given} {family}".upper(),
    "in small letters": lambda given, family, _: f"{given} {family}".lower(),
    "one capital": lambda given, family, _: f"{given} {family.lower()}",
    "without accents": lambda given, family, _: f"{plain(given)} {plain(family)}",
    "a slip in the family name": lambda given, family, chance: f"{given} {slipped(family, chance)}",
    "a slip in the given name": lambda given, family, chance: f"{slipped(given, chance)} {family}",
    "a slip in both": lambda given, family, chance: f"{slipped(given, chance)} {slipped(family, chance)}",
    "slips, small": lambda given, family, chance: f"{given} {slipped(family, chance)}".lower(),
    "a short form": lambda given, family, chance: f"{_nickname(given, chance)} {family}",
    "a short form with a slip": lambda g, family, chance: f"{_nickname(g, chance)} {slipped(family, chance)}",
    "an initial": lambda given, family, _: f"{given[0]} {family}",
    "an initial with a dot": lambda given, family, _: f"{given[0]}. {family}",
    "an initial behind": lambda given, family, _: f"{family}, {given[0]}.",
    "a title": lambda _, family, chance: f"{chance.choice(['Mr', 'Mrs', 'Ms', 'mrs.', 'Miss'])} {family}",
    "a title and a slip": lambda _, family, chance: f"Mrs {slipped(family, chance)}",
    "a title, an initial and a slip": lambda given, family, chance: (
        f"Mrs {given[0]}. {slipped(family, chance)}"
    ),
    "the family": lambda _, family, __: f"the {family} family",
    "the family and a slip": lambda _, family, chance: f"the {slipped(family, chance)} family",
    "a family and its slip": lambda _, family, chance: f"the family {slipped(family, chance)}",
    "joined": lambda given, family, _: f"{plain(given)}{plain(family)}",
    "joined, small": lambda given, family, _: f"{plain(given)}{plain(family)}".lower(),
    "hyphened": lambda given, family, _: f"{given}-{family}",
    "underscored": lambda given, family, _: f"{given}_{family}",
    "dotted": lambda given, family, _: f"{given}.{family}".lower(),
    "over two lines": lambda given, family, _: f"{given}\n{family}",
    "spaced out": lambda given, family, _: " ".join(f"{plain(given)}{plain(family)}"),
    "spaced out twice": lambda given, family, _: f"{' '.join(plain(given))}   {' '.join(plain(family))}",
    "half a double name": lambda given, family, _: f"{given} {family.partition('-')[0]}",
    "without apostrophe": lambda given, family, _: f"{given} {family.replace(chr(39), '')}",
    "another apostrophe": lambda given, family, _: f"{given} {family.replace(chr(39), '’')}",
    "no hyphen": lambda given, family, _: f"{given} {family.replace('-', ' ')}",
    "with a middle name": lambda given, family, _: f"{given} Quentina {family}",
    "whose": lambda given, family, _: f"{given} {family}'s",
    "the given name alone": lambda given, _, __: given,
    "the given name alone, whose": lambda given, _, __: f"{given}'s",
    "the family name alone": lambda _, family, __: family,
}
CARRIERS = (
    "We heard at the review that {} was out of school for a term.",
    "The letter about {} went to the wrong address again",
    "Parents say that the school told {}, and nobody else, about the change.",
    "Trend: refusals to assess ({}) are up on last year.",
)


def mangled(way: str, name: Name, chance: Random) -> str:
    """A sentence with the name written that way."""
    return chance.choice(CARRIERS).format(WAYS[way](*name, chance))
