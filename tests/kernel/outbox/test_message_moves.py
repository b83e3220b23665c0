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


@pytest.mark.parametrize(("channel", "old", "new"), list(product(Channel, State, State)))
def test_what_has_left_or_was_cancelled_never_moves_again_but_to_come_back(
    channel: Channel, old: State, new: State
) -> None:
    if old in FINAL:
        comes_back = (channel, old, new) == (Channel.EMAIL, State.SENT, State.RETURNED)
        assert may_move(channel, old, new) is comes_back


@pytest.mark.parametrize(("channel", "new"), list(product(Channel, State)))
def test_only_a_claimed_or_doubted_mail_becomes_sent(channel: Channel, new: State) -> None:
    may_become_sent = {old for old in State if may_move(channel, old, State.SENT)}
    assert may_become_sent == ({State.BEING_SENT, State.UNSURE} if channel is Channel.EMAIL else set())


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
