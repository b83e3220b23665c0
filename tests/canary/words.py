"""Makes a word of its own for every box, of the kind the box takes, and remembers where each was typed."""

from __future__ import annotations

import re
import secrets
import string
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

OF_DRAMA = re.compile(r"\b0(?:7700 ?900|1632 ?960) ?\d{3}\b")


class Kind(StrEnum):
    """What a box takes. A box says so itself, or says it when it refuses what was typed."""

    WORD = "word"
    SHORT = "short word"
    EMAIL = "email"
    MOBILE = "mobile"
    LANDLINE = "landline"
    POSTCODE = "postcode"
    WEB = "web address"
    PAST = "past day"
    FUTURE = "day to come"
    TODAY = "today"  # where only days near this one make sense: no canary
    HOUR = "hour"  # a time of day tells nothing by itself: no canary
    NUMBER = "number"  # minutes and the like tell nothing by themselves: no canary
    PASSWORD = "password"
    NOTHING = "nothing"  # what a box takes that asks to be left empty: no canary


@dataclass(frozen=True)
class Canary:
    """One typed value: what to look for, and which box of which page it was typed into, in which sending."""

    text: str
    kind: Kind
    page: str
    box: str
    sending: int

    def __str__(self) -> str:
        return f"{self.page} [{self.box}] as {self.kind}"


@dataclass
class Canaries:
    """Every canary of one walk.

    Words share a random head and tail, so that one search finds all of them, and the half of one too. Numbers
    are of the ranges reserved for drama; days lie before 1920, or after 2090; postcodes begin with ZQ, where
    nobody lives.
    """

    head: str = field(default_factory=lambda: f"zq{_letters(6)}")
    tail: str = field(default_factory=lambda: f"{_letters(6)}qz")
    elsewhere: frozenset[str] = frozenset()
    """What stands in the code already, and would be taken for a canary in its compiled files."""
    issued: dict[str, Canary] = field(default_factory=dict)

    def new(self, kind: Kind, *, page: str, box: str, sending: int) -> Canary:
        """A value no other box was given."""
        text = self._text(kind)
        while text in self.issued or text in self.elsewhere:
            text = self._text(kind)
        canary = Canary(text, kind, page, box, sending)
        self.issued[text] = canary
        return canary

    def word(self) -> str:
        """A word that begins and ends as all of them do."""
        return f"{self.head}{secrets.token_hex(5)}{self.tail}"

    def _text(self, kind: Kind) -> str:
        match kind:
            case Kind.WORD | Kind.PASSWORD:
                return self.word()
            case Kind.SHORT:
                return f"{self.head}{secrets.token_hex(2)}"
            case Kind.EMAIL:
                return f"{self.word()}@family.example"
            case Kind.WEB:
                return f"https://{self.word()}.example/"
            case Kind.MOBILE:
                return f"07700900{secrets.randbelow(1000):03}"
            case Kind.LANDLINE:
                return f"01632960{secrets.randbelow(1000):03}"
            case Kind.POSTCODE:
                inner = "".join(secrets.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
                return f"ZQ{secrets.randbelow(10)}{_letters(1).upper()} {secrets.randbelow(10)}{inner}"
            case Kind.PAST:
                return (date(1911, 1, 1) + timedelta(days=secrets.randbelow(3200))).isoformat()
            case Kind.FUTURE:
                return (date(2091, 1, 1) + timedelta(days=secrets.randbelow(3200))).isoformat()
            case Kind.TODAY | Kind.HOUR | Kind.NUMBER | Kind.NOTHING:
                raise ValueError(f"a {kind} is no canary")

    def of_kinds(self, *kinds: Kind) -> list[Canary]:
        """Those of these kinds."""
        return [canary for canary in self.issued.values() if canary.kind in kinds]


def numbers_in(folder: Path) -> frozenset[str]:
    """The telephone numbers of the ranges for drama that stand in Python files of this folder."""
    return frozenset(
        number.replace(" ", "")
        for path in folder.rglob("*.py")
        for number in OF_DRAMA.findall(path.read_text(encoding="utf-8"))
    )


def _letters(number: int) -> str:
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(number))
