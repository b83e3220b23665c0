"""Unusual reading in words. It says what was read and how much of it, never what it means, and names no case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from cases.access import ToldUnusual, may_see_readings
from cases.choices import LookedIntoAs, UnusualRule
from cases.views.shown import counted
from sendiass.accounts.models import User
from sendiass.profiles import profile
from sendiass.ui.parts import Addresses, Colour, SubPage, Tag

COLOURS: dict[LookedIntoAs, Colour] = {LookedIntoAs.EXPLAINED: "green", LookedIntoAs.TO_TALK_ABOUT: "orange"}


@dataclass(frozen=True, slots=True)
class UnusualLine:
    """One thing unusual: whose, on which day, in a sentence, and what became of it."""

    worker: str
    day: date
    words: str
    usual: str
    state: Tag
    url: str


def lines_of(told: list[ToldUnusual]) -> list[UnusualLine]:
    """Each as a line."""
    url = Addresses("cases:unusual_page")
    return [
        UnusualLine(
            one.finding.worker.name,
            one.finding.day,
            sentence(one),
            usual_words(one),
            state_of(one),
            url(one.finding.id),
        )
        for one in told
    ]


def sentence(told: ToldUnusual) -> str:
    """What was read, with its number."""
    number = told.number
    cases = counted(number, "case", "cases")
    days = profile().readings.break_glass_days
    words = {
        UnusualRule.MANY_CASES: f"Opened {cases} in a day",
        UnusualRule.MANY_SEARCHES: f"Searched {number:,} times in a day, each time for something else",
        UnusualRule.OUT_OF_HOURS: f"Opened {cases} outside working hours",
        UnusualRule.OWN_SURNAME: f"Opened {cases} of someone with their own family name",
        UnusualRule.CLOSED_CASES: f"Opened {counted(number, 'closed case', 'closed cases')}, none ever theirs",
        UnusualRule.BREAK_GLASS: f"Used emergency access {counted(number, 'time', 'times')} in {days} days",
    }
    return words[UnusualRule(told.finding.rule)]


def usual_words(told: ToldUnusual) -> str:
    """What is usual for them, where that is known."""
    return f"usual for them: {told.finding.usual:,}" if told.finding.usual else ""


def state_of(told: ToldUnusual) -> Tag:
    """Whether anybody has looked into it, and what they found."""
    looked = getattr(told.finding, "looked_into", None)
    if looked is None:
        return Tag("To look into", "yellow")
    outcome = LookedIntoAs(looked.outcome)
    return Tag(outcome.label, COLOURS[outcome])


def tabs(user: User, current: str) -> list[SubPage]:
    """The pages about reading that a manager goes between; whoever has but one needs no tabs."""
    if not may_see_readings(user):
        return []
    pages = (("Unusual reading", "unusual_list"), ("What a worker read", "worker_readings"))
    return [SubPage(text, reverse(f"cases:{name}"), current=name == current) for text, name in pages]
