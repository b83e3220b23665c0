"""How far an applicant may go, and what comes before a first case (L17, Y09), on plain values alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from governance.choices.joining import ApplicantStage, CheckKind, JoiningItem
from governance.deadlines.training import Had
from sendiass.access import Decision, allow, refuse

RULE = "L17"
DATES = "dates-make-sense"
S = ApplicantStage

MOVES: dict[ApplicantStage, frozenset[ApplicantStage]] = {
    S.APPLIED: frozenset({S.INVITED, S.NOT_TAKEN_ON, S.WITHDREW}),
    S.INVITED: frozenset({S.MET, S.NOT_TAKEN_ON, S.WITHDREW}),
    S.MET: frozenset({S.OFFERED, S.NOT_TAKEN_ON, S.WITHDREW}),
    S.OFFERED: frozenset({S.TAKEN_ON, S.NOT_TAKEN_ON, S.WITHDREW}),
    S.TAKEN_ON: frozenset(),
    S.NOT_TAKEN_ON: frozenset(),
    S.WITHDREW: frozenset(),
}
"""Where somebody may go from each stage; the data base holds to the same, see migration 0003."""

DBS_NUMBER = re.compile(r"\d{12}")
"""A certificate of the Disclosure and Barring Service bears a number of twelve digits."""
REFERENCE_NUMBER = re.compile(r"[0-9A-Za-z/-]{1,20}")


def may_move(
    was: ApplicantStage, to: ApplicantStage, *, references: int, needed: int, lacks_dbs: bool
) -> Decision:
    """Whether an applicant may go on to a stage; taken on only once what the profile asks for was seen."""
    if to not in MOVES[was]:
        return refuse(f"{was.label} does not lead to {to.label.lower()}.", RULE)
    if to is S.TAKEN_ON and references < needed:
        return refuse(f"{needed} references are seen first; there are {references}.", RULE)
    if to is S.TAKEN_ON and lacks_dbs:
        return refuse("A DBS certificate is seen first.", RULE)
    return allow(RULE)


def may_keep_check(kind: CheckKind, number: str, *, dated_on: date, on: date) -> Decision:
    """Whether this may be kept of a check: its date and its number, and nothing of what it says."""
    if dated_on > on:
        return refuse("This is in the future. Enter the date that stands on it.", DATES)
    form = DBS_NUMBER if kind is CheckKind.DBS else REFERENCE_NUMBER
    if form.fullmatch(number):
        return allow(RULE)
    if kind is CheckKind.DBS:
        return refuse("Enter the 12 digits of the certificate, and nothing of what it says.", "check-number")
    return refuse("Enter the number you file it under, and nothing of what it says.", "check-number")


BY_THEMSELVES = {
    JoiningItem.POLICY_READ: "They say themselves that they have read the policy, under Settings.",
    JoiningItem.INTERESTS_DECLARED: "They declare their interests themselves, under Settings.",
}
"""What nobody can say of another: whoever joins does it, and it counts from then."""


@dataclass(frozen=True, slots=True)
class OnRegister:
    """A training on the register: its days, and when it was put there."""

    had: Had
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Counting:
    """The training by which an item is done: when it was had, and the last day on which it counts; None without an end."""

    held_on: date
    until: date | None

    def counts(self, on: date) -> bool:
        """Whether it counts on that day: on its last, too."""
        return self.held_on <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Again:
    """That an item is to be done again: the day from which a training for it counts, and the moment it was said."""

    from_on: date
    at: datetime


def longest(found: Iterable[OnRegister], *, again_after_months: int, again: Again | None) -> Counting | None:
    """Of the trainings that meet an item, the one that counts longest, whether it still does or not.

    Where the item is to be done again, only one that was had from that day on and recorded afterwards.
    """
    known = [
        Counting(one.had.on, one.had.until(again_after_months))
        for one in found
        if again is None or (one.recorded_at > again.at and one.had.on >= again.from_on)
    ]
    return max(known, key=lambda one: (one.until or date.max, one.held_on), default=None)


def still_to_do(required: Collection[str], done: Collection[JoiningItem]) -> list[JoiningItem]:
    """What comes before a first case and is not done, in the order of the list."""
    return [item for item in JoiningItem if item in required and item not in done]


def may_be_ready(to_do: Collection[JoiningItem]) -> Decision:
    """Whether somebody has done all that comes before a first case; a refusal says what is left."""
    if not to_do:
        return allow(RULE)
    return refuse(f"Still to do: {'; '.join(item.label for item in to_do)}.", RULE)


def may_say_done(
    item: JoiningItem, *, is_own: bool, by_training: Collection[str], done_on: date, on: date
) -> Decision:
    """Whether somebody may say that another has done this: not what they do themselves, nor what a training does."""
    if is_own:
        return refuse("Somebody else says that for you.", RULE)
    if item in BY_THEMSELVES:
        return refuse(BY_THEMSELVES[item], RULE)
    if item in by_training:
        return refuse("Record the training: with it this is done.", RULE)
    if done_on > on:
        return refuse("This is in the future. Enter the day on which it was done.", DATES)
    return allow(RULE)


def may_say_to_do_again(item: JoiningItem, *, is_own: bool, reason: str) -> Decision:
    """Whether somebody may say that another is to do this again, with a reason."""
    if is_own:
        return refuse("Somebody else says that for you.", RULE)
    if item is JoiningItem.POLICY_READ:
        return refuse("Put in a new version of the policy: everybody reads it.", "Y16")
    if item in BY_THEMSELVES:
        return refuse(BY_THEMSELVES[item], RULE)
    return allow(RULE) if reason.strip() else refuse("Enter why it is to be done again.", RULE)
