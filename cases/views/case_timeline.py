"""A case's history as the page tells it, newest first: work given, and what was set down beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.urls import reverse

from cases.access import may_correct
from cases.choices import (
    Agreement,
    CaseRole,
    CaseStatus,
    Channel,
    Direction,
    FirstContactItem,
    HelpKind,
    HowShared,
    ItemState,
    Voice,
)
from cases.models import Aim, Allocation, Case, Document, FirstContactEntry, Intervention, StatusChange, Task
from cases.querysets import moments_of
from cases.views.shown import counted
from sendiass.accounts.models import User
from sendiass.profiles.lists import label
from sendiass.ui.parts import Link, Tag
from sendiass.ui.words import short_date

A_PAGE = 20
FIRST_LINES, FIRST_CHARACTERS = 6, 500
Moment = tuple[str, UUID, date, datetime]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing set down: what, and the words that go with it as they were typed."""

    text: str
    words: str = ""

    @property
    def first_lines(self) -> str:
        """What stands for long words until all of them are asked for."""
        return first_lines(self.words)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the history: a title, the facts beneath it, a note as typed, and lines of detail."""

    title: str
    by: str
    at: datetime
    note: str = ""
    facts: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    lines: tuple[Line, ...] = ()
    corrected: str = ""
    links: tuple[Link, ...] = ()

    @property
    def first_lines(self) -> str:
        """What stands for a long note until all of it is asked for."""
        return first_lines(self.note)


@dataclass(frozen=True, slots=True)
class Day:
    """A day and what happened on it."""

    on: date
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The rows of one page of a case's history, fetched and still closed."""

    page: Page[Any]
    given: dict[UUID, Intervention]
    recorded: dict[tuple[UUID, datetime], list[Any]]


def history_page(case: Case, enquiries: Iterable[UUID], *, number: str) -> History:
    """One page of a case's history, in as many queries for a long one as for a short one."""
    page = Paginator(moments_of(case.id, enquiries), A_PAGE).get_page(number)
    moments: Sequence[Moment] = list(page.object_list)
    page.object_list = moments
    ids = [key for what, key, _, _ in moments if what == "given"]
    given = Intervention.objects.filter(pk__in=ids).select_related("by", "original__by", "enquiry")
    return History(page, {one.id: one for one in given}, _recorded(case, moments))


def days_of(history: History, *, user: User, case: Case) -> tuple[Day, ...]:
    """The page's days in words; needs a reading that names the case and its enquiries."""
    moments: Sequence[Moment] = list(history.page.object_list)
    return tuple(
        Day(on, tuple(_entry(history, moment, user=user, case=case) for moment in group))
        for on, group in groupby(moments, key=lambda moment: moment[2])
    )


def _recorded(case: Case, moments: Sequence[Moment]) -> dict[tuple[UUID, datetime], list[Any]]:
    times = [at for what, _, _, at in moments if what == "recorded"]
    found: dict[tuple[UUID, datetime], list[Any]] = {}
    withdrawn = Counter(
        Task.objects.filter(case=case, withdrawn_at__in=times).values_list("withdrawn_at", flat=True)
    )
    for change in StatusChange.objects.filter(case=case, at__in=times).select_related("by").order_by("id"):
        found.setdefault((change.by_id, change.at), []).append(Moved(change, withdrawn[change.at]))
    for model in (FirstContactEntry, Aim):
        rows = model.objects.filter(case=case, recorded_at__in=times).select_related("recorded_by")
        for row in rows.order_by("id"):
            found.setdefault((row.recorded_by_id, row.recorded_at), []).append(row)
    allocations = Allocation.objects.filter(case=case).select_related("worker", "by", "ended_by")
    for begun in allocations.filter(from_at__in=times):
        found.setdefault((begun.by_id, begun.from_at), []).append(begun)
    for ended in allocations.filter(until_at__in=times):
        found.setdefault((ended.ended_by_id, ended.until_at), []).append(Ended(ended))
    documents = Document.objects.filter(case=case).select_related("added_by", "removed_by").order_by("id")
    for added in documents.filter(added_at__in=times):
        found.setdefault((added.added_by_id, added.added_at), []).append(added)
    for removed in documents.filter(removed_at__in=times):
        found.setdefault((removed.removed_by_id, removed.removed_at), []).append(Removed(removed))
    return found


@dataclass(frozen=True, slots=True)
class Moved:
    """A step in the case's life, and how many open tasks it withdrew."""

    change: StatusChange
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Ended:
    """An allocation, told for its end."""

    allocation: Any


@dataclass(frozen=True, slots=True)
class Removed:
    """A document, told for its being taken off."""

    document: Any


def _entry(history: History, moment: Moment, *, user: User, case: Case) -> Entry:
    what, key, _, at = moment
    if what == "given":
        return _given(history.given[key], user=user, case=case)
    return _set_down(history.recorded[key, at], at=at)


def _given(one: Intervention, *, user: User, case: Case) -> Entry:
    logged = one.original or one
    about = f"of the entry of {short_date(one.happened_on)}"
    address = [case.reference, one.id]
    links = []
    if one.version > 1:
        both = "See both versions" if one.version == 2 else "See all versions"
        links.append(Link(both, reverse("cases:intervention_page", args=address), about))
    if may_correct(user, one):
        links.append(Link("Correct", reverse("cases:intervention_correct", args=address), about))
    return Entry(
        title=label(Channel(one.channel)),
        by=logged.by.name,
        at=logged.recorded_at,
        note=one.note,
        facts=tuple(facts_of(one)),
        tags=tuple(Tag(label(HelpKind(kind)), "blue") for kind in one.kinds),
        lines=tuple(_beside(one)),
        corrected=_corrected(one),
        links=tuple(links),
    )


def facts_of(one: Intervention) -> Iterator[str]:
    """How long, at which level, from whom: what stands beneath the title of a piece of work."""
    yield f"{one.minutes} minute{'' if one.minutes == 1 else 's'}"
    if one.travel_minutes:
        yield f"{one.travel_minutes} travelling"
    yield f"level {one.level}"
    if one.direction:
        yield label(Direction(one.direction)).lower()


def _beside(one: Intervention) -> Iterator[Line]:
    if one.voice:
        yield Line("Voice: " + "; ".join(label(Voice(way)).lower() for way in one.voice))
    if one.enquiry_id and one.enquiry:
        yield Line(f"From the enquiry {one.enquiry.reference}")


def _corrected(one: Intervention) -> str:
    if one.version == 1:
        return ""
    return f"Corrected on {short_date(one.recorded_at)} by {one.by.name}"


def first_lines(note: str) -> str:
    """The beginning of a long note, cut between words; empty for a note short enough to show whole."""
    begun = "\n".join(note.split("\n")[:FIRST_LINES])
    if len(begun) > FIRST_CHARACTERS:
        cut = begun[:FIRST_CHARACTERS]
        begun = cut.rpartition(" ")[0] or cut
    return "" if begun == note else f"{begun.rstrip()} …"


OPENED, FIRST_CONTACT, AIM, ALLOCATED, MOVED, KEPT = range(6)
HEADINGS = {OPENED: "Case opened", FIRST_CONTACT: "First contact recorded"}


@dataclass(frozen=True, slots=True)
class Told:
    """One row in words. The lowest rank among those of one moment gives the entry its title."""

    rank: int
    text: str
    by: str
    words: str = ""


def _set_down(rows: list[Any], *, at: datetime) -> Entry:
    has_aim = any(isinstance(row, Aim) for row in rows)
    shown = (row for row in rows if not (has_aim and _says_aim_done(row)))
    told = sorted(map(_tell, sorted(shown, key=_place)), key=lambda one: one.rank)
    first = told[0]
    heading = HEADINGS.get(first.rank)
    rest = [one for one in told if one.rank != OPENED] if heading else told[1:]
    return Entry(
        title=heading or first.text,
        by=first.by,
        at=at,
        note="" if heading else first.words,
        lines=tuple(Line(one.text, one.words) for one in rest),
    )


def _place(row: Any) -> int:
    items = list(FirstContactItem)
    return items.index(FirstContactItem(row.item)) if isinstance(row, FirstContactEntry) else 0


def _says_aim_done(row: Any) -> bool:
    item = (FirstContactItem.AIM, ItemState.DONE)
    return isinstance(row, FirstContactEntry) and (row.item, row.state) == item


def _tell(row: Any) -> Told:
    if isinstance(row, Moved):
        return _tell_status(row.change, row.withdrawn)
    if isinstance(row, FirstContactEntry):
        return _tell_item(row)
    if isinstance(row, Aim):
        whose = label(CaseRole(row.whose)).lower()
        return Told(AIM, f"What the family wants, said by the {whose}", row.recorded_by.name, row.words)
    if isinstance(row, Document):
        return Told(KEPT, "Document added", row.added_by.name, row.name)
    if isinstance(row, Removed):
        gone = row.document
        return Told(KEPT, "Document removed, because", gone.removed_by.name, gone.reason_removed)
    if isinstance(row, Ended):
        ended = row.allocation
        return Told(ALLOCATED, f"{ended.worker.name} no longer works the case", ended.ended_by.name)
    return Told(ALLOCATED, f"Given to {row.worker.name}", row.by.name, row.reason)


def _tell_status(change: StatusChange, withdrawn: int) -> Told:
    to = label(CaseStatus(change.to_status)).lower()
    if not change.from_status:
        return Told(OPENED, HEADINGS[OPENED], change.by.name)
    was = label(CaseStatus(change.from_status)).lower()
    is_closing = withdrawn and change.to_status == CaseStatus.CLOSED
    rest = f", {counted(withdrawn, 'open task', 'open tasks')} withdrawn" if is_closing else ""
    return Told(MOVED, f"Status changed from {was} to {to}{rest}", change.by.name, change.reason)


def _tell_item(entry: FirstContactEntry) -> Told:
    name = label(FirstContactItem(entry.item))
    if entry.state == ItemState.NOT_YET:
        return Told(FIRST_CONTACT, f"{name}: not yet, because", entry.recorded_by.name, entry.because)
    how = [label(Agreement(entry.agreement)).lower()] if entry.agreement else ["done"]
    if entry.how:
        how.append(label(HowShared(entry.how)).lower())
    if entry.happened_on:
        how.append(short_date(entry.happened_on))
    return Told(FIRST_CONTACT, f"{name}: {', '.join(how)}", entry.recorded_by.name, entry.because)
