"""Data breaches in words, with the time that is left of the 72 hours. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from consent.choices import BreachKind, BreachRisk, BreachStep, Notifying, PeopleTold
from consent.models import Breach, BreachEntry
from consent.rules import BreachState, may_take
from sendiass.profiles.lists import label
from sendiass.ui.parts import Link, Row, Tag
from sendiass.ui.words import clock_time, short_date

WHAT_WAS_DONE = {
    BreachStep.ASSESSED: "Risk assessed",
    BreachStep.DECIDED: "Decided",
    BreachStep.NOTIFIED: "The ICO was told",
    BreachStep.PEOPLE: "The people",
    BreachStep.LINKED: "Case linked",
    BreachStep.NOTE: "Note",
    BreachStep.CLOSED: "Closed",
    BreachStep.REOPENED: "Opened again",
}
WORDS = {
    BreachStep.ASSESSED: "Why",
    BreachStep.DECIDED: "Why",
    BreachStep.NOTIFIED: "What was said",
    BreachStep.PEOPLE: "What, or why not",
    BreachStep.LINKED: "How it touches it",
    BreachStep.NOTE: "Note",
    BreachStep.CLOSED: "What was learned",
    BreachStep.REOPENED: "Why",
}
OUTCOMES = {BreachStep.ASSESSED: BreachRisk, BreachStep.DECIDED: Notifying, BreachStep.PEOPLE: PeopleTold}


@dataclass(frozen=True, slots=True)
class BreachLine:
    """One breach as the register and the day's work show it: it says nothing of anybody."""

    url: str
    kind: str
    aware_at: datetime
    clock: str
    is_late: bool
    state: Tag


@dataclass(frozen=True, slots=True)
class EntryShown:
    """One step that was taken, with its words."""

    title: str
    by: str
    at: datetime
    rows: tuple[Row, ...]


def line_of(breach: Breach, *, at: datetime) -> BreachLine:
    """One breach in a line; it opens nothing sealed. Needs `with_state`."""
    left, is_late = clock_words(breach, at=at)
    return BreachLine(
        url=reverse("consent:breach_page", args=[breach.id]),
        kind=str(label(BreachKind(breach.kind))),
        aware_at=breach.aware_at,
        clock=left,
        is_late=is_late,
        state=_state(breach),
    )


def clock_words(breach: Breach, *, at: datetime) -> tuple[str, bool]:
    """How the clock stands, and whether that is late. It stops once the ICO is told, or need not be."""
    if breach.told_ico_at:
        late = breach.told_ico_at > breach.notify_by
        words = f"ICO told {moment(breach.told_ico_at)}"
        return (f"{words}, {time_left(breach.told_ico_at, until=breach.notify_by)}" if late else words), False
    if breach.notifying == Notifying.NOT:
        return "The ICO does not have to be told", False
    return time_left(at, until=breach.notify_by), at > breach.notify_by


def time_left(at: datetime, *, until: datetime) -> str:
    """Whole hours left or late, as they pass; minutes in the last hour."""
    seconds = (until - at).total_seconds()
    minutes = int(abs(seconds) // 60)
    number, unit = (minutes // 60, "hour") if minutes >= 60 else (minutes, "minute")
    return f"{number} {unit}{'' if number == 1 else 's'} {'late' if seconds < 0 else 'left'}"


def rows_of(breach: Breach) -> Iterator[Row]:
    """What was reported; needs a reading of the breach."""
    yield Row("What happened", breach.what)
    yield Row("Kind", str(label(BreachKind(breach.kind))))
    yield Row("We knew of it", moment(breach.aware_at))
    yield Row("It happened", short_date(breach.happened_on) if breach.happened_on else "Not known")
    whom = ", ".join(
        dict.fromkeys(filter(None, (breach.agency.name if breach.agency else "", breach.reached)))
    )
    yield Row("Whom it reached", whom or "Not known")
    yield Row("Whose data", breach.whose or "Not known")
    yield Row("Done so far", breach.done or "Nothing was written down")
    yield Row("Reported by", f"{breach.recorded_by.name}, {moment(breach.recorded_at)}")


def entries_of(breach: Breach) -> list[EntryShown]:
    """Every step, the newest first; needs a reading of the breach. One query."""
    found = BreachEntry.objects.filter(breach=breach).select_related("recorded_by")
    return [
        EntryShown(_title(one), one.recorded_by.name, one.recorded_at, tuple(_words(one)))
        for one in found.order_by("-recorded_at", "-id")
    ]


def steps_of(breach: Breach, state: BreachState) -> list[Link]:
    """The steps that may be taken now, in the order in which they are usually taken."""
    return [
        Link(step.label, reverse("consent:breach_step", args=[breach.id, step.value]))
        for step in BreachStep
        if may_take(step, state)
    ]


def moment(at: datetime) -> str:
    """21 Nov 2026 at 5:52pm."""
    return f"{short_date(at)} at {clock_time(at)}"


def _state(breach: Breach) -> Tag:
    if breach.ended == BreachStep.CLOSED:
        return Tag("Closed", "grey")
    if breach.risk is None:
        return Tag("To be assessed", "red")
    if breach.notifying is None:
        return Tag("To be decided", "orange")
    if breach.notifying == Notifying.TELL and not breach.told_ico_at:
        return Tag("Tell the ICO", "red")
    return Tag("To be closed", "blue")


def _title(one: BreachEntry) -> str:
    step = BreachStep(one.step)
    if step not in OUTCOMES:
        return WHAT_WAS_DONE[step]
    outcome = str(label(OUTCOMES[step](one.outcome)))
    return f"{WHAT_WAS_DONE[step]}: {outcome[0].lower()}{outcome[1:]}"  # the ICO keeps its capitals


def _words(one: BreachEntry) -> Iterator[Row]:
    if one.happened_at:
        yield Row("When", moment(one.happened_at))
    if one.number:
        yield Row("Reference", one.number)
    if one.delay:
        yield Row("Why late", one.delay)
    if one.words:
        yield Row(WORDS[BreachStep(one.step)], one.words)
