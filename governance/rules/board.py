"""Who may chair, which seats are empty or run out, and whose voice is missing (L07, L08, Y21), on plain values alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from governance.choices.board import ChairRuleKind
from sendiass.access import Decision, allow, refuse

SEATS = "L07"
CHAIR = {ChairRuleKind.NEVER_LA_OFFICER: "L08", ChairRuleKind.PARENT_MEMBER: "Y21"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a member decides who may chair and whose voice is heard."""

    is_la_officer: bool
    is_parent: bool
    is_young_person: bool


@dataclass(frozen=True, slots=True)
class ChairMust:
    """The profile's rule for the chair, with the constituencies whose members are parents."""

    kind: ChairRuleKind
    parent_constituencies: Collection[str] = ()


class Standing(Enum):
    """How a seat stands on a day."""

    FILLED = "Filled"
    LAPSING = "Ends soon"
    LAPSED = "Term is over"
    EMPTY = "Empty"


@dataclass(frozen=True, slots=True)
class Taken:
    """One seat that somebody holds: for whom, until when, and what of them counts."""

    constituency: str
    until_on: date
    facts: Facts


def may_chair(must: ChairMust, facts: Facts, *, constituency: str | None) -> Decision:
    """Whether a member may chair; `constituency` is that of their seat, if they have one."""
    rule = CHAIR[must.kind]
    if constituency is None:
        return refuse("Only a member who has a seat can chair.", rule)
    if must.kind is ChairRuleKind.NEVER_LA_OFFICER and facts.is_la_officer:
        return refuse("The chair is never an officer of the local authority.", rule)
    is_parent_member = facts.is_parent and constituency in must.parent_constituencies
    if must.kind is ChairRuleKind.PARENT_MEMBER and not is_parent_member:
        return refuse("The chair is a parent member.", rule)
    return allow(rule)


def standing_of(until_on: date, *, on: date, soon: timedelta) -> Standing:
    """How a seat that is held stands; one whose term is over is held until it is renewed or ended."""
    if until_on < on:
        return Standing.LAPSED
    return Standing.LAPSING if until_on <= on + soon else Standing.FILLED


def missing_voices(facts: Iterable[Facts]) -> list[str]:
    """Whose voice nobody on the board is."""
    present = list(facts)
    missing = []
    if not any(one.is_parent for one in present):
        missing.append("No parent or carer is a member")
    if not any(one.is_young_person for one in present):
        missing.append("No young person is a member")
    return missing


def may_take_seat(*, from_on: date, until_on: date, on: date, years: int) -> Decision:
    """Whether a term makes sense: it ends after it begins, not before today, and is no longer than the profile says."""
    if until_on < from_on:
        return refuse("The term ends before it begins. Enter a later last day.", "term-dates")
    if until_on < on:
        return refuse("This term is over already. Enter a later last day.", "term-dates")
    if until_on > _after(from_on, years):
        return refuse(f"A term is {years} years at most. Enter an earlier last day.", "term-dates")
    return allow(SEATS)


def may_end_seat(*, ended_on: date, from_on: date, on: date, chairs: bool) -> Decision:
    """Whether a seat may end on a day; whoever chairs stops chairing first."""
    if chairs:
        return refuse("They chair. End their time as chair first.", SEATS)
    if not from_on <= ended_on <= on:
        return refuse("Enter a day since the seat began, and not in the future.", "ended-on")
    return allow(SEATS)


def full_term(from_on: date, *, years: int) -> date:
    """The last day of a whole term that begins on a day."""
    return _after(from_on, years)


def _after(day: date, years: int) -> date:
    try:
        later = day.replace(year=day.year + years)
    except ValueError:  # 29 February
        later = day.replace(year=day.year + years, month=3, day=1)
    return later - timedelta(days=1)
