"""The plain values that parts of a page are drawn from. They carry words and addresses, never models."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from math import ceil
from typing import Any, Literal
from urllib.parse import quote
from uuid import UUID

from django.core.paginator import Page
from django.http import QueryDict
from django.urls import reverse

NOBODY = UUID(int=0)
Colour = Literal["", "grey", "green", "teal", "blue", "purple", "magenta", "red", "orange", "yellow"]


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in one or two words; the words carry the meaning, the colour only helps."""

    text: str
    colour: Colour = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link; `about` is read out after a text that alone says too little ("Change" → the address)."""

    text: str
    url: str
    about: str = ""


class Addresses:
    """The addresses of one page for many rows that differ only in an id or a reference: worked out once."""

    def __init__(self, url_name: str, *before: str) -> None:
        self._one = reverse(url_name, args=[*before, NOBODY])

    def __call__(self, row: UUID | str) -> str:
        """The address for that row."""
        return self._one.replace(str(NOBODY), quote(str(row), safe=""))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a summary: what it is, its value (SafeString for markup) or tag, and its links."""

    key: str
    value: str = ""
    tag: Tag | None = None
    actions: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class SubPage:
    """One entry of the navigation within a case."""

    text: str
    url: str
    current: bool = False
    count: int = 0

    @property
    def shown_count(self) -> str:
        """The number in the badge: 99+ above 99."""
        return "99+" if self.count > 99 else str(self.count)


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """Something that happened. `on` is its day, or its moment if the hour matters."""

    title: str
    by: str
    on: date | datetime
    text: str = ""
    minutes: int | None = None
    tags: tuple[Tag, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def has_hour(self) -> bool:
        """Whether the moment is known, not only the day."""
        return isinstance(self.on, datetime)


@dataclass(frozen=True, slots=True)
class TaskItem:
    """One line of a task list; without `status` it is done or plain text in `done`."""

    title: str
    url: str = ""
    hint: str = ""
    status: Tag | None = None
    done: str = ""


@dataclass(frozen=True, slots=True)
class ChosenFilter:
    """A filter in force, and the address of the list without it."""

    text: str
    without_url: str


@dataclass(frozen=True, slots=True)
class Step:
    """A page's number and address; `number` 0 stands for the pages left out."""

    number: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in a long list one is: "Showing 26 to 50 of 240 cases"."""

    page: Page[Any]
    noun: str
    query: QueryDict = field(default_factory=QueryDict)

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def first(self) -> int:
        return self.page.start_index()

    @property
    def last(self) -> int:
        return self.page.end_index()

    @property
    def many(self) -> bool:
        """Whether there is more than one page to go through."""
        return ceil(self.total / self.page.paginator.per_page) > 1

    @property
    def previous_url(self) -> str:
        return self._url(self.page.number - 1) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return self._url(self.page.number + 1) if self.page.has_next() else ""

    @property
    def steps(self) -> list[Step]:
        """The first, the last and the pages about the current one, gaps marked."""
        return [
            Step(number, self._url(number), number == self.page.number)
            if isinstance(number, int)
            else Step(0, "", False)
            for number in self.page.paginator.get_elided_page_range(
                self.page.number, on_each_side=1, on_ends=1
            )
        ]

    def _url(self, number: int) -> str:
        query = self.query.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"


def chosen_filters(query: QueryDict, labels: dict[str, dict[str, str]]) -> tuple[ChosenFilter, ...]:
    """The filters in force, from the address's query: labels are parameter → value → words.

    Values without a label are left out: they are not the list's own words.
    """
    chosen = []
    for name, words in labels.items():
        for value in query.getlist(name):
            if value in words:
                rest = query.copy()
                rest.setlist(name, [other for other in query.getlist(name) if other != value])
                rest.pop("page", None)
                chosen.append(ChosenFilter(words[value], f"?{rest.urlencode()}"))
    return tuple(chosen)
