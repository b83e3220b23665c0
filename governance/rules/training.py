"""What may be recorded of training, and whether a year's training came from enough of a range (L20, L21). Plain values alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sendiass.access import Decision, allow, refuse

TRAINING, MIX = "L20", "L20"
LEVELS = "L21"
DATES = "dates-make-sense"


def may_record_training(
    *, held_on: date, expires_on: date | None, on: date, is_own: bool, has_certificate: bool
) -> Decision:
    """Whether a training may go into the register: one that was had, and one's own with its certificate."""
    if held_on > on:
        return refuse("This is in the future. Enter the day on which it was had.", DATES)
    if expires_on is not None and expires_on < held_on:
        return refuse("This is before the day on which it was had. Check both days.", DATES)
    if is_own and not has_certificate:
        return refuse("Add the certificate: nobody else has recorded this training of yours.", TRAINING)
    return allow(TRAINING)


def may_have_level(level: int, *, levels: int) -> Decision:
    """Whether there is such a level of the legal training."""
    if 1 <= level <= levels:
        return allow(LEVELS)
    return refuse(f"The legal training has levels 1 to {levels}.", LEVELS)


def may_take_back(*, is_withdrawn: bool, reason: str) -> Decision:
    """Whether a record may be taken back: once, with a reason."""
    if is_withdrawn:
        return refuse("This has been taken back already.", TRAINING)
    return allow(TRAINING) if reason.strip() else refuse("Enter why.", TRAINING)


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a year's training came from one kind of provider."""

    kind: str
    hours: Decimal
    percent: int
    is_too_much: bool


def mix(hours: Mapping[str, Decimal], *, most_percent: int) -> list[Share]:
    """Each kind's share of the hours, the largest first; flagged beyond the profile's share of them.

    Percentages are rounded for reading; what is flagged is compared exactly.
    """
    total = sum(hours.values(), Decimal(0))
    shares = [
        Share(
            kind,
            theirs,
            int((theirs * 100 / total).to_integral_value()) if total else 0,
            is_too_much=bool(total) and theirs * 100 > total * most_percent,
        )
        for kind, theirs in hours.items()
    ]
    return sorted(shares, key=lambda one: (-one.hours, one.kind))


def may_count_attendance(*, held_on: date, on: date) -> Decision:
    """Whether it may be said how many came: once the session was held."""
    return allow("Y20") if held_on <= on else refuse("It has not been held yet.", DATES)
