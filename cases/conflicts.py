"""What interests and conflicts allow, decided on plain values alone (Y12); who they belong to is for `access`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from cases.choices import ConflictState, InterestKind, ReviewedAs
from sendiass.access import Decision, allow, refuse

IN_AN_AGENCY = frozenset(
    {
        InterestKind.GOVERNOR,
        InterestKind.EMPLOYEE,
        InterestKind.FORMER_EMPLOYEE,
        InterestKind.PARENT,
        InterestKind.OFFICE,
    }
)
IN_A_PERSON = frozenset({InterestKind.FAMILY, InterestKind.FRIEND, InterestKind.NEIGHBOUR})

CONFLICT_MOVES: Mapping[tuple[ConflictState, ConflictState], str] = MappingProxyType(
    {
        (ConflictState.QUESTION, ConflictState.STANDING): "It is a conflict",
        (ConflictState.QUESTION, ConflictState.DISMISSED): "It is none",
        (ConflictState.STANDING, ConflictState.LIFTED): "It no longer is one",
        (ConflictState.DISMISSED, ConflictState.STANDING): "It is a conflict after all",
        (ConflictState.LIFTED, ConflictState.STANDING): "It is a conflict again",
    }
)
"""Every move there is, in the words of whoever decides. The data base holds to the same table."""

NOT_AVAILABLE = "This worker is not available for this case."


@dataclass(frozen=True, slots=True)
class Declared:
    """An interest as it is about to be declared."""

    kind: InterestKind
    has_agency: bool = False
    given_names: str = ""
    family_name: str = ""
    words: str = ""
    from_on: date | None = None
    until_on: date | None = None


def may_declare(declared: Declared) -> Decision:
    """Whether an interest says what it has to: in a body which, in a person whom, else in words what."""
    if declared.kind in IN_AN_AGENCY and not declared.has_agency:
        return refuse("Select the school or agency.", "Y12")
    if declared.kind in IN_A_PERSON and not declared.given_names.strip():
        return refuse("Enter their first name.", "Y12")
    if declared.kind in IN_A_PERSON and not declared.family_name.strip():
        return refuse("Enter their last name.", "Y12")
    if declared.kind is InterestKind.OTHER and not declared.words.strip():
        return refuse("Enter what connects you.", "Y12")
    if declared.from_on and declared.until_on and declared.until_on < declared.from_on:
        return refuse("The last day must be on or after the first.", "dates-make-sense")
    return allow("Y12")


def may_decide(was: ConflictState, to: ConflictState, *, reason: str, is_own: bool) -> Decision:
    """Whether a conflict may be decided so: by somebody else than whose it is, with a reason, along the table."""
    if is_own:
        return refuse("Nobody decides about their own interests.", "Y12")
    if (was, to) not in CONFLICT_MOVES:
        return refuse("This has been decided already.", "Y12")
    if not reason.strip():
        return refuse("Enter why.", "Y12")
    return allow("Y12")


def confirmed_until(declared_on: date, months: int) -> date:
    """The last day on which a declaration of that day counts: so many months on, or the last day of a shorter month."""
    years, month = divmod(declared_on.month - 1 + months, 12)
    year, month = declared_on.year + years, month + 1
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return min(first_of_next - timedelta(days=1), _day_of_month(year, month, declared_on.day))


def _day_of_month(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        return date.max


def may_take_cases(*, confirmed: date | None, waived: date | None, on: date) -> Decision:
    """Whether somebody may be given new cases: what they declared counts still, or the manager said so for some days.

    `confirmed` and `waived` are the last days on which each holds; None where there is none.
    """
    if any(last is not None and on <= last for last in (confirmed, waived)):
        return allow("Y12")
    if confirmed is None:
        return refuse("They have not declared their interests, or that they have none.", "Y12")
    return refuse("They have not confirmed their interests for too long.", "Y12")


def may_waive(
    *,
    until_on: date,
    on: date,
    most_days: int,
    reason: str,
    is_own: bool,
    before: str = "they have declared",
    rule: str = "Y12",
) -> Decision:
    """Whether the manager may let somebody take cases until that day `before` they did what `rule` asks of them."""
    if is_own:
        return refuse("You cannot do this for yourself.", rule)
    if not reason.strip():
        return refuse(f"Enter why they may take cases before {before}.", rule)
    if until_on < on:
        return refuse("The last day must be today or later.", "dates-make-sense")
    if until_on > on + timedelta(days=most_days):
        return refuse(f"The last day can be at most {most_days} days from today.", rule)
    return allow(rule)


def may_break_glass(*, can_open_already: bool, reason: str) -> Decision:
    """Whether somebody may open a case of a colleague because it cannot wait."""
    if can_open_already:
        return refuse("You can open this case already.", "break-glass")
    if not reason.strip():
        return refuse("Enter why it cannot wait.", "break-glass")
    return allow("break-glass")


def may_review_emergency(*, is_own: bool, is_reviewed: bool, found: ReviewedAs, words: str) -> Decision:
    """Whether somebody may say so of a case that was opened in an emergency: once, another than who opened it."""
    if is_own:
        return refuse("Nobody reviews their own emergency.", "break-glass")
    if is_reviewed:
        return refuse("This has been reviewed already.", "break-glass")
    if found is not ReviewedAs.RIGHT and not words.strip():
        return refuse("Enter what you found.", "break-glass")
    return allow("break-glass")


def may_cover(*, from_at: datetime, until_at: datetime, at: datetime, is_self: bool) -> Decision:
    """Whether one may look after another's cases in that time; `at` is now."""
    if is_self:
        return refuse("Select somebody else than who is away.", "cover")
    if until_at <= from_at:
        return refuse("The last day must be on or after the first.", "dates-make-sense")
    if until_at <= at:
        return refuse("The last day must be today or later.", "dates-make-sense")
    return allow("cover")
