"""What is no complaint is answered or noted, once, by those who see to comments."""

from __future__ import annotations

from uuid import uuid4

import pytest

from feedback.actions.comments import Settled, settle_comment
from feedback.choices import CommentKind, Settling
from feedback.models import Comment, CommentAnswer
from sendiass import clock
from sendiass.access import NotThere, Refused
from tests.cast import Cast
from tests.commenting import commented, signed_in, taken_on, words_at

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L32")]

NOTED = Settled(Settling.NOTED, "Nobody left a way to answer.")


@pytest.mark.parametrize("kind", [CommentKind.COMMENT, CommentKind.COMPLIMENT])
@pytest.mark.parametrize("who", ["manager", "administrator"])
def test_a_comment_is_answered_with_what_was_said_when_and_how(
    cast: Cast, kind: CommentKind, who: str
) -> None:
    user, comment = cast.team.everyone[who], commented(kind)
    address = f"/feedback/{comment.id}/settle/"
    typed = {"settling": "answered", "words": "We ring by Friday.", "how": "phone", "answered_on": "today"}
    assert signed_in(user).post(address, typed).status_code == 302
    page = words_at(user, f"/feedback/{comment.id}/")
    assert "We ring by Friday." in page
    assert "By phone" in page
    assert signed_in(user).get(address).status_code == 403
    assert "To be answered" not in words_at(user, "/feedback/")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Select what became of it"),
        ({"settling": "noted"}, "Enter what they were told, or why it is only noted"),
        ({"settling": "answered", "words": "Kept."}, "Select how they were told"),
        ({"settling": "answered", "words": "Kept.", "how": "no_way"}, "Select one of the choices"),
        (
            {"settling": "answered", "words": "Kept.", "how": "phone", "answered_on": "-3"},
            "Enter a day from when it came in until today.",
        ),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(cast: Cast, typed: dict[str, str], said: str) -> None:
    comment = commented()
    answer = signed_in(cast.team.manager).post(f"/feedback/{comment.id}/settle/", typed)
    assert said in answer.content.decode()
    assert typed.get("words", "") in answer.content.decode()
    assert not CommentAnswer.objects.exists()


def test_a_comment_is_settled_once(cast: Cast) -> None:
    comment = commented()
    settle_comment(by=cast.team.manager, comment=comment, settled=NOTED, at=clock.now())
    with pytest.raises(Refused, match="seen to already"):
        settle_comment(by=cast.team.administrator, comment=comment, settled=NOTED, at=clock.now())


@pytest.mark.parametrize("kind", [CommentKind.COMPLAINT, CommentKind.DATA_COMPLAINT])
def test_what_somebody_calls_a_complaint_is_not_merely_noted(cast: Cast, kind: CommentKind) -> None:
    with pytest.raises(Refused, match="This is a complaint"):
        settle_comment(by=cast.team.manager, comment=commented(kind), settled=NOTED, at=clock.now())


def test_the_administrator_sees_comments_and_never_a_complaint(cast: Cast) -> None:
    administrator = cast.team.administrator
    plain, complaint, misfiled = commented(), commented(CommentKind.COMPLAINT), commented()
    assert words_at(administrator, f"/feedback/{misfiled.id}/")
    taken_on(cast, comment=misfiled)
    page = words_at(administrator, "/feedback/")
    assert plain.reference in page
    for one in (complaint, misfiled):
        assert one.reference not in page
        assert signed_in(administrator).get(f"/feedback/{one.id}/").status_code == 404
        with pytest.raises(NotThere):
            settle_comment(by=administrator, comment=one, settled=NOTED, at=clock.now())


def test_anyone_of_staff_writes_down_what_they_heard_and_does_not_see_it_again(cast: Cast) -> None:
    typed = {
        "once": str(uuid4()),
        "came_by": "phone",
        "received_on": "-3",
        "kind": "complaint",
        "words": "She was rude.",
    }
    for _ in range(2):
        answer = signed_in(cast.team.volunteer).post("/feedback/add/", typed)
        assert (answer.status_code, answer["Location"]) == (302, "/today/")
    comment = Comment.objects.get()
    assert (clock.today() - comment.received_on).days == 3
    assert signed_in(cast.team.volunteer).get(f"/feedback/{comment.id}/").status_code == 403
    assert "written down by Vera Moss" in words_at(cast.team.manager, f"/feedback/{comment.id}/")
    assert signed_in(cast.team.board_member).post("/feedback/add/", typed).status_code == 403
    late = signed_in(cast.team.volunteer).post("/feedback/add/", typed | {"received_on": "tomorrow"})
    assert "must be today or in the past" in late.content.decode()
