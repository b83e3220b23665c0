"""When a training that a role needs is due, and until when one that was had counts. Pure; it never asks the day.

The policies name what is trained and not by when (L17, L20, L21, Y28); the months come from the profile.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from governance.choices.training import NeedState
from governance.deadlines.supervision import months_after

RULE = "training-due-1"


@dataclass(frozen=True, slots=True)
class Had:
    """A training on a day; `expires_on` is the last day on which whoever gave it says that it counts."""

    on: date
    expires_on: date | None = None

    def until(self, again_after_months: int) -> date | None:
        """The last day on which it counts: its own or the profile's, whichever is first; None without an end."""
        ours = months_after(self.on, again_after_months) if again_after_months else None
        return min((day for day in (ours, self.expires_on) if day is not None), default=None)


@dataclass(frozen=True, slots=True)
class Need:
    """By when somebody is to have a training, and after how many months again (0: once is enough)."""

    since: date
    within_months: int
    again_after_months: int

    @property
    def first_due_on(self) -> date:
        """By when they are to have had it for the first time."""
        return months_after(self.since, self.within_months)


def due_on(need: Need, had: Iterable[Had], *, on: date) -> date | None:
    """The day by which it is to be had next, as things are known on a day; None where what they had has no end.

    Nothing falls due before the first day that the role gives, whatever was had before it.
    """
    known = [one.until(need.again_after_months) for one in had if one.on <= on]
    if None in known:
        return None
    return max([need.first_due_on, *(day for day in known if day is not None)])


def state(need: Need, had: Iterable[Had], *, on: date, soon_days: int) -> NeedState:
    """Where they stand with it on a day."""
    had = list(had)
    due = due_on(need, had, on=on)
    if due is None or due > on + timedelta(days=soon_days):
        return NeedState.HAD if due is None or _counts(need, had, on=on) else NeedState.TO_COME
    return NeedState.LATE if due < on else NeedState.DUE_SOON


def _counts(need: Need, had: Iterable[Had], *, on: date) -> bool:
    """Whether one that was had counts on that day."""
    ends = [one.until(need.again_after_months) for one in had if one.on <= on]
    return any(end is None or end >= on for end in ends)
