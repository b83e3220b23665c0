"""How far an applicant may go, and what comes before a first case (L17, Y09), on plain values alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date

from governance.choices.joining import ApplicantStage, CheckKind, JoiningItem
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


def still_to_do(
    required: Collection[str], done: Mapping[str, bool], *, has_declared: bool
) -> list[JoiningItem]:
    """What comes before a first case and is not done, in the order of the list. Interests are declared by themselves."""
    known = {**done, JoiningItem.INTERESTS_DECLARED: has_declared}
    return [item for item in JoiningItem if item in required and not known.get(item, False)]


def may_be_ready(to_do: Collection[JoiningItem]) -> Decision:
    """Whether somebody has done all that comes before a first case; a refusal says what is left."""
    if not to_do:
        return allow(RULE)
    return refuse(f"Still to do: {'; '.join(item.label for item in to_do)}.", RULE)


def may_say_done(item: JoiningItem, *, is_own: bool, done_on: date, on: date) -> Decision:
    """Whether somebody may say that another has done this."""
    if is_own:
        return refuse("Somebody else says that for you.", RULE)
    if item is JoiningItem.INTERESTS_DECLARED:
        return refuse("They declare their interests themselves, under Settings.", "Y12")
    if done_on > on:
        return refuse("This is in the future. Enter the day on which it was done.", DATES)
    return allow(RULE)
