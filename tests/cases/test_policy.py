"""Everybody who works here reads each version of the policy; without it no new cases, once the days are over (Y16)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cases.access import may_be_given, policy_read_by, who_is_available
from cases.actions.casework import allocate
from cases.actions.policy import NewVersion, acknowledge_policy, put_in_policy, remind_of_policy, waive_policy
from cases.choices import TaskRule
from cases.emails import POLICY_TO_READ
from cases.models import PolicyAcknowledgement, PolicyVersion, Task
from cases.rules import VersionOwed, asked_of_policy, may_take_cases_by_policy, owed_since
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.outbox.models import Message
from sendiass.profiles import profile
from tests.cast import Cast, new_case

pytestmark = pytest.mark.clause("Y16", "Y09")

A_DAY = timedelta(days=1)
START = date(2026, 7, 1)


def put_in(cast: Cast, *, days_ago: int = 0, at: datetime | None = None) -> PolicyVersion:
    moment = at or clock.now() - timedelta(days=days_ago)
    version = NewVersion("We take nobody's side.", clock.day_of(moment))
    return put_in_policy(by=cast.team.manager, version=version, once=uuid4(), at=moment)


def too_long_ago() -> datetime:
    return clock.now() - timedelta(days=profile().policy_reading.within_days + 1)


def joined_long_ago(*who: User) -> None:
    for one in who:
        one.joined_on = clock.today() - timedelta(days=400)
        one.save(update_fields=["joined_on"])


def mails(who: User) -> int:
    return int(Message.objects.filter(kind=POLICY_TO_READ.code, subject_id=who.id).count())


versions = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 60)), max_size=5, unique_by=lambda pair: pair[0]
).map(lambda pairs: [VersionOwed(number, START + timedelta(days=day)) for number, day in pairs])


@given(found=versions, read=st.integers(0, 6), joined=st.integers(0, 60), day=st.integers(0, 120))
def test_what_is_owed_is_what_one_finds_by_going_through_the_days(
    found: list[VersionOwed], read: int, joined: int, day: int
) -> None:
    joined_on, on = START + timedelta(days=joined), START + timedelta(days=day)
    owed = None
    passing = START
    while passing <= on + timedelta(days=60) and owed is None:
        unread = any(one.number > read and one.from_on <= min(passing, on) for one in found)
        if unread and passing >= joined_on:
            owed = passing
        passing += A_DAY
    if owed is not None and not any(one.number > read and one.from_on <= on for one in found):
        owed = None
    assert owed_since(found, read=read, joined_on=joined_on, on=on) == owed


@given(owed=st.integers(0, 40), within=st.integers(1, 30), before=st.integers(1, 30), day=st.integers(0, 90))
def test_what_is_asked_goes_forward_and_the_last_comes_when_cases_stop(
    owed: int, within: int, before: int, day: int
) -> None:
    since, on = START + timedelta(days=owed), START + timedelta(days=owed + day)
    stages = ["to read", "soon", "over"]
    told = asked_of_policy(owed=since, within_days=within, before_days=before, on=on)
    later = asked_of_policy(owed=since, within_days=within, before_days=before, on=on + A_DAY)
    assert stages.index(told) <= stages.index(later)
    assert (told == "over") is not bool(
        may_take_cases_by_policy(owed=since, within_days=within, waived=None, on=on)
    )


@pytest.mark.django_db
class TestInTheService:
    """What the rules come to."""

    def test_adopting_a_policy_stops_nobody_on_the_day(self, cast: Cast) -> None:
        put_in(cast)
        assert may_be_given(cast.waiting, cast.team.caseworker, on=clock.today())

    def test_one_that_is_put_in_late_gives_all_the_days_from_then(self, cast: Cast) -> None:
        joined_long_ago(cast.team.caseworker)
        version = NewVersion("Old words.", clock.today() - timedelta(days=300))
        put_in_policy(by=cast.team.manager, version=version, once=uuid4(), at=clock.now())
        assert may_be_given(cast.waiting, cast.team.caseworker, on=clock.today())

    def test_whoever_has_not_read_it_in_time_is_given_no_case_and_keeps_those_they_have(
        self, cast: Cast
    ) -> None:
        team = cast.team
        joined_long_ago(team.caseworker, team.manager)
        put_in(cast, at=too_long_ago())
        with pytest.raises(Refused, match="not read the impartiality policy") as refused:
            allocate(by=team.manager, case=cast.waiting, worker=team.caseworker, reason="", at=clock.now())
        assert refused.value.decision.rule == "Y16"
        with pytest.raises(Refused):
            new_case(team.caseworker, at=clock.now())
        assert new_case(team.caseworker, at=clock.now(), take_it=False)
        client = Client()
        client.force_login(team.caseworker)
        page = client.get(reverse("cases:case_page", args=[cast.khans.case.reference]))
        assert page.status_code == 200
        shown = client.get(reverse("cases:policy_read")).content.decode()
        assert "you cannot be given new cases" in shown
        client.post(reverse("cases:policy_read"))
        assert may_be_given(cast.waiting, team.caseworker, on=clock.today())

    def test_the_list_says_of_many_what_it_says_of_one(self, cast: Cast) -> None:
        team, on = cast.team, clock.today()
        joined_long_ago(*team.everyone.values())
        version = put_in(cast, at=too_long_ago())
        acknowledge_policy(by=team.colleague, version=version, at=clock.now())
        free = [one.worker for one in who_is_available(cast.waiting, by=team.manager, on=on)[0]]
        for who in (team.caseworker, team.colleague, team.volunteer):
            assert (who in free) is bool(may_be_given(cast.waiting, who, on=on))
        assert team.colleague in free
        assert team.caseworker not in free

    def test_the_manager_lets_somebody_through_for_some_days_with_a_reason_and_never_themselves(
        self, cast: Cast
    ) -> None:
        team, on = cast.team, clock.today()
        joined_long_ago(team.caseworker)
        put_in(cast, at=too_long_ago())
        most = profile().policy_reading.longest_waiver_days
        for worker, until, reason, why in (
            (team.manager, on, "Short of people.", "for yourself"),
            (team.caseworker, on, " ", "Enter why"),
            (team.caseworker, on + timedelta(days=most + 1), "Short of people.", "at most"),
            (team.caseworker, on - A_DAY, "Short of people.", "today or later"),
        ):
            with pytest.raises(Refused, match=why):
                waive_policy(by=team.manager, worker=worker, until_on=until, reason=reason, at=clock.now())
        waive_policy(
            by=team.manager, worker=team.caseworker, until_on=on, reason="Short of people.", at=clock.now()
        )
        assert may_be_given(cast.waiting, team.caseworker, on=on)
        assert not may_be_given(cast.waiting, team.caseworker, on=on + A_DAY)

    def test_only_the_manager_puts_one_in_and_in_order(self, cast: Cast) -> None:
        put_in(cast, days_ago=3)
        with pytest.raises(Refused):
            put_in_policy(
                by=cast.team.caseworker,
                version=NewVersion("Mine.", clock.today()),
                once=uuid4(),
                at=clock.now(),
            )
        with pytest.raises(Refused, match="before the version on record"):
            put_in_policy(
                by=cast.team.manager,
                version=NewVersion("Older.", clock.today() - timedelta(days=9)),
                once=uuid4(),
                at=clock.now(),
            )
        assert put_in(cast).number == 2

    def test_a_version_that_was_replaced_is_not_acknowledged_and_the_newest_covers_those_before(
        self, cast: Cast
    ) -> None:
        first, second = put_in(cast, days_ago=5), put_in(cast)
        with pytest.raises(Refused, match="taken its place"):
            acknowledge_policy(by=cast.team.caseworker, version=first, at=clock.now())
        acknowledge_policy(by=cast.team.caseworker, version=second, at=clock.now())
        acknowledge_policy(by=cast.team.caseworker, version=second, at=clock.now())
        assert PolicyAcknowledgement.objects.count() == 1
        read = policy_read_by([cast.team.caseworker], on=clock.today())[cast.team.caseworker.id]
        assert (read.number, read.owed) == (2, None)

    def test_each_reminder_comes_once_though_the_clock_was_dead_for_a_day(self, cast: Cast) -> None:
        who, within = cast.team.caseworker, profile().policy_reading
        begin = clock.now()
        put_in(cast, at=begin)
        days = [0, 0, 1, within.within_days - within.remind_before_days + 1, within.within_days + 2]
        counts = []
        for day in (*days, within.within_days + 3):
            remind_of_policy(at=begin + timedelta(days=day))
            counts.append(mails(who))
        assert counts == [1, 1, 1, 2, 3, 3]
        assert Task.objects.open().filter(worker=who, rule=TaskRule.POLICY).count() == 1
        assert mails(cast.team.board_member) == 0

    def test_saying_so_settles_the_task_and_ends_the_reminders(self, cast: Cast) -> None:
        who, version = cast.team.caseworker, put_in(cast)
        remind_of_policy(at=clock.now())
        acknowledge_policy(by=who, version=version, at=clock.now())
        assert not Task.objects.open().filter(worker=who, rule=TaskRule.POLICY).exists()
        remind_of_policy(at=clock.now() + timedelta(days=60))
        assert mails(who) == 1

    def test_the_manager_sees_where_everybody_stands(self, cast: Cast) -> None:
        joined_long_ago(cast.team.caseworker, cast.team.administrator)
        put_in(cast, at=too_long_ago())
        client = Client()
        client.force_login(cast.team.manager)
        shown = client.get(reverse("cases:policy_keep")).content.decode()
        assert cast.team.caseworker.name in shown
        assert "No new cases" in shown
        assert "Overdue" in shown, "whoever works no cases is not told of them"
        assert cast.team.board_member.name not in shown
