"""What somebody said of the service, and who they were, is destroyed when its time is over; its figures stay (L32)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from feedback.actions.comments import Settled, forget_old_comments, settle_comment
from feedback.choices import CommentKind, ComplaintStep, Settling
from feedback.deadlines import Period
from feedback.models import Comment, ForgottenComment
from feedback.reports import comment_figures
from sendiass import clock
from sendiass.audit import reading
from sendiass.crypto.erasure import is_erased
from sendiass.crypto.errors import Erased
from sendiass.profiles import profile
from tests.cast import Cast
from tests.commenting import commented, signed_in, stepped, taken_on, words_at

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L32", "Y07")]
S = ComplaintStep


def test_a_comment_is_forgotten_when_its_days_are_over_and_not_before(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    comment, other = settled(cast), commented()
    days = timedelta(days=profile().complaints.settled_kept_days)
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_old_comments(at=clock.now() + days - timedelta(hours=1)) == 0
        assert forget_old_comments(at=clock.now() + days + timedelta(hours=1)) == 1
    assert is_erased(comment.key_subject)
    assert not is_erased(other.key_subject), "nobody has seen to it"
    with (
        reading(by=cast.team.manager, subjects=[comment.key_subject], purpose="test"),
        pytest.raises(Erased),
    ):
        assert Comment.objects.get(pk=comment.pk).words


def test_a_complaint_is_forgotten_once_it_was_closed_with_every_step_about_it(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    complaint = taken_on(cast)
    late = clock.now() + timedelta(days=profile().complaints.settled_kept_days + 1)
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_old_comments(at=late) == 0, "it is not closed"
        stepped(cast.team.manager, complaint, S.ACKNOWLEDGED, S.LOOKED_INTO, S.DECIDED, S.CLOSED)
        assert forget_old_comments(at=late) == 1
        assert forget_old_comments(at=late) == 0
    assert is_erased(complaint.comment.key_subject)
    page = words_at(cast.team.manager, "/feedback/")
    assert complaint.comment.reference in page
    answer = signed_in(cast.team.manager).get(f"/feedback/{complaint.comment_id}/")
    assert "This has been erased" in answer.content.decode()


def test_a_forgetting_that_was_cut_short_is_finished_by_the_next_sweep(cast: Cast) -> None:
    comment, late = settled(cast), clock.now() + timedelta(days=4000)
    ForgottenComment.objects.create(comment=comment, forgotten_at=late)
    assert not is_erased(comment.key_subject)
    forget_old_comments(at=late + timedelta(days=1))
    assert is_erased(comment.key_subject)


def test_its_figures_stay(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    settled(cast)
    today = [Period(clock.today(), clock.today())]
    before = comment_figures(today, seen=Comment.objects.all())
    with django_capture_on_commit_callbacks(execute=True):
        forget_old_comments(at=clock.now() + timedelta(days=4000))
    assert comment_figures(today, seen=Comment.objects.all()) == before
    assert sum(one.numbers[0] for one in before if one.group == "Received") == 1


def test_complaints_are_counted_by_kind_outcome_and_whether_in_time(cast: Cast) -> None:
    complaint = taken_on(cast)
    stepped(cast.team.manager, complaint, S.ACKNOWLEDGED, S.LOOKED_INTO, S.DECIDED, S.CLOSED)
    commented(CommentKind.COMPLIMENT)
    found = comment_figures([Period(clock.today(), clock.today())], seen=Comment.objects.all())
    counted = {one.words: one.numbers[0] for one in found if one.numbers[0]}
    assert counted == {
        "Something we did well": 1,
        "A complaint": 1,
        "Complaint acknowledged in time": 1,
        "Complaint decided in time": 1,
        "Decided: upheld": 1,
        "Closed: something changes": 1,
    }


def test_the_managers_own_figures_leave_out_what_they_may_not_see(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.team.manager)
    assert client.get("/feedback/figures/comments/").status_code == 200
    assert signed_in(cast.team.administrator).get("/feedback/figures/comments/").status_code == 403


def settled(cast: Cast) -> Comment:
    comment = commented()
    settle_comment(
        by=cast.team.manager,
        comment=comment,
        settled=Settled(Settling.NOTED, "Thanks.", None, None),
        at=clock.now(),
    )
    return comment
