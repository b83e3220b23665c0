"""How messages move and when they are tried again, on paper."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sendiass.celery import app
from sendiass.outbox.choices import Channel, State
from sendiass.outbox.rules import LEASE, LONGEST_WAIT, MOST_ATTEMPTS, MOVES, may_move, wait_after

FINAL = {State.SENT, State.POSTED, State.RETURNED, State.CANCELLED}
TOLD_LATER = {
    (channel, State.SENT, new)
    for channel in Channel
    for new in (State.RETURNED, State.STUCK)
    if (channel, new) != (Channel.POST, State.RETURNED)
}
"""What a mail server, or GOV.UK Notify, may say of a message that had left."""


@pytest.mark.parametrize(("channel", "old", "new"), list(product(Channel, State, State)))
def test_what_has_left_or_was_cancelled_never_moves_again_but_where_it_did_not_arrive(
    channel: Channel, old: State, new: State
) -> None:
    if old in FINAL:
        assert may_move(channel, old, new) is ((channel, old, new) in TOLD_LATER)


@pytest.mark.parametrize("channel", Channel)
def test_only_a_claimed_or_doubted_message_becomes_sent(channel: Channel) -> None:
    assert {old for old in State if may_move(channel, old, State.SENT)} == {State.BEING_SENT, State.UNSURE}


def test_a_letter_is_posted_once_and_never_while_it_is_being_handed_over() -> None:
    assert {old for old in State if may_move(Channel.POST, old, State.POSTED)} == {State.WAITING, State.STUCK}


def test_a_message_always_has_a_way_to_an_end() -> None:
    for moves in MOVES.values():
        for old in moves:
            reached, before = {old}, set[State]()
            while reached != before:
                before = set(reached)
                reached |= {new for one in before for new in moves[one]}
            assert reached & FINAL, old


@given(st.integers(1, MOST_ATTEMPTS - 2))
def test_each_wait_is_at_least_as_long_as_the_one_before(attempts: int) -> None:
    one, next_one = wait_after(attempts), wait_after(attempts + 1)
    assert one is not None
    assert next_one is not None
    assert timedelta(minutes=1) <= one <= next_one <= LONGEST_WAIT


def test_after_a_day_without_success_a_person_is_asked() -> None:
    waits = [wait_after(attempts) for attempts in range(1, MOST_ATTEMPTS)]
    assert timedelta(hours=24) < sum((wait for wait in waits if wait), timedelta()) < timedelta(hours=36)
    assert wait_after(MOST_ATTEMPTS) is None


def test_no_job_can_outlive_its_lease() -> None:
    assert timedelta(seconds=app.conf.task_time_limit) < LEASE
