"""You said, we did: from what families told us to the public page, by two people, and about nobody (L34)."""

from __future__ import annotations

from itertools import product
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from cases import search
from feedback import rules
from feedback.access import source_of
from feedback.actions.you_said import PointsAtSomeone, take_said_step
from feedback.choices import CommentKind, SaidIn, SaidStage, SaidStep
from feedback.models import PublishedItem, SaidEntry, SaidItem, SaidSource
from feedback.rules import SaidState
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.models import User
from sendiass.database import standing
from tests.cast import Cast
from tests.commenting import commented, complained, lead_of, signed_in, taken_on, words_at
from tests.saying import TOLD, moved, said, told

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L34")]

S = SaidStep
TO_READY = {
    SaidStage.NEW: (),
    SaidStage.TOLD: (S.TOLD,),
    SaidStage.TO_CHANGE: (S.TOLD, S.WILL_CHANGE),
    SaidStage.READY: (S.TOLD, S.STAYS),
    SaidStage.PUBLISHED: (S.TOLD, S.STAYS, S.PUBLISHED),
    SaidStage.WITHDRAWN: (S.TOLD, S.STAYS, S.PUBLISHED, S.WITHDRAWN),
}
"""The steps by which each stage is reached."""


@pytest.fixture(autouse=True)
def _names_are_opened(cast: Cast) -> None:
    search.INDEX.clear()


def test_what_families_told_us_comes_to_stand_on_the_public_page(cast: Cast) -> None:
    item = told(cast)
    moved(cast.team.administrator, item, S.WILL_CHANGE, S.CHANGED)
    assert TOLD not in public_page()
    moved(cast.team.manager, item, S.PUBLISHED)
    page = public_page()
    for words in (TOLD, said(S.WILL_CHANGE).words, said(S.CHANGED).words, "board or group"):
        assert words in page
    for name in (cast.team.administrator.name, cast.team.manager.name, item.reference):
        assert name not in page


def test_before_anything_stands_there_the_page_says_so(cast: Cast) -> None:
    assert "Nothing stands here yet." in public_page()


def test_it_is_said_why_nothing_changes(cast: Cast) -> None:
    item = told(cast)
    moved(cast.team.administrator, item, S.STAYS)
    moved(cast.team.manager, item, S.PUBLISHED)
    page = public_page()
    assert "What we decided" in page
    assert said(S.STAYS).words in page
    assert "We did" not in page.split("You said", 2)[2]


def test_nobody_publishes_words_of_their_own(cast: Cast) -> None:
    item = told(cast)
    moved(cast.team.manager, item, S.STAYS)
    for who in (cast.team.manager, cast.team.administrator):
        with pytest.raises(Refused, match="Somebody else"):
            moved(who, item, S.PUBLISHED)
    assert not PublishedItem.objects.exists()


def test_two_who_see_no_cases_publish_nothing_between_them(cast: Cast) -> None:
    """Neither's words were held against whom we know."""
    item = told(cast)
    moved(cast.team.administrator, item, S.STAYS)
    with pytest.raises(Refused, match="Nobody who sees cases"):
        moved(lead_of(cast), item, S.PUBLISHED)


def test_words_that_point_at_somebody_are_not_kept_and_not_published(cast: Cast) -> None:
    name = "Samira Khan waits for a call."
    with pytest.raises(PointsAtSomeone):
        told(cast, by=cast.team.manager, words=name)
    assert not SaidItem.objects.exists()
    item = told(cast, words=name)
    moved(cast.team.administrator, item, S.STAYS)
    with pytest.raises(PointsAtSomeone):
        moved(cast.team.manager, item, S.PUBLISHED)
    assert "Samira" not in public_page()


def test_taken_off_it_is_shown_to_nobody_outside_and_can_be_worded_anew(cast: Cast) -> None:
    item = told(cast)
    moved(cast.team.administrator, item, S.STAYS)
    moved(cast.team.manager, item, S.PUBLISHED, S.WITHDRAWN)
    assert TOLD not in public_page()
    with standing.standing_as(standing.NOBODY):
        assert not PublishedItem.objects.exists()
    take_said_step(
        by=cast.team.administrator, item=item, said=said(S.TOLD, "Anew."), once=uuid4(), at=clock.now()
    )
    moved(cast.team.manager, item, S.PUBLISHED)
    assert "Anew." in public_page()
    assert PublishedItem.objects.count() == 2


def test_from_what_it_came_is_shown_to_whoever_may_see_that(cast: Cast) -> None:
    complaint = taken_on(cast)
    item = told(cast, by=cast.team.manager, came_from=SaidIn.COMMENT, heard=complaint.comment)
    assert source_of(item, by=cast.team.manager)
    assert source_of(item, by=cast.team.administrator) is None
    with standing.standing_as(standing.worker(cast.team.administrator.id)):
        assert not SaidSource.objects.exists()
    page = words_at(cast.team.administrator, f"/feedback/you-said/{item.id}/")
    assert "The comment or complaint it came from" not in page
    assert "The comment or complaint it came from" in words_at(
        cast.team.manager, f"/feedback/you-said/{item.id}/"
    )


def test_nobody_starts_from_a_complaint_they_may_not_see(cast: Cast) -> None:
    comment = complained(cast.team.caseworker)
    address = f"/feedback/you-said/add/comment/{comment.id}/"
    assert signed_in(cast.team.administrator).get(address).status_code == 404
    assert signed_in(cast.team.manager).get(address).status_code == 200


def test_a_comment_becomes_an_item_by_the_pages(cast: Cast) -> None:
    comment = commented(CommentKind.COMMENT)
    manager = signed_in(cast.team.manager)
    assert "for “You said, we did”" in words_at(cast.team.manager, f"/feedback/{comment.id}/")
    sent = manager.post(
        f"/feedback/you-said/add/comment/{comment.id}/", {"once": str(uuid4()), "words": TOLD}, follow=True
    )
    assert "Nobody outside sees it yet" in sent.content.decode()
    item = SaidItem.objects.get()
    decided = {"words": "Two of us ring back.", "decided_by": "team", "happened_on": "today"}
    for step, typed in (
        ("will_change", decided),
        ("changed", {"words": "Two of us ring back each day.", "happened_on": "today"}),
    ):
        manager.post(f"/feedback/you-said/{item.id}/{step}/", {"once": str(uuid4()), **typed})
    refused = manager.get(f"/feedback/you-said/{item.id}/published/")
    assert refused.status_code == 403
    signed_in(cast.team.administrator).post(
        f"/feedback/you-said/{item.id}/published/", {"once": str(uuid4())}
    )
    assert "Two of us ring back each day." in public_page()


def test_the_same_step_sent_twice_is_one(cast: Cast) -> None:
    item, once = told(cast), uuid4()
    for _ in range(2):
        take_said_step(by=cast.team.manager, item=item, said=said(S.STAYS), once=once, at=clock.now())
    assert SaidEntry.objects.filter(item=item).count() == 2


def test_each_step_leads_where_the_table_says_and_nowhere_else() -> None:
    for stage, step in product(SaidStage, S):
        assert bool(rules.may_take_said_step(step, SaidState(stage))) is ((stage, step) in rules.SAID_MOVES)


def test_the_data_base_keeps_the_same_table_of_steps(cast: Cast) -> None:
    for stage, step in product(SaidStage, S):
        after = rules.SAID_MOVES.get((stage, step), stage)
        assert stands_for_plain_sql(cast, stage, step, after) is ((stage, step) in rules.SAID_MOVES), (
            stage,
            step,
        )


def test_the_data_base_lets_nobody_publish_words_of_their_own_nor_change_what_was_published(
    cast: Cast,
) -> None:
    item = told(cast, by=cast.team.manager)
    moved(cast.team.administrator, item, S.STAYS)
    with pytest.raises(DatabaseError, match="words of their own"), transaction.atomic():
        _row(item, S.PUBLISHED, SaidStage.PUBLISHED, 3, by=cast.team.administrator)
    other = told(cast)
    moved(cast.team.administrator, other, S.STAYS)
    moved(cast.team.manager, other, S.PUBLISHED)
    published = PublishedItem.objects.get()
    published.told = "Something else."
    with pytest.raises(DatabaseError, match="stays as it was"), transaction.atomic():
        published.save()


def test_whoever_does_not_keep_it_is_shown_none(cast: Cast) -> None:
    item = told(cast)
    for who in (cast.team.caseworker, cast.team.volunteer, cast.team.board_member):
        with standing.standing_as(standing.worker(who.id)):
            assert not SaidItem.objects.exists()
            assert not SaidEntry.objects.exists()
        with pytest.raises(NotThere):
            moved(who, item, S.STAYS)


def stands_for_plain_sql(cast: Cast, stage: SaidStage, step: SaidStep, after: SaidStage) -> bool:
    item: SaidItem = SaidItem.objects.create(
        reference=str(uuid4())[:20],
        came_from=SaidIn.ELSEWHERE,
        started_at=clock.now(),
        started_by=cast.team.administrator,
        once=uuid4(),
    )
    at, number = SaidStage.NEW, 0
    for number, one in enumerate(TO_READY[stage], start=1):
        at = rules.SAID_MOVES[at, one]
        who = cast.team.manager if one is S.PUBLISHED else cast.team.administrator
        _row(item, one, at, number, by=who)
    try:
        with transaction.atomic():
            _row(item, step, after, number + 1, by=cast.team.manager)
    except DatabaseError as error:
        if "Another step comes first" not in str(error):
            raise
        return False
    return True


def _row(item: SaidItem, step: SaidStep, stage: SaidStage, number: int, *, by: User) -> None:
    words = said(step)
    SaidEntry.objects.create(
        item=item,
        number=number,
        step=step,
        stage=stage,
        decided_by=words.decided_by or "",
        happened_on=words.happened_on,
        words="Plain.",
        recorded_at=clock.now(),
        recorded_by=by,
        once=uuid4(),
    )


def public_page() -> str:
    answer = Client().get("/you-said/")
    assert answer.status_code == 200
    return answer.content.decode()
