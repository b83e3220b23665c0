"""What a target of the annual plan may count and say: how much work is done, never what comes of it (L01)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from governance.choices.plan import CHANNELS, KINDS, LEVELS
from sendiass.access import Decision, allow, refuse

ACTIVITY = "L01"
MOST = 1_000_000
NO_OUTCOMES = (
    "Targets count how much work is done, never how it turns out, and none aims at fewer appeals, tribunals, "
    "complaints or plans refused (L01)."
)
BEGINNINGS = (
    "appeal|tribunal|sendist|complain|grievance|refus|reject|declin|dismiss|overturn|overrul|upheld|uphold|conced|"
    "mediat|disput|disagree|litigat|judicial|ombuds|outcome|result|achiev|attain|success|satisf|percent|proportion|"
    "reduc|decreas|diminish|minimi|avoid|prevent|deter|discourag|dissuad|divert|withdraw|ehc|placement"
)
WHOLE = "fewer|less|lower|win|wins|won|lose|loses|lost|drop|drops|cut|cuts|rate|rates|court|courts"
SPELLED = "appeal|tribunal|complain|refus"
"""Found even where somebody puts spaces or marks between the letters."""

_NAMED = re.compile(rf"\b(?:{BEGINNINGS})|\b(?:{WHOLE})\b|\bturn[a-z]* (?:[a-z]+ )*down\b")
_SPELLED = re.compile(SPELLED)
_STRANGE = re.compile(r"[^ -~\n‘’“”–—…£]")  # noqa: RUF001  what a keyboard here types
_MARKS = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Counted:
    """Which interventions a target counts: of a level, a kind and a channel, or any."""

    level: int | None = None
    kind: str = ""
    channel: str = ""

    @property
    def is_all(self) -> bool:
        """Whether it counts all there are."""
        return self == Counted()


def may_count(counted: Counted, number: int) -> Decision:
    """Whether so many of these may be a target. The data base holds to the same, see migration 0020."""
    if counted.channel and counted.channel not in CHANNELS:
        return refuse(NO_OUTCOMES, ACTIVITY)
    if counted.kind and counted.kind not in KINDS or counted.level is not None and counted.level not in LEVELS:
        return refuse("A target counts interventions by level, kind and channel.", ACTIVITY)
    if not 1 <= number <= MOST:
        return refuse(f"Enter how many, from 1 to {MOST:,}.", "target-number")
    return allow(ACTIVITY)


def may_say(words: str, *, may_have_figures: bool = False) -> Decision:
    """Whether a target or a measure may be explained in these words: no outcome is named, and no second number.

    The data base asks the same of the same words, see migration 0020.
    """
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", words)).lower()
    if _STRANGE.search(plain):
        return refuse("Use letters and marks of an English keyboard.", ACTIVITY)
    if not may_have_figures and re.search("[0-9%]", plain):
        return refuse("The number has its own box. Say why in words, without figures.", ACTIVITY)
    if _NAMED.search(plain) or _SPELLED.search(re.sub("[^a-z]", "", plain)):
        return refuse(f"{NO_OUTCOMES} Say it without them, or leave it out.", ACTIVITY)
    return allow(ACTIVITY)


def may_plan_for(begins_on: date, *, current: date, following: date) -> Decision:
    """Whether a target may be set for the year that begins on a day: the one under way or the next."""
    if begins_on not in (current, following):
        return refuse("Select this year or the next. A year that is over is not planned.", "plan-year")
    return allow(ACTIVITY)
