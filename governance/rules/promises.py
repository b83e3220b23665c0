"""What the impartiality report says of each promise: how it was kept, in figures of the service's own conduct. Pure.

Each figure is exact and known as exact to the gate (B02): it tells what we did, never whom it was for. The data base
counts them as a period is frozen, under the names that stand here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consent.choices import LiaisonKind
from governance.choices.training import ProviderKind
from governance.rules.catalogue import CATALOGUE
from governance.rules.tables import ALL, About, Catalogue, Dimension, Table

PROVIDER = Dimension("provider", tuple(ProviderKind.values))
LIAISON = Dimension("liaison", tuple(LiaisonKind.values))


@dataclass(frozen=True, slots=True)
class Line:
    """One line under a promise: what was counted, out of what, or out of nothing; `cell` where the table has a dimension."""

    words: str
    table: str
    of: str = ""
    cell: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise of the policy, and the lines that tell how it was kept. The first line is the finding.

    `found` ends the heading: "37 of 40" before it. `nothing` is said where the first line is out of nothing at all.
    `limits` says what the figures do not tell.
    """

    asks: str
    clauses: tuple[str, ...]
    lines: tuple[Line, ...]
    found: str
    nothing: str
    limits: str = ""


def _of(table: str, words: Sequence[tuple[str, str]]) -> tuple[Line, ...]:
    return tuple(Line(label, table, table, (value,)) for value, label in words)


PROMISES: tuple[Promise, ...] = (
    Promise(
        "Were families told that we are impartial?",
        ("Y15", "L23", "L26", "L27"),
        (
            Line("The impartiality statement was shared", "first_contact_statement", "cases"),
            Line("The family’s own aim was asked for", "first_contact_aim", "cases"),
            Line("Information was given", "first_contact_information", "cases"),
            Line("Agreement to keep records was asked for", "first_contact_agreement", "cases"),
            Line("How to see their records was told", "first_contact_records_told", "cases"),
        ),
        "families were told at first contact that we are impartial",
        "No case was taken on, so nobody had to be told",
        "Counted from what was written down of first contact by the day on which the figures were frozen.",
    ),
    Promise(
        "Did advice give options, and rest on law?",
        ("Y03", "Y10"),
        (
            Line("Advice with its options on record", "advice_with_options", "advice"),
            Line("Advice whose every option rests on law", "advice_on_law", "advice"),
            Line("Advice with an option that says why it rests on no law", "advice_without_law", "advice"),
        ),
        "pieces of advice have their options on record",
        "No advice was logged for a case",
    ),
    Promise(
        "Did a permission cover whatever we told others?",
        ("L24",),
        (
            Line("Talks with an agency covered by a permission", "disclosures_permitted", "disclosures"),
            Line("Shared without permission, to keep somebody safe", "safeguarding"),
            Line("Looked at by a second person in time", "safeguarding_reviewed", "safeguarding"),
            Line("By mistake, without permission or beyond it", "breaches_of_permission"),
        ),
        "talks with an agency were covered by the family’s permission",
        "We told no agency anything",
        "A talk without a permission cannot be recorded as one. What was told by mistake is a breach, and stands below.",
    ),
    Promise(
        "Was all that agencies said passed on, and in time?",
        ("L25",),
        (
            Line("Passed on by its day", "heard_in_time", "heard"),
            Line("Passed on after its day", "heard_late", "heard"),
            Line("Not passed on, with a reason", "heard_withheld", "heard"),
            Line("Still to be passed on", "heard_open", "heard"),
            Line("Agencies told beforehand that all is passed on", "disclosures_told", "disclosures"),
        ),
        "things that agencies said were passed on by their day",
        "Nothing that an agency said fell due to be passed on",
    ),
    Promise(
        "Did we meet families in neutral places?",
        ("L18",),
        (
            Line("At a place of our own or a neutral one", "ours_neutral", "ours"),
            Line("Online or by phone", "ours_online", "ours"),
            Line("At home or elsewhere, for a reason that the family gave", "ours_elsewhere", "ours"),
            Line("At a school’s, the authority’s or a health service’s", "ours_elsewhere_owned", "ours"),
        ),
        "meetings of our own with families were at a neutral place",
        "We held no meeting of our own with a family",
    ),
    Promise(
        "Did we say in meetings what our part is?",
        ("Y02", "Y07", "Y14"),
        (
            Line("Our part was stated", "meetings_stated", "meetings"),
            Line("We only observed, with a reason", "meetings_observed", "meetings"),
            Line("We took part in a decision", "meetings_decided", "meetings"),
        ),
        "meetings began with our part stated",
        "We were at no meeting about a family",
    ),
    Promise(
        "Were conflicts of interest declared, and cases passed on?",
        ("Y12",),
        (
            Line("Cases in hand that went to somebody else", "conflicts_passed_on", "conflicts_held"),
            Line("Within a day", "conflicts_within_a_day", "conflicts_held"),
            Line("Within five days, but not one", "conflicts_within_five", "conflicts_held"),
            Line("Later than five days", "conflicts_later", "conflicts_held"),
            Line("Interests that met a case, of all kinds", "conflicts"),
            Line("Declarations of interests that were made", "declarations"),
        ),
        "cases in which a conflict was found went to somebody else",
        "No conflict was found in a case that somebody had in hand",
    ),
    Promise(
        "Was supervision held?",
        ("L14", "L15"),
        (
            Line("Booked sessions that were held", "supervision_held", "supervision"),
            Line("Not held because somebody was ill", "supervision_ill", "supervision"),
            Line("Not held because something came between", "supervision_missed", "supervision"),
        ),
        "booked sessions of supervision were held",
        "No session of supervision was booked",
        "Sessions that were moved to another time are left out. Whether they came often enough stands in the figures of "
        "supervision on your page.",
    ),
    Promise(
        "Did training come from a range of providers?",
        ("L20",),
        _of("training", [(str(one.value), str(one.label)) for one in ProviderKind]),
        "trainings were in house",
        "No training was recorded",
    ),
    Promise(
        "What did we talk about with the local authority?",
        ("L04", "L05"),
        _of("liaison", [(str(one.value), str(one.label)) for one in LiaisonKind]),
        "talks with the authority that were about no family were contract meetings",
        "No talk with the authority was recorded",
        "Talks about a family need its permission, and are counted above.",
    ),
    Promise(
        "Were families’ views handed over as they were?",
        ("L29",),
        (
            Line("Releases of views handed over to the authority", "views_releases"),
            Line("Views in them", "views_handed_over"),
            Line("Withdrawn by their authors, so that only the number is left", "views_withdrawn"),
        ),
        "releases of families’ views were handed over, word for word",
        "No views of families were handed over",
        "A view cannot be changed: each release can be checked by anyone. Views that were in an earlier release too are "
        "counted again.",
    ),
)


def _conduct() -> Sequence[Table]:
    by = {"training": (PROVIDER,), "liaison": (LIAISON,)}
    names = dict.fromkeys(
        name for one in PROMISES for line in one.lines for name in (line.table, line.of) if name
    )
    known = {table.name for table in CATALOGUE}
    words = {line.table: line.words for one in PROMISES for line in one.lines if not line.cell}
    return [
        Table(name, words.get(name, name.capitalize()), name, by.get(name, ()), About.CONDUCT)
        for name in names
        if name not in known
    ]


REPORTED = Catalogue((*CATALOGUE, *_conduct()))
"""Every table that a report can have: those about people, and how each promise was kept."""

Numbers = Mapping[tuple[str, tuple[str, ...]], int]
"""Exact figures by table and cell, an empty cell for a total."""


def number_of(line: Line, numbers: Numbers) -> int:
    """What stands in a line."""
    return numbers[line.table, line.cell]


def out_of(line: Line, numbers: Numbers) -> int | None:
    """Out of how many; None where the line is out of nothing."""
    if not line.of:
        return None
    return numbers[line.of, tuple(ALL for _ in line.cell)]


def percent(number: int, of: int | None) -> int | None:
    """To the nearest whole; all and none are said only of all and none. None where there is nothing to divide by."""
    if not of:
        return None
    if number in (0, of):
        return 100 * number // of
    return min(99, max(1, round(100 * number / of)))


def finding(promise: Promise, numbers: Numbers) -> str:
    """What was found, as a heading."""
    first = promise.lines[0]
    number, of = number_of(first, numbers), out_of(first, numbers)
    if of == 0 or (of is None and number == 0):
        return promise.nothing
    if of is None:
        return f"{number} {promise.found}"
    share = f"All {of}" if number == of else f"{'None' if number == 0 else number} of {of}"
    return f"{share} {promise.found}"
