"""Which pages are measured, as whom and with what sent; plain values that processes hand to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

EMPTY = "/benchmark/empty/"


@dataclass(frozen=True, slots=True)
class Visit:
    """One page as one person asks for it. A form is sent where there is one, each time with a key of its own."""

    name: str
    who: str
    path: str
    form: dict[str, str] = field(default_factory=dict)

    @property
    def method(self) -> str:
        return "POST" if self.form else "GET"

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
    """What one visit asked of the data bases beyond what an empty page asks, each thing once."""

    visit: Visit
    statements: tuple[Statement, ...]
    opened: frozenset[Opened]
    sealed: tuple[Sealed, ...]
    queries: int


@dataclass(frozen=True, slots=True)
class Recording:
    """Every visit of one pair of data bases, and the sessions of those who make them."""

    recorded: tuple[Recorded, ...]
    cookies: dict[str, str]


def visits(*, busy: str, logged_on: str, called: str) -> tuple[Visit, ...]:
    """The measured pages: `busy` is the case with the long history, `called` somebody's name to look for."""
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
        Visit("log an intervention", "worker", f"/cases/{logged_on}/", log),
        Visit("search", "worker", "/search/", {"words": called}),
        Visit("search", "manager", "/search/", {"words": called}),
        Visit("today", "worker", "/today/"),
        Visit("today", "manager", "/today/"),
    )
