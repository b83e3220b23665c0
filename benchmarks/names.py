"""Names as they are spread among people: a few very common, a long tail of rare ones, some double. All made up."""

from __future__ import annotations

from functools import cache
from itertools import accumulate, product
from random import Random

GIVEN = """
    Mohammed Oliver Amelia Aisha Priya Harpreet Jack Emily Fatima Yusuf Zahra Ibrahim Charlotte Thomas
    Katarzyna Krzysztof Gurpreet Jaswinder Nisha Rajesh Sunita Elizabeth Robert William Grace Noah
    Maryam Zainab Hassan Abdul Samuel Benjamin Chloe Ella Sophie Daniel Joshua Olivia Isabella Ayaan
    Simran Kiran Manpreet Oluwaseun Chidi Amara
""".split()  # noqa: SIM905  easier to read
FAMILY = """
    Patel Khan Smith Singh Jones Hussain Williams Ahmed Begum Taylor Ali Kaur Brown Shah Davies Mistry
    Evans Chauhan Wilson Solanki Thomas Parmar Roberts Desai Johnson Chowdhury Lewis Nowak Walker
    Kowalski Okafor O'Brien
""".split()  # noqa: SIM905  easier to read
STARTS = """
    Ab Ba Br Cha Dha Fe Ga Har Is Ja Ka Kow Lan Ma Mc No Ol Pan Qu Ra San Sto Ta Um Va Win Ya Zak Whit
    Thorn
""".split()  # noqa: SIM905  easier to read
MIDDLES = """
    a e i o u an en in on ar er or al el il ash esh ick and ing ov ew ha ra
""".split()  # noqa: SIM905  easier to read
ENDS = """
    ton ley son wala kar jee ski wicz man ford well by shaw dale worth ani oglu adeh ster field
""".split()  # noqa: SIM905  easier to read
KNOWN_BY_ALL, TWO_GIVEN, DOUBLE = 0.5, 0.25, 0.05
"""The parts of people whose given name is one of the common ones, who have two, and whose family name is double."""


def family_name(chance: Random) -> str:
    """A family name: one in five is among the thirty commonest."""
    family = _family(chance)
    return f"{family}-{_family(chance)}" if chance.random() < DOUBLE else family


def given_names(chance: Random) -> str:
    """One given name or two."""
    given = chance.choice(GIVEN if chance.random() < KNOWN_BY_ALL else _given())
    return f"{given} {chance.choice(_given())}" if chance.random() < TWO_GIVEN else given


def _family(chance: Random) -> str:
    families, weights = _families()
    return chance.choices(families, cum_weights=weights)[0]


@cache
def _families() -> tuple[list[str], list[float]]:
    families = [*FAMILY, *_rare()]
    return families, list(accumulate(1 / (place + 8) for place in range(len(families))))


@cache
def _given() -> list[str]:
    return [*GIVEN, *_rare()[:3000]]


@cache
def _rare() -> list[str]:
    rare = [start + middle + end for start, middle, end in product(STARTS, MIDDLES, ENDS)]
    rare += [f"{one}{two}" for one, two in product(rare[::7], ("s", "e", "er", "all", "i", "a", "in"))]
    Random(15).shuffle(rare)  # noqa: S311  made-up names, not keys
    return rare
