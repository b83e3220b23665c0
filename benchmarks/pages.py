"""Which pages are measured, as whom and with what sent; plain values that processes hand to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any
from uuid import UUID, uuid4

EMPTY = "/benchmark/empty/"


@dataclass(frozen=True, slots=True)
class Visit:
    """One page as one person asks for it. A form is sent where there is one, each time with a key of its own.

    It is answered with this `status`; `shows` stands only on the page that is meant, not on one with excuses.
    """

    name: str
    who: str
    path: str
    form: dict[str, str] = field(default_factory=dict)
    status: int = 200
    shows: str = ""

    @property
    def method(self) -> str:
        return "POST" if self.form else "GET"

    def is_answer(self, status: int, body: str) -> bool:
        """Whether this is what the visit came for."""
        return status == self.status and self.shows in body

    def of_nothing(self) -> Visit:
        """The empty page, asked for in the same way."""
        return Visit("empty page", self.who, EMPTY, self.form)

    def sent(self) -> dict[str, str]:
        """The form as it is sent this time."""
        return {name: str(uuid4()) if name == "once" else value for name, value in self.form.items()}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement that a page sent to a data base; `alias` says over which of the connections."""

    alias: str
    sql: str
    params: tuple[Any, ...] | dict[str, Any]

    @property
    def writes(self) -> bool:
        return self.sql.startswith(("INSERT", "UPDATE", "DELETE"))


@dataclass(frozen=True, slots=True)
class Opened:
    """A sealed cell that a page opened."""

    table: str
    column: str
    row: UUID


@dataclass(frozen=True, slots=True)
class Sealed:
    """A cell that a page sealed, with what it sealed."""

    cell: bytes
    plaintext: bytes
    table: str
    column: str
    row: UUID


@dataclass(frozen=True, slots=True)
class Recorded:
    """What one visit asked of the data bases beyond what an empty page asks, each thing once; `asker` is for whom."""

    visit: Visit
    asker: UUID
    statements: tuple[Statement, ...]
    opened: frozenset[Opened]
    sealed: tuple[Sealed, ...]
    queries: int


@dataclass(frozen=True, slots=True)
class Recording:
    """Every visit of one pair of data bases, and the sessions of those who make them.

    `ready` is the visit that succeeds once the process that serves has opened its index of names.
    """

    recorded: tuple[Recorded, ...]
    cookies: dict[str, str]
    ready: Visit


@dataclass(frozen=True, slots=True)
class Searched:
    """So many people's index of names: seconds to open it, the bytes it occupies, the seconds of each search in it, and
    of each text held against it before it is kept among talks with the authority.
    """

    people: int
    opening: float
    memory: int
    searches: list[float]
    screens: list[float]


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody to look for, by a name of two words."""

    given_names: str
    family_name: str
    born: date

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.given_names} {self.family_name}"


def visits(*, busy: str, logged_on: str, theirs: str, called: Called) -> tuple[Visit, ...]:
    """The measured pages: `busy` is the case with the long history, `theirs` one of whoever is governor of schools.

    The worker holds 500 cases; the governor 100, and has an interest in many more; so has the governing manager.
    """
    log = {
        "once": "",
        "channel": "phone_call",
        "minutes": "15",
        "note": "Rang about the school's reply. They will send the letter on.",
        "happened_on": "today",
        "kinds": "information",
        "level": "1",
    }
    return (
        Visit("case list, 25 of 500", "worker", "/cases/"),
        Visit("case list, 25 of all", "manager", "/cases/"),
        Visit("case page, 20 rows", "worker", f"/cases/{busy}/"),
        Visit("log an intervention", "worker", f"/cases/{logged_on}/", log, status=302),
        searched("worker", called.name),
        searched("manager", called.name),
        Visit("today", "worker", "/today/"),
        Visit("today", "manager", "/today/"),
        Visit("case list, 25 of 100", "governor", "/cases/"),
        Visit("case page", "governor", f"/cases/{theirs}/"),
        Visit("today", "governor", "/today/"),
        Visit("case list, 25 of all", "governing manager", "/cases/"),
        Visit("today", "governing manager", "/today/"),
        rang(called),
    )


def rang(called: Called) -> Visit:
    """A duty card for somebody who rings, by name and date of birth."""
    form = {
        "given_names": called.given_names,
        "family_name": called.family_name,
        "also": "born",
        "date_of_birth_day": str(called.born.day),
        "date_of_birth_month": str(called.born.month),
        "date_of_birth_year": str(called.born.year),
    }
    return Visit("duty card", "worker", "/duty/", form, shows="govuk-summary-card__title")


def searched(who: str, called: str) -> Visit:
    """A search for somebody, answered once the name stands there as found."""
    return Visit("search", who, "/search/", {"words": called}, shows=f"<bdi>{escape(called)}</bdi>")
