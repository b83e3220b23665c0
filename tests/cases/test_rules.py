"""A case's status, levels and first contact, over the product of all states and answers."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.choices import Agreement, CaseStatus, FirstContactItem, ItemState
from cases.rules import (
    CASE_MOVES,
    ITEM_CLAUSES,
    ItemAnswer,
    first_contact_owed,
    first_contact_unanswered,
    may_answer,
    may_be_born,
    may_be_parent_of,
    may_go_on,
    may_have_happened,
    may_hold_identity,
    may_move,
    may_set_level,
    may_work_on,
    moves_from,
)

TODAY = date(2026, 11, 21)
WAITING, OPEN, INACTIVE, CLOSED = CaseStatus

ALLOWED = {
    (WAITING, OPEN),
    (WAITING, CLOSED),
    (OPEN, INACTIVE),
    (OPEN, CLOSED),
    (INACTIVE, OPEN),
    (INACTIVE, CLOSED),
    (CLOSED, OPEN),
}

answers = st.builds(
    ItemAnswer,
    st.sampled_from(FirstContactItem),
    st.sampled_from(ItemState),
    st.sampled_from(["", " ", "later"]),
)
sheets = st.lists(answers, max_size=6, unique_by=lambda answer: answer.item)


@pytest.mark.parametrize(("come_from", "to"), list(product(CaseStatus, CaseStatus)))
def test_every_pair_of_statuses_is_allowed_or_refused_as_the_service_works(
    come_from: CaseStatus, to: CaseStatus
) -> None:
    decision = may_move(come_from, to, reason="the family asked")
    assert decision.allowed is ((come_from, to) in ALLOWED)
    assert bool(decision.reason) is not decision.allowed
    assert (to in moves_from(come_from)) is decision.allowed


@pytest.mark.parametrize(("come_from", "to"), sorted(ALLOWED))
def test_closing_and_reopening_need_a_reason_and_nothing_else_does(
    come_from: CaseStatus, to: CaseStatus
) -> None:
    needs = to is CLOSED or come_from is CLOSED
    assert may_move(come_from, to, reason="  \n").allowed is not needs
    assert may_move(come_from, to).allowed is not needs


def test_every_status_can_be_left_and_every_status_but_waiting_be_reached() -> None:
    assert {come_from for come_from, _ in CASE_MOVES} == set(CaseStatus)
    assert {to for _, to in CASE_MOVES} == set(CaseStatus) - {WAITING}


def test_a_closed_case_takes_no_more_work_until_it_is_reopened() -> None:
    assert [status for status in CaseStatus if not may_work_on(status)] == [CLOSED]
    assert "Reopen" in may_work_on(CLOSED).reason


@pytest.mark.parametrize(("before", "to"), list(product([None, 1, 2, 3, 4], range(-1, 7))))
def test_a_level_may_rise_and_never_falls_in_silence(before: int | None, to: int) -> None:
    falls = before is not None and to < before
    assert may_set_level(before, to).allowed is (to in {1, 2, 3, 4} and not falls)
    assert may_set_level(before, to, reason="logged as a tribunal by mistake").allowed is (to in {1, 2, 3, 4})


@pytest.mark.clause("L23")
def test_an_item_of_first_contact_is_done_or_not_yet_because() -> None:
    item = FirstContactItem.STATEMENT
    assert may_answer(ItemAnswer(item, ItemState.DONE))
    assert may_answer(ItemAnswer(item, ItemState.NOT_YET, "the line was bad"))
    refused = may_answer(ItemAnswer(item, ItemState.NOT_YET, "   "))
    assert not refused
    assert refused.rule == "Y15"


@pytest.mark.clause("L22", "L23", "Y15", "L26", "L27")
def test_every_item_of_first_contact_names_the_clause_it_keeps() -> None:
    assert set(ITEM_CLAUSES) == set(FirstContactItem)
    assert set(ITEM_CLAUSES.values()) == {"L22", "L23", "Y15", "L26", "L27"}


@pytest.mark.clause("L23")
def test_first_contact_owes_everything_at_the_start_and_lets_no_more_work_be_done() -> None:
    assert first_contact_owed([]) == tuple(FirstContactItem)
    refused = may_go_on([])
    assert not refused
    assert all(item.label in refused.reason for item in FirstContactItem)


@pytest.mark.clause("L23")
@given(sheets, st.booleans())
def test_an_explained_item_stays_owed_but_holds_nothing_up(sheet: list[ItemAnswer], can_write: bool) -> None:
    owed = set(first_contact_owed(sheet, can_write=can_write))
    unanswered = set(first_contact_unanswered(sheet, can_write=can_write))
    assert unanswered <= owed
    for answer in sheet:
        assert not (answer.state is ItemState.DONE and answer.item in owed)
        if answer.state is ItemState.NOT_YET and answer.because.strip():
            assert answer.item not in unanswered
    assert bool(may_go_on(sheet, can_write=can_write)) is not bool(unanswered)


@pytest.mark.clause("L23")
@given(sheets)
def test_doing_an_item_never_makes_more_owed(sheet: list[ItemAnswer]) -> None:
    for item in FirstContactItem:
        better = [answer for answer in sheet if answer.item is not item] + [ItemAnswer(item, ItemState.DONE)]
        assert set(first_contact_owed(better)) == set(first_contact_owed(sheet)) - {item}


@pytest.mark.clause("L27")
def test_nothing_in_writing_is_owed_where_there_is_no_safe_address() -> None:
    assert FirstContactItem.RECORDS_SENT not in first_contact_owed([], can_write=False)
    assert FirstContactItem.RECORDS_TOLD in first_contact_owed([], can_write=False)


@pytest.mark.clause("L26")
def test_who_a_family_is_may_be_kept_only_once_they_have_agreed() -> None:
    assert may_hold_identity(Agreement.AGREED)
    for answer in (None, Agreement.DECLINED):
        refused = may_hold_identity(answer)
        assert not refused
        assert refused.rule == "L26"


@pytest.mark.parametrize(
    ("day", "possible"),
    [
        (TODAY, True),
        (date(2026, 11, 22), False),
        (date(1900, 1, 1), True),
        (date(1899, 12, 31), False),
        (date(2999, 1, 1), False),
    ],
)
def test_nothing_has_happened_and_no_one_is_born_tomorrow_or_before_1900(day: date, possible: bool) -> None:
    assert may_have_happened(day, on=TODAY).allowed is possible
    assert may_be_born(day, on=TODAY).allowed is possible


def test_a_child_is_not_older_than_the_parent() -> None:
    assert may_be_parent_of(date(2015, 1, 1), date(1985, 1, 1))
    assert not may_be_parent_of(date(1985, 1, 1), date(2015, 1, 1))
    assert not may_be_parent_of(date(1985, 1, 1), date(1985, 1, 1))
    assert may_be_parent_of(None, date(1985, 1, 1))
    assert may_be_parent_of(date(1985, 1, 1), None)
