"""The policy is reviewed every year; manager and chair are told in time, and the public is heard before (L33, Y27)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from feedback.actions.comments import Said, send_comment
from feedback.choices import CommentKind
from feedback.models import Comment
from governance.access.policy import review_due_on, views_to_put
from governance.actions.policy import ReviewHeld, record_review, tell_of_review
from governance.choices.policy import Reviewed
from governance.deadlines.policy import BEFORE, WEEK, next_review, told_on
from governance.emails.policy import REVIEW_DUE
from governance.models import ChairTerm, Member, PolicyReview
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.models import User
from sendiass.audit import ServicePrincipal
from sendiass.outbox.models import Message
from sendiass.profiles import profile
from tests.board import chaired
from tests.cast import Cast
from tests.policy import minute_of

pytestmark = pytest.mark.clause("L33", "Y27")

DUE = date(2026, 9, 1)
SWEEPS = ServicePrincipal("sweeps")


def days_of_mail(due: date, until: date) -> list[date]:
    """Slowly, day after day: the days on which a clock that never stops would tell of it."""
    found, passing = [], due - timedelta(days=400)
    since_the_last = None
    while passing <= until:
        left = (due - passing).days
        if left in BEFORE:
            found.append(passing)
            since_the_last = 0 if left == 7 else None
        elif since_the_last is not None:
            since_the_last += 1
            if since_the_last == WEEK:
                found.append(passing)
                since_the_last = 0
        passing += timedelta(days=1)
    return found


@given(day=st.integers(-200, 200))
def test_on_each_day_the_newest_that_is_due_is_told(day: int) -> None:
    on = DUE + timedelta(days=day)
    assert told_on(DUE, on=on) == max(days_of_mail(DUE, on), default=None)


@given(alive=st.lists(st.booleans(), min_size=150, max_size=150), first=st.integers(-120, 30))
def test_whatever_days_the_clock_was_dead_nothing_is_told_twice_and_nothing_recent_is_lost(
    alive: list[bool], first: int
) -> None:
    begin = DUE + timedelta(days=first)
    sent: list[date] = []
    for number, is_alive in enumerate(alive):
        on = begin + timedelta(days=number)
        named = told_on(DUE, on=on) if is_alive else None
        if named and named not in sent:  # the outbox keeps each by its name
            sent.append(named)
        if is_alive:
            newest = max(days_of_mail(DUE, on), default=None)
            assert newest is None or newest in sent
    assert sent == sorted(set(sent))


@given(on=st.dates(date(2020, 1, 1), date(2040, 1, 1)), months=st.integers(1, 36))
def test_the_next_review_is_so_many_months_later_to_the_day(on: date, months: int) -> None:
    due = next_review(on, months=months)
    assert (due.year * 12 + due.month) - (on.year * 12 + on.month) == months
    assert due.day == on.day or (due + timedelta(days=1)).day == 1


@pytest.mark.django_db
class TestInTheService:
    """What the rules come to."""

    def test_manager_and_chair_are_told_each_once_though_a_day_was_lost(self, cast: Cast) -> None:
        who, begin = chaired(cast.team.manager), clock.now()
        reviewed(cast, days_ago=0)
        due = review_due_on()
        assert due is not None
        counts = []
        for before in (91, 90, 90, 89, 60, 28, 27, 6, 0, -1, -8):
            tell_of_review(by=SWEEPS, at=begin + (due - timedelta(days=before) - clock.day_of(begin)))
            counts.append((mails(cast.team.manager), mails(who)))
        assert counts == [(n, n) for n in (0, 1, 1, 1, 2, 3, 3, 4, 5, 5, 6)]
        assert mails(cast.team.caseworker) == 0

    def test_a_review_that_is_written_down_ends_the_mails_until_the_next(self, cast: Cast) -> None:
        reviewed(cast, days_ago=0)
        tell_of_review(by=SWEEPS, at=clock.now() + timedelta(days=100))
        assert mails(cast.team.manager) == 0

    def test_a_chair_with_an_account_is_told_there(self, cast: Cast) -> None:
        who = chaired(cast.team.manager)
        who.account = cast.team.board_member
        who.save(update_fields=["account"])
        reviewed(cast, days_ago=0)
        due = review_due_on()
        assert due is not None
        tell_of_review(by=SWEEPS, at=clock.now() + (due - clock.today()))
        assert (mails(cast.team.board_member), mails(who)) == (1, 0)

    def test_nobody_chairs_and_the_page_says_so(self, cast: Cast) -> None:
        reviewed(cast, days_ago=0)
        assert not ChairTerm.objects.exists()
        shown = signed_in(cast.team.manager).get(reverse("governance:review_page")).content.decode()
        assert "no chair is told" in shown

    def test_what_the_public_says_of_the_policy_lies_before_the_review(self, cast: Cast) -> None:
        client = signed_in(cast.team.manager)
        said("Say more of how you choose interpreters.")
        send_comment(said=Said(CommentKind.COMMENT, "The room was cold."), once=uuid4(), at=clock.now())
        shown = client.get(reverse("governance:review_page")).content.decode()
        assert "Say more of how you choose interpreters." in shown
        assert "The room was cold." not in shown
        assert reviewed(cast, seen=1).views == 1
        assert not views_to_put(by=cast.team.manager)

    def test_a_review_is_not_written_down_over_a_view_that_was_not_seen(self, cast: Cast) -> None:
        client, address = signed_in(cast.team.manager), reverse("governance:review_record")
        minute = minute_of(cast)
        typed = {
            "reviewed_on": "today",
            "outcome": "stands",
            "minute": str(minute.id),
            "seen": "0",
            "once": str(uuid4()),
        }
        said("This came in meanwhile.")
        assert "Another view came in" in client.post(address, typed).content.decode()
        assert not PolicyReview.objects.exists()
        assert client.post(address, {**typed, "seen": "1"}).status_code == 302
        assert PolicyReview.objects.get().views == 1

    def test_a_group_that_reviews_the_policy_says_so_in_its_minutes(self, cast: Cast) -> None:
        client, address = signed_in(cast.team.manager), reverse("governance:review_record")
        typed = {
            "reviewed_on": "today",
            "outcome": "stands",
            "minute": "",
            "seen": "0",
            "once": str(uuid4()),
        }
        answer = client.post(address, typed)
        if profile().group.reviews_policy:
            assert "Select the minute" in answer.content.decode()
            assert not PolicyReview.objects.exists()
        else:
            assert answer.status_code == 302

    def test_reviews_go_forward_and_are_the_managers(self, cast: Cast) -> None:
        reviewed(cast, days_ago=3)
        with pytest.raises(Refused, match="already"):
            reviewed(cast, days_ago=3)
        with pytest.raises(Refused, match="future"):
            reviewed(cast, days_ago=-1)
        with pytest.raises(Refused):
            reviewed(cast, by=cast.team.administrator)

    def test_the_public_page_says_when_it_is_reviewed_next_and_leads_to_saying_something(
        self, cast: Cast
    ) -> None:
        from tests.policy import adopted

        adopted(cast)
        reviewed(cast, days_ago=0)
        shown = Client().get(reverse("governance:policy_page")).content.decode()
        due = review_due_on()
        assert due is not None
        assert str(due.year) in shown
        assert "Next review" in shown
        form = Client().get(reverse("feedback:comment_send") + "?kind=policy").content.decode()
        assert 'value="policy" checked' in " ".join(form.split())
        assert Client().get(reverse("feedback:comment_send") + "?kind=nothing").status_code == 200


def said(words: str) -> Comment:
    """What somebody writes of the policy on the website."""
    return send_comment(said=Said(CommentKind.POLICY, words), once=uuid4(), at=clock.now())


def reviewed(cast: Cast, *, days_ago: int = 0, seen: int = 0, by: User | None = None) -> PolicyReview:
    """A review that the group held."""
    review = ReviewHeld(
        clock.today() - timedelta(days=days_ago), Reviewed.STANDS, minute_of(cast, days_ago=20), seen
    )
    return record_review(by=by or cast.team.manager, review=review, once=uuid4(), at=clock.now())


def mails(who: User | Member) -> int:
    return int(Message.objects.filter(kind=REVIEW_DUE.code, subject_id=who.id).count())


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client
