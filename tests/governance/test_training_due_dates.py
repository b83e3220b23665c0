"""When training is due: the pure rule against an oracle that goes day by day, in both profiles (L20, L21, Y28)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.choices.joining import ApplicantStage, CheckKind, JoiningItem
from governance.choices.training import NeedState
from governance.deadlines.training import Had, Need, due_on, state
from governance.rules import joining
from governance.rules.training import mix
from sendiass.accounts.rules import Trained, legal_level, may_work_at
from sendiass.profiles import profile

pytestmark = pytest.mark.clause("L20", "L21", "Y28")
FIRST = date(2027, 11, 20)  # a year's end, a leap day and both changes of the clocks lie ahead
days = st.integers(min_value=-400, max_value=500).map(lambda number: FIRST + timedelta(days=number))
needs = st.one_of(
    st.sampled_from([(need.within_months, need.again_after_months) for need in profile().training.needs]),
    st.tuples(st.integers(1, 14), st.integers(0, 14)),
).map(lambda months: Need(FIRST, *months))


@st.composite
def trainings(draw: st.DrawFn) -> Had:
    on = draw(days)
    lasts = draw(st.none() | st.integers(0, 700))
    return Had(on, None if lasts is None else on + timedelta(days=lasts))


def the_same_day_months_on(day: date, months: int) -> date:
    """Counted up month by month, and back from a day that the month does not have."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError


def counts_by_hand(need: Need, one: Had, day: date) -> bool:
    """Whether a training counts on a day, by looking at nothing but the two."""
    if day < one.on or (one.expires_on is not None and day > one.expires_on):
        return False
    again = need.again_after_months
    return not again or day <= the_same_day_months_on(one.on, again)


def due_by_hand(need: Need, known: list[Had]) -> date | None:
    """The last day on which anything known counts, walking back from a day on which nothing could; or the first due day."""
    far, first = FIRST + timedelta(days=4000), the_same_day_months_on(FIRST, need.within_months)
    if any(counts_by_hand(need, one, far) for one in known):
        return None
    day = far
    while day > first and not any(counts_by_hand(need, one, day) for one in known):
        day -= timedelta(days=1)
    return day


@given(needs, st.lists(trainings(), max_size=4), days)
def test_training_is_due_when_the_last_of_what_was_had_no_longer_counts(
    need: Need, had: list[Had], on: date
) -> None:
    known = [one for one in had if one.on <= on]
    assert due_on(need, had, on=on) == due_by_hand(need, known)


@given(needs, st.lists(trainings(), max_size=4), days, st.integers(1, 60))
def test_it_is_overdue_on_the_day_after_it_was_due_and_not_before(
    need: Need, had: list[Had], on: date, soon: int
) -> None:
    due, where = due_on(need, had, on=on), state(need, had, on=on, soon_days=soon)
    assert (where is NeedState.LATE) == (due is not None and due < on)
    assert (where is NeedState.DUE_SOON) == (due is not None and on <= due <= on + timedelta(days=soon))
    if where is NeedState.HAD:
        assert any(counts_by_hand(need, one, on) for one in had)


held = st.builds(
    lambda level, on, lasts, ended: Trained(
        level,
        on,
        None if lasts is None else on + timedelta(days=lasts),
        None if ended is None else on + timedelta(days=ended),
    ),
    st.integers(1, 3),
    days,
    st.none() | st.integers(0, 300),
    st.none() | st.integers(0, 300),
)


@given(st.lists(held, max_size=5), days)
def test_the_highest_level_that_counts_is_the_one_somebody_has(all_held: list[Trained], on: date) -> None:
    """By walking through the days of each: from the first, up to its last, and not on the day it was taken back."""
    has = 0
    for one in all_held:
        day = one.from_on
        while day < on and day != one.ended_on and day != one.until_on:
            day += timedelta(days=1)
        if day == on and day != one.ended_on:
            has = max(has, one.level)
    assert legal_level(all_held, on=on) == has


def test_a_refusal_names_who_could_take_it() -> None:
    refused = may_work_at(asks=3, has=1, who="Vera", others=["Amina", "Colin", "Teresa"])
    assert not refused
    assert refused.rule == "L21"
    assert "Amina, Colin or Teresa could take it" in refused.reason
    assert "Nobody here could take it now" in may_work_at(asks=3, has=0, who="Vera", others=[]).reason
    assert may_work_at(asks=3, has=3, who="Vera", others=[])


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.decimals("0.25", "200", places=2), max_size=6),
    st.integers(1, 99),
)
def test_one_kind_of_provider_is_flagged_exactly_beyond_its_share(
    hours: dict[str, Decimal], most: int
) -> None:
    shares = mix(hours, most_percent=most)
    total = sum(hours.values())
    assert {one.kind: one.hours for one in shares} == hours
    assert [one.hours for one in shares] == sorted(hours.values(), reverse=True)
    assert {one.kind for one in shares if one.is_too_much} == {
        kind for kind, theirs in hours.items() if theirs / total > Decimal(most) / 100
    }


@pytest.mark.clause("L17")
def test_an_applicant_goes_step_by_step_and_is_taken_on_once_everything_was_seen() -> None:
    def may(was: ApplicantStage, to: ApplicantStage, references: int = 2, lacks_dbs: bool = False) -> bool:
        return bool(joining.may_move(was, to, references=references, needed=2, lacks_dbs=lacks_dbs))

    order = list(ApplicantStage)[:5]
    for was in ApplicantStage:
        for to in ApplicantStage:
            is_next = was in order and to in order and order.index(to) == order.index(was) + 1
            ends = was in order[:4] and to in (ApplicantStage.NOT_TAKEN_ON, ApplicantStage.WITHDREW)
            assert may(was, to) == (is_next or ends), (was, to)
    assert not may(ApplicantStage.OFFERED, ApplicantStage.TAKEN_ON, references=1)
    assert not may(ApplicantStage.OFFERED, ApplicantStage.TAKEN_ON, lacks_dbs=True)


@pytest.mark.parametrize("said", ["Nothing found", "12345678901", "1234567890123", "12345678901a", ""])
def test_of_a_dbs_certificate_nothing_but_its_number_is_kept(said: str) -> None:
    assert not joining.may_keep_check(CheckKind.DBS, said, dated_on=FIRST, on=FIRST)
    assert joining.may_keep_check(CheckKind.DBS, "001234567890", dated_on=FIRST, on=FIRST)


@pytest.mark.clause("L17", "Y09", "Y12")
@given(st.sets(st.sampled_from(list(JoiningItem))), st.sets(st.sampled_from(list(JoiningItem))))
def test_somebody_is_ready_once_everything_required_is_done(
    required: set[JoiningItem], done: set[JoiningItem]
) -> None:
    to_do = joining.still_to_do(required, done)
    assert set(to_do) == required - done
    assert bool(joining.may_be_ready(to_do)) == (required <= done)
