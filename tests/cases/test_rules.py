"""A case's status, levels and first contact, over the product of all states and answers."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.choices import (
    Agreement,
    CaseRole,
    CaseStatus,
    FirstContactItem,
    HowShared,
    ItemState,
    Relationship,
)
from cases.rules import (
    CASE_MOVES,
    ITEM_CLAUSES,
    ItemAnswer,
    first_contact_owed,
    may_allocate_in,
    may_answer,
    may_be_born,
    may_be_parent_of,
    may_have_happened,
    may_hold_identity,
    may_log,
    may_move,
    may_set_level,
    may_take_part,
    may_work_on,
    may_work_with_owed,
    moves_from,
    owed_before_work,
)

TODAY = date(2026, 11, 21)
WAITING, OPEN, INACTIVE, CLOSED = CaseStatus

BY_HAND = {(OPEN, INACTIVE), (INACTIVE, OPEN), (CLOSED, OPEN)}
BY_CLOSING = {(WAITING, CLOSED), (OPEN, CLOSED), (INACTIVE, CLOSED)}
BY_ALLOCATION = {(WAITING, OPEN), (OPEN, WAITING), (INACTIVE, WAITING), (CLOSED, WAITING)}
ALLOWED = BY_HAND | BY_CLOSING | BY_ALLOCATION

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
    assert (to in moves_from(come_from)) is ((come_from, to) in BY_HAND)


@pytest.mark.parametrize(("come_from", "to"), sorted(ALLOWED))
def test_closing_and_reopening_need_a_reason_and_nothing_else_does(
    come_from: CaseStatus, to: CaseStatus
) -> None:
    needs = to is CLOSED or come_from is CLOSED
    assert may_move(come_from, to, reason="  \n").allowed is not needs
    assert may_move(come_from, to).allowed is not needs


def test_every_status_can_be_left_and_reached() -> None:
    assert {come_from for come_from, _ in CASE_MOVES} == set(CaseStatus)
    assert {to for _, to in CASE_MOVES} == set(CaseStatus)


def test_a_closed_case_takes_no_more_work_until_it_is_reopened() -> None:
    assert [status for status in CaseStatus if not may_work_on(status)] == [CLOSED]
    assert "Reopen" in may_work_on(CLOSED).reason
    assert [status for status in CaseStatus if not may_allocate_in(status)] == [CLOSED]
    assert not may_log(status=CLOSED, happened_on=TODAY, on=TODAY)
    assert may_log(status=OPEN, happened_on=TODAY, on=TODAY)
    assert not may_log(status=OPEN, happened_on=date(2026, 11, 22), on=TODAY)


@pytest.mark.parametrize(("before", "to"), list(product([None, 1, 2, 3, 4], range(-1, 7))))
def test_a_level_may_rise_and_never_falls_in_silence(before: int | None, to: int) -> None:
    falls = before is not None and to < before
    assert may_set_level(before, to).allowed is (to in {1, 2, 3, 4} and not falls)
    assert may_set_level(before, to, reason="logged as a tribunal by mistake").allowed is (to in {1, 2, 3, 4})


@pytest.mark.clause("L23")
@pytest.mark.parametrize("item", FirstContactItem)
def test_an_item_of_first_contact_is_put_off_only_with_a_reason(item: FirstContactItem) -> None:
    assert may_answer(ItemAnswer(item, ItemState.NOT_YET, "the line was bad"))
    refused = may_answer(ItemAnswer(item, ItemState.NOT_YET, "   "))
    assert not refused
    assert refused.rule == ITEM_CLAUSES[item]


@pytest.mark.clause("L22")
def test_the_aim_is_done_only_with_the_familys_words() -> None:
    assert not may_answer(ItemAnswer(FirstContactItem.AIM, ItemState.DONE, words=" "))
    assert may_answer(
        ItemAnswer(FirstContactItem.AIM, ItemState.DONE, words="A school that has room for him")
    )


@pytest.mark.clause("Y15")
def test_the_statement_is_shared_only_with_how_and_when_and_by_whom() -> None:
    whole = ItemAnswer(
        FirstContactItem.STATEMENT,
        ItemState.DONE,
        how=HowShared.PHONE,
        happened_on=TODAY,
        has_speaker=True,
    )
    assert may_answer(whole, on=TODAY)
    for missing in (
        replace(whole, how=None),
        replace(whole, happened_on=None),
        replace(whole, has_speaker=False),
    ):
        refused = may_answer(missing, on=TODAY)
        assert not refused
        assert refused.rule == "Y15"
    assert not may_answer(replace(whole, happened_on=date(2026, 11, 22)), on=TODAY)


@pytest.mark.clause("L26")
def test_agreement_is_done_with_a_yes_or_a_no() -> None:
    asked = ItemAnswer(FirstContactItem.AGREEMENT, ItemState.DONE)
    assert not may_answer(asked)
    assert all(may_answer(replace(asked, agreement=answer)) for answer in Agreement)


@pytest.mark.clause("L22", "L23", "Y15", "L26", "L27")
def test_every_item_of_first_contact_names_the_clause_it_keeps() -> None:
    assert set(ITEM_CLAUSES) == set(FirstContactItem)
    assert set(ITEM_CLAUSES.values()) == {"L22", "L23", "Y15", "L26", "L27"}


@pytest.mark.clause("L23")
def test_first_contact_owes_everything_at_the_start_and_lets_no_more_work_be_done() -> None:
    assert first_contact_owed([]) == tuple(FirstContactItem)
    owed = owed_before_work(answered=[], overdue=[], can_write=True)
    assert owed == set(FirstContactItem)
    refused = may_work_with_owed(owed)
    assert not refused
    assert refused.rule == "L23"
    assert all(item.label in refused.reason for item in FirstContactItem)


@pytest.mark.clause("L23")
@given(sheets, st.sets(st.sampled_from(FirstContactItem)), st.booleans())
def test_an_explained_item_stays_owed_and_holds_work_up_only_when_its_day_is_past(
    sheet: list[ItemAnswer], overdue: set[FirstContactItem], can_write: bool
) -> None:
    owed = set(first_contact_owed(sheet, can_write=can_write))
    late = overdue & owed
    asked_for = owed_before_work(
        answered=[answer.item for answer in sheet], overdue=late, can_write=can_write
    )
    assert asked_for <= owed
    for answer in sheet:
        assert not (answer.state is ItemState.DONE and answer.item in owed)
        if answer.state is ItemState.NOT_YET:
            assert (answer.item in asked_for) is (answer.item in late)
    assert bool(may_work_with_owed(asked_for)) is not bool(asked_for)


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


@pytest.mark.parametrize("kind", Relationship)
def test_a_child_is_not_older_than_a_parent_but_may_be_than_a_friend(kind: Relationship) -> None:
    early, late = date(1985, 1, 1), date(2015, 1, 1)
    elder = kind.value in {"mother", "father", "parent", "adoptive_parent", "grandparent"}
    assert may_be_parent_of(kind, child_born=late, adult_born=early)
    assert bool(may_be_parent_of(kind, child_born=early, adult_born=late)) is not elder
    assert bool(may_be_parent_of(kind, child_born=early, adult_born=early)) is not elder
    assert may_be_parent_of(kind, child_born=None, adult_born=late)
    assert may_be_parent_of(kind, child_born=early, adult_born=None)


def test_a_case_is_about_one_child() -> None:
    assert may_take_part(CaseRole.CHILD_OR_YOUNG_PERSON, has_child=False)
    assert not may_take_part(CaseRole.CHILD_OR_YOUNG_PERSON, has_child=True)
    assert may_take_part(CaseRole.PARENT_CARER, has_child=True)
