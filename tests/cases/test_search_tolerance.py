"""However a tired person mangles a name, its bearer is found; other people's names are not."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.search.asking import Asked, read_words
from cases.search.folding import name_words
from cases.search.index import Index, why
from cases.search.known import Known
from cases.search.likeness import Grade, days_like, days_near, grade_of

GIVEN = [
    "Zahra",
    "Samira",
    "Mohammed",
    "Aisha",
    "Priya",
    "Harpreet",
    "Elizabeth",
    "Robert",
    "Katarzyna",
    "Małgorzata",
    "Oluwaseun",
    "Charlotte",
    "Benjamin",
    "Siobhán",
    "Zoë",
    "Thomas",
    "Nathaniel",
    "Ibrahim",
    "Parminder",
    "Jyoti",
    "Aleksandra",
    "Krzysztof",
    "Florence",
    "Frederick",
    "Gurpreet",
]
FAMILY = [
    "Khan",
    "Patel",
    "Williams",
    "O'Neil-Taylor",
    "Wiśniewski",
    "Chakraborty",
    "Okonkwo",
    "MacDonald",
    "Smith-Jones",
    "D'Souza",
    "Thompson",
    "Nguyễn",
    "Bhattacharya",
    "Pemberton",
    "Kowalczyk",
    "Featherstone",
    "Ramachandran",
    "Abdulrahman",
    "O'Shaughnessy",
    "Winterbottom",
]
EVERYONE = [(given_name, family) for given_name in GIVEN for family in FAMILY]


def held(given_name: str, family: str = "", born: date | None = None) -> Known:
    words = tuple(dict.fromkeys([*name_words(given_name), *name_words(family)]))
    return Known(1, words, born, (), (), ())


def index_of(people: dict[UUID, Known]) -> Index:
    index = Index()
    for person, one in people.items():
        index._learn(person.int, one)
    return index


def found(index: Index, asked: Asked, among: set[int] | None = None) -> list[UUID]:
    ranks = index._ranked(asked, among)
    return [UUID(int=person) for person in sorted(ranks, key=lambda person: ranks[person])]


def dropped(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def doubled(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    return word[:at] + word[at] + word[at:]


def mistaken(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + chance.choice("aeiourstn") + word[at + 1 :]


def transposed(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def plainly(word: str) -> str:
    return name_words(word)[-1] if "'" not in word and "-" not in word else word


SLIPS: list[Callable[[str, random.Random], str]] = [dropped, doubled, mistaken, transposed]


def mangled(given_name: str, family: str, chance: random.Random) -> list[str]:
    """Every way, one to a search; a slip only in words of four letters or more, as the search allows for."""
    slip = chance.choice(SLIPS)
    slipped = slip(plainly(family), chance) if family.isalpha() else family
    return [
        f"{given_name} {family}",
        f"{family} {given_name}",
        f"{family.upper()}, {given_name}".replace(",", ""),
        f"{given_name} {family.replace('-', ' ')}",
        f"{given_name} {family.replace(chr(39), '')}",
        f"{given_name} {family.partition('-')[0]}",
        f"{plainly(given_name)} {plainly(family)}",
        f"{given_name} {slipped}",
        f"{slip(plainly(given_name), chance) if len(given_name) > 3 else given_name} {family}",
        f"{given_name} {family[:5]}",
    ]


def test_every_way_a_tired_person_mangles_a_name_finds_its_bearer_among_the_first() -> None:
    chance = random.Random(8)  # noqa: S311  a sample, no secret
    people = {uuid4(): name for name in EVERYONE}
    index = index_of({person: held(*name) for person, name in people.items()})
    missed, sizes = [], []
    for person, name in people.items():
        for typed in mangled(*name, chance):
            answer = found(index, read_words(typed))
            sizes.append(len(answer))
            if person not in answer[:10]:
                missed.append((name, typed))
    assert not missed, "; ".join(map(str, missed))
    assert sum(sizes) / len(sizes) < 2, "a whole name finds hardly anyone but its bearer"


SHORT_FOR = [
    ("Liz", "Elizabeth"),
    ("Bob", "Robert"),
    ("Kasia", "Katarzyna"),
    ("Gosia", "Małgorzata"),
    ("Muhammad", "Mohammed"),
]


@pytest.mark.parametrize(("typed", "recorded"), SHORT_FOR)
def test_a_short_form_finds_the_full_name_and_the_other_way_round(typed: str, recorded: str) -> None:
    for asked, known in ((typed, recorded), (recorded, typed)):
        person = uuid4()
        assert found(index_of({person: held(known)}), read_words(asked)) == [person]


def test_the_better_match_stands_first() -> None:
    spelt, short, begun, exact = (uuid4() for _ in range(4))
    names = {
        spelt: held("Elzabeth"),
        short: held("Liz"),
        begun: held("Elizabethann"),
        exact: held("Elizabeth"),
    }
    assert found(index_of(names), read_words("elizabeth")) == [exact, begun, short, spelt]


@pytest.mark.parametrize("typed", ["Ann", "Lee", "Jo", "Al"])
def test_a_short_word_finds_no_other_short_word(typed: str) -> None:
    others = ["Amy", "Ian", "Leo", "Ali", "Jay", "Eve", "Una", "Ben"]
    index = index_of({uuid4(): held(name) for name in others if not name.startswith(typed)})
    assert found(index, read_words(typed)) == []


@pytest.mark.parametrize(
    ("typed", "recorded"),
    [
        ("محمد", "محمد"),
        ("Иван", "Иванов"),
        ("Ивна", "Иван"),
        ("પટેલ", "પટેલ"),
        ("王小", "王小明"),
        ("김철", "김철수"),
    ],
)
def test_any_script_is_found_in_itself(typed: str, recorded: str) -> None:
    person = uuid4()
    assert found(index_of({person: held(recorded)}), read_words(typed)) == [person]


BORN = date(2016, 5, 3)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("3/5/2016", ""),
        ("5/3/2016", "day and month of birth are swapped"),
        ("3/6/2016", "one digit of the date of birth differs"),
    ],
)
def test_a_slip_in_a_date_of_birth_counts_only_with_a_name(typed: str, reason: str) -> None:
    person, one = uuid4(), held("Zahra", "Khan", BORN)
    index = index_of({person: one})
    asked = read_words(f"khan {typed}")
    assert found(index, asked) == [person]
    assert why(asked, one) == ((reason,) if reason else ())
    assert found(index, read_words(typed)) == ([] if reason else [person])


@pytest.mark.parametrize(
    ("typed", "recorded", "reason"),
    [
        ("Kahn", "Khan", ("Khan is spelt like Kahn",)),
        ("Liz", "Elizabeth", ("Liz is short for Elizabeth",)),
        ("Elizabeth", "Liz", ("Liz is short for Elizabeth",)),
        ("Muhammad", "Mohammed", ("Mohammed is another spelling of Muhammad",)),
        ("Kha", "Khan", ()),
        ("o neil", "O'Neil", ()),
    ],
)
def test_why_someone_was_found_is_said_in_words(typed: str, recorded: str, reason: tuple[str, ...]) -> None:
    assert why(read_words(typed), held(recorded)) == reason


def slips(one: str, other: str) -> int:
    """Slips between two words, two neighbours transposed being one: written as its definition, slowly."""
    rows = [[max(i, j) if not min(i, j) else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            rows[i][j] = min(
                rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (one[i - 1] != other[j - 1])
            )
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


def matches(typed: str, known: str) -> bool:
    if known.startswith(typed):
        return True
    if len(typed) == 3:
        return len(known) == 4 and slips(typed, known) == 1
    allowed = 0 if len(typed) < 4 else 1 if len(typed) < 8 else 2
    return 0 < slips(typed, known) <= allowed


words = st.text("abcd", min_size=1, max_size=9)


@given(
    people=st.lists(st.tuples(words, words), min_size=1, max_size=12),
    typed=st.lists(words, min_size=1, max_size=3, unique=True),
    seen=st.sets(st.integers(0, 11)),
)
@settings(max_examples=150, deadline=None)
def test_what_is_found_is_what_looking_at_each_word_of_everyone_seen_would_find(
    people: list[tuple[str, str]], typed: list[str], seen: set[int]
) -> None:
    everyone = [uuid4() for _ in people]
    index = index_of({person: held(*name) for person, name in zip(everyone, people, strict=True)})
    among = {person.int for place, person in enumerate(everyone) if place in seen}

    def bears(word: int, name: tuple[str, str]) -> bool:
        joined = [typed[at] + typed[at + 1] for at in (word - 1, word) if 0 <= at < len(typed) - 1]
        alone = any(matches(typed[word], known) for known in name)
        return alone or any(known.startswith(both) for both in joined for known in name)

    expected = {
        person
        for person, name in zip(everyone, people, strict=True)
        if person.int in among and all(bears(word, name) for word in range(len(typed)))
    }
    assert set(found(index, Asked(words=tuple(typed)), among)) == expected


@given(typed=words, known=words)
@settings(max_examples=150, deadline=None)
def test_one_word_is_graded_as_all_words_are(typed: str, known: str) -> None:
    grade = grade_of(typed, known)
    assert (grade is not None) == matches(typed, known)
    person = uuid4()
    assert index_of({person: held(known)})._names.like(typed).people(None) == (
        {} if grade is None else {person.int: Grade(grade)}
    )


def one_slip_away(word: str) -> set[str]:
    """Every word one slip away whose letters are the word's own or x."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    letters = {*word, "x"}
    return {
        *(before + after[1:] for before, after in cuts),
        *(before + after[1::-1] + after[2:] for before, after in cuts),
        *(before + letter + after for before, after in cuts for letter in letters),
        *(before + letter + after[1:] for before, after in cuts for letter in letters),
    }


@pytest.mark.parametrize("recorded", ["abac", "abcabca", "abcdabcd", "abcabcabc", "aabbccddab"])
def test_wherever_two_slips_are_in_a_word_it_is_found_as_looking_at_it_would_find_it(recorded: str) -> None:
    names = index_of({uuid4(): held(recorded), uuid4(): held(30 * "x")})._names
    once = one_slip_away(recorded)
    typed = sorted(once | {word for one in sorted(once)[::3] for word in one_slip_away(one)} - {""})
    wrong = [word for word in typed if bool(names.like(word).about) != matches(word, recorded)]
    assert not wrong, wrong[:5]


@given(
    typed=st.dates(min_value=date(1000, 1, 1)),
    days=st.lists(st.integers(min_value=-40_000, max_value=40_000), max_size=60),
)
def test_the_days_looked_up_are_those_that_comparing_every_day_would_find(
    typed: date, days: list[int]
) -> None:
    everyone = {typed + timedelta(days=each) for each in days if _is_a_day(typed, each)} | {typed}
    compared = {day for day in everyone if days_like(typed, day) is not None}
    assert everyone & set(days_near(typed)) == compared


def test_every_day_of_a_century_that_is_like_one_is_near_it() -> None:
    typed = date(2012, 3, 9)
    century = (date(1950, 1, 1) + timedelta(days=each) for each in range(36_525))
    assert {day for day in century if days_like(typed, day) is not None} == {
        day for day in days_near(typed) if 1950 <= day.year < 2050
    }


def _is_a_day(typed: date, distance: int) -> bool:
    return 1 <= typed.toordinal() + distance <= date.max.toordinal()
