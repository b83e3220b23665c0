"""How long the search for names takes in a warm process, and what its index weighs. It needs no data base.

`python -m benchmarks.names [--people 50000] [--json]`
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
import tracemalloc
from collections.abc import Iterator
from itertools import product
from typing import Any

import django

GIVEN = [
    "Mohammed",
    "Oliver",
    "Amelia",
    "Aisha",
    "Priya",
    "Harpreet",
    "Jack",
    "Emily",
    "Fatima",
    "Yusuf",
    "Zahra",
    "Ibrahim",
    "Charlotte",
    "Thomas",
    "Katarzyna",
    "Krzysztof",
    "Gurpreet",
    "Jaswinder",
    "Nisha",
    "Rajesh",
    "Sunita",
    "Elizabeth",
    "Robert",
    "William",
    "Grace",
    "Noah",
    "Maryam",
    "Zainab",
    "Hassan",
    "Abdul",
    "Samuel",
    "Benjamin",
    "Chloe",
    "Ella",
    "Sophie",
    "Daniel",
    "Joshua",
    "Olivia",
    "Isabella",
    "Ayaan",
    "Simran",
    "Kiran",
    "Manpreet",
    "Oluwaseun",
    "Chidi",
    "Amara",
]
FAMILY = [
    "Patel",
    "Khan",
    "Smith",
    "Singh",
    "Jones",
    "Hussain",
    "Williams",
    "Ahmed",
    "Begum",
    "Taylor",
    "Ali",
    "Kaur",
    "Brown",
    "Shah",
    "Davies",
    "Mistry",
    "Evans",
    "Chauhan",
    "Wilson",
    "Solanki",
    "Thomas",
    "Parmar",
    "Roberts",
    "Desai",
    "Johnson",
    "Chowdhury",
    "Lewis",
    "Nowak",
    "Walker",
    "Kowalski",
    "Okafor",
    "O'Brien",
]
STARTS = [
    "Ab",
    "Ba",
    "Br",
    "Cha",
    "Dha",
    "Fe",
    "Ga",
    "Har",
    "Is",
    "Ja",
    "Ka",
    "Kow",
    "Lan",
    "Ma",
    "Mc",
    "No",
    "Ol",
    "Pan",
    "Qu",
    "Ra",
    "San",
    "Sto",
    "Ta",
    "Um",
    "Va",
    "Win",
    "Ya",
    "Zak",
    "Whit",
    "Thorn",
]
MIDDLES = [
    "a",
    "e",
    "i",
    "o",
    "u",
    "an",
    "en",
    "in",
    "on",
    "ar",
    "er",
    "or",
    "al",
    "el",
    "il",
    "ash",
    "esh",
    "ick",
    "and",
    "ing",
    "ov",
    "ew",
    "ha",
    "ra",
]
ENDS = [
    "ton",
    "ley",
    "son",
    "wala",
    "kar",
    "jee",
    "ski",
    "wicz",
    "man",
    "ford",
    "well",
    "by",
    "shaw",
    "dale",
    "worth",
    "ani",
    "oglu",
    "adeh",
    "ster",
    "field",
]
SEARCHES = 500
HALF, NEARLY_ALL = 0.5, 0.95


def names(people: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Names as they are spread among people: a few very common, a long tail of rare ones, some double."""
    rare = [start + middle + end for start, middle, end in product(STARTS, MIDDLES, ENDS)]
    rare += [f"{one}{two}" for one, two in product(rare[::7], ("s", "e", "er", "all", "i", "a", "in"))]
    chance.shuffle(rare)
    families = [*FAMILY, *rare]
    weights = [1 / (place + 8) for place in range(len(families))]
    seconds = [*GIVEN, *rare[:3000]]
    for family in chance.choices(families, weights, k=people):
        given = chance.choice(GIVEN) if chance.random() < HALF else chance.choice(seconds)
        more = f" {chance.choice(seconds)}" if chance.random() < HALF / 2 else ""
        double = f"-{chance.choice(families)}" if chance.random() > NEARLY_ALL else ""
        yield f"{given}{more}", f"{family}{double}"


def measure(people: int = 50_000, seed: int = 15) -> dict[str, Any]:
    """Milliseconds of processor time per search (whole names, slips, beginnings, with a date), and megabytes of the index."""
    from cases.search.asking import read_words
    from cases.search.folding import name_words
    from cases.search.index import Index
    from cases.search.known import Known

    chance = random.Random(seed)  # noqa: S311  a sample, no secret
    everyone = list(names(people, chance))
    tracemalloc.start()
    index = Index()
    for given, family in everyone:
        words = tuple(dict.fromkeys([*name_words(given), *name_words(family)]))
        index._learn(chance.getrandbits(128), Known(1, words, None, (), (), ()))
    megabytes = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    index.ranked(read_words("warm"))
    took = []
    for given, family in chance.sample(everyone, SEARCHES):
        text = chance.choice(
            (f"{given} {family}", slip(family, chance), f"{given} {slip(family, chance)}", family[:3])
        )
        start = time.thread_time()
        index.ranked(read_words(text))
        took.append((time.thread_time() - start) * 1000)
    took.sort()
    return {
        "people": people,
        "distinct_words": len(index._names),
        "p50_ms": round(took[len(took) // 2], 1),
        "p95_ms": round(took[int(len(took) * NEARLY_ALL)], 1),
        "max_ms": round(took[-1], 1),
        "megabytes": round(megabytes, 1),
    }


def slip(word: str, chance: random.Random) -> str:
    """Two neighbouring letters transposed."""
    at = chance.randrange(max(len(word) - 1, 1))
    return word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]


def main() -> None:
    """Measure, and print a table or JSON."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, nargs="+", default=[50_000, 200_000])
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sendiass.settings")
    django.setup()
    found = [measure(people) for people in given.people]
    if given.json:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return
    for one in found:
        sys.stdout.write("  ".join(f"{name} {value:>9}" for name, value in one.items()) + "\n")


if __name__ == "__main__":
    main()
