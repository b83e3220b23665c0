"""What may be done to a case, decided on plain values alone; who may do it is for `access`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from cases.choices import Agreement, CaseStatus, FirstContactItem, ItemState
from sendiass.access import Decision, allow, refuse

LOWEST_LEVEL, HIGHEST_LEVEL = 1, 4
EARLIEST_DATE = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Move:
    """One way a case's status may change."""

    verb: str
    needs_reason: bool = False


CASE_MOVES: Mapping[tuple[CaseStatus, CaseStatus], Move] = MappingProxyType(
    {
        (CaseStatus.WAITING, CaseStatus.OPEN): Move("open"),
        (CaseStatus.WAITING, CaseStatus.CLOSED): Move("close", needs_reason=True),
        (CaseStatus.OPEN, CaseStatus.INACTIVE): Move("make inactive"),
        (CaseStatus.OPEN, CaseStatus.CLOSED): Move("close", needs_reason=True),
        (CaseStatus.INACTIVE, CaseStatus.OPEN): Move("resume"),
        (CaseStatus.INACTIVE, CaseStatus.CLOSED): Move("close", needs_reason=True),
        (CaseStatus.CLOSED, CaseStatus.OPEN): Move("reopen", needs_reason=True),
    }
)
"""Every move there is; what is not in the table is refused."""

ITEM_CLAUSES: Mapping[FirstContactItem, str] = MappingProxyType(
    {
        FirstContactItem.AIM: "L22",
        FirstContactItem.INFORMATION: "L23",
        FirstContactItem.STATEMENT: "Y15",
        FirstContactItem.AGREEMENT: "L26",
        FirstContactItem.RECORDS_TOLD: "L27",
        FirstContactItem.RECORDS_SENT: "L27",
    }
)
"""The clause each item of first contact keeps."""


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """What is on record of one item of first contact. `because` says why it is not done yet."""

    item: FirstContactItem
    state: ItemState
    because: str = ""


def may_move(from_status: CaseStatus, to: CaseStatus, *, reason: str = "") -> Decision:
    """Whether a case may go from one status to another; closing and reopening need a reason."""
    move = CASE_MOVES.get((from_status, to))
    if move is None:
        return refuse(
            f"A case that is {from_status.label.lower()} cannot become {to.label.lower()}.", "case-status"
        )
    if move.needs_reason and not reason.strip():
        return refuse(f"Say why you {move.verb} this case.", "case-status")
    return allow("case-status")


def moves_from(status: CaseStatus) -> tuple[CaseStatus, ...]:
    """Where a case of that status may go, in the table's order."""
    return tuple(to for come_from, to in CASE_MOVES if come_from is status)


def may_work_on(status: CaseStatus) -> Decision:
    """Whether work may be added to a case of that status; a closed one is read, and reopened for more."""
    if status is CaseStatus.CLOSED:
        return refuse("This case is closed. Reopen it, saying why, before you add to it.", "case-status")
    return allow("case-status")


def may_set_level(before: int | None, to: int, *, reason: str = "") -> Decision:
    """Whether an intervention's level, 1 to 4, may become `to`. It may rise; it falls only with a reason."""
    if not LOWEST_LEVEL <= to <= HIGHEST_LEVEL:
        return refuse(f"Choose a level from {LOWEST_LEVEL} to {HIGHEST_LEVEL}.", "intervention-level")
    if before is not None and to < before and not reason.strip():
        return refuse(f"Say why the level goes down from {before} to {to}.", "intervention-level")
    return allow("intervention-level")


def may_answer(answer: ItemAnswer) -> Decision:
    """Whether an item of first contact may be answered so: *done*, or *not yet, because* (L23)."""
    clause = ITEM_CLAUSES[answer.item]
    if answer.state is ItemState.NOT_YET and not answer.because.strip():
        return refuse(f"Say why this is not done yet: {answer.item.label}.", clause)
    return allow(clause)


def first_contact_owed(
    answers: Iterable[ItemAnswer], *, can_write: bool = True
) -> tuple[FirstContactItem, ...]:
    """The items not done yet, explained or not, in the list's order. Each is a task until done (L23).

    `can_write` is whether there is a safe address: without one nothing in writing is owed (L27).
    """
    done = {answer.item for answer in answers if answer.state is ItemState.DONE}
    return tuple(item for item in _owable(can_write=can_write) if item not in done)


def first_contact_unanswered(
    answers: Iterable[ItemAnswer], *, can_write: bool = True
) -> tuple[FirstContactItem, ...]:
    """The items neither done nor explained, in the list's order."""
    answered = {answer.item for answer in answers if may_answer(answer)}
    return tuple(item for item in _owable(can_write=can_write) if item not in answered)


def may_go_on(answers: Iterable[ItemAnswer], *, can_write: bool = True) -> Decision:
    """Whether more work may be done on a case: every item of first contact is done or explained (L23)."""
    missing = first_contact_unanswered(answers, can_write=can_write)
    if missing:
        named = "; ".join(item.label for item in missing)
        return refuse(f"First contact still owes an answer: {named}.", "L23")
    return allow("L23")


def may_hold_identity(agreement: Agreement | None) -> Decision:
    """Whether anything that says who the family is may be kept (L26): only when they have agreed.

    Without their answer, or with a no, a case holds only what an anonymous enquiry may.
    """
    if agreement is Agreement.AGREED:
        return allow("L26")
    if agreement is Agreement.DECLINED:
        return refuse(
            "The family did not agree to records, so nothing that identifies them can be kept.", "L26"
        )
    return refuse("Ask the family whether records may be kept, before you note who they are.", "L26")


def may_have_happened(day: date, *, on: date) -> Decision:
    """Whether something done can bear that date: not after today (`on`), and not before 1900."""
    if day > on:
        return refuse("This date is in the future. Enter the day it happened.", "dates-make-sense")
    if day < EARLIEST_DATE:
        return refuse("This date is too long ago. Check the year.", "dates-make-sense")
    return allow("dates-make-sense")


def may_be_born(day: date, *, on: date) -> Decision:
    """Whether a date of birth can be true on that day."""
    if day > on:
        return refuse("This date of birth is in the future. Check the year.", "dates-make-sense")
    if day < EARLIEST_DATE:
        return refuse("This date of birth is before 1900. Check the year.", "dates-make-sense")
    return allow("dates-make-sense")


def may_be_parent_of(child_born: date | None, parent_born: date | None) -> Decision:
    """Whether these can be a child's and a parent's dates of birth; an unknown one contradicts nothing."""
    if child_born is None or parent_born is None or parent_born < child_born:
        return allow("dates-make-sense")
    return refuse(
        "The parent would not be older than the child. Check both dates of birth.", "dates-make-sense"
    )


def _owable(*, can_write: bool) -> tuple[FirstContactItem, ...]:
    return tuple(item for item in FirstContactItem if can_write or item is not FirstContactItem.RECORDS_SENT)
