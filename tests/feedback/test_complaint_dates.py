"""When complaints are due: counted day by day here, and found by the rule there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from feedback.actions.comments import due_on
from feedback.choices import CommentKind
from feedback.deadlines import DUE_BY_RULE, data_complaint_acknowledged_by, within
from feedback.models import Complaint
from sendiass import clock
from sendiass.calendar import bank_holidays
from sendiass.profiles import profile
from tests.cast import Cast
from tests.commenting import commented, complained, taken_on

pytestmark = pytest.mark.clause("L32")

DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))
ONE_DAY = timedelta(days=1)


def is_open(day: date, besides: frozenset[date]) -> bool:
    return day.isoweekday() <= 5 and day not in bank_holidays(day.year) and day not in besides


@given(DAYS, st.integers(1, 60), st.frozensets(DAYS, max_size=5))
def test_so_many_working_days_lie_between(received_on: date, count: int, besides: frozenset[date]) -> None:
    due = within(received_on, working_days=count, bank_holidays=besides)
    passed = [received_on + ONE_DAY * number for number in range(1, (due - received_on).days + 1)]
    assert sum(is_open(day, besides) for day in passed) == count
    assert is_open(due, besides)


@given(DAYS)
def test_the_thirty_days_of_the_law_are_days_as_they_come(received_on: date) -> None:
    due = data_complaint_acknowledged_by(received_on)
    counted = [received_on + ONE_DAY * number for number in range(30)]
    assert due == counted[-1]


def test_worked_by_hand() -> None:
    assert within(date(2026, 12, 24), working_days=3, bank_holidays=()) == date(2026, 12, 31)
    assert data_complaint_acknowledged_by(date(2026, 12, 1)) == date(2026, 12, 30)


@pytest.mark.django_db
def test_the_dates_are_set_once_from_the_day_it_came_in_with_the_rule_they_rest_on(cast: Cast) -> None:
    comment = complained(cast.team.caseworker, days_ago=5, kind=CommentKind.COMPLAINT)
    complaint = taken_on(cast, comment=comment)
    days, holidays = profile().complaints, profile().working_days.bank_holidays
    assert complaint.received_on == comment.received_on == clock.today() - 5 * ONE_DAY
    assert complaint.acknowledge_by == comment.due_on
    assert complaint.decide_by == within(
        comment.received_on, working_days=days.decide_working_days, bank_holidays=holidays
    )
    assert complaint.due_rule == comment.due_rule == DUE_BY_RULE


@pytest.mark.django_db
def test_a_comment_that_proves_to_be_about_data_has_the_days_of_the_law(cast: Cast) -> None:
    complaint = taken_on(cast, comment=commented(), about_data=True)
    assert complaint.acknowledge_by == complaint.received_on + 29 * ONE_DAY
    assert due_on(CommentKind.COMMENT, complaint.received_on) == complaint.comment.due_on


@pytest.mark.django_db
def test_the_data_base_holds_to_the_thirty_days_and_to_the_day_it_came_in(cast: Cast) -> None:
    comment, on = commented(CommentKind.DATA_COMPLAINT), clock.today()
    for received_on, acknowledge_by, says in (
        (on, on + 31 * ONE_DAY, "data_complaint_within_30_days"),
        (on - ONE_DAY, on, "from the day it came in"),
    ):
        with pytest.raises(DatabaseError, match=says), transaction.atomic():
            Complaint.objects.create(
                comment=comment,
                about_data=True,
                received_on=received_on,
                acknowledge_by=acknowledge_by,
                decide_by=on + 60 * ONE_DAY,
                due_rule=DUE_BY_RULE,
                taken_on_at=clock.now(),
                taken_on_by=cast.team.manager,
            )
