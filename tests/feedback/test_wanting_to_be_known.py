"""Whoever wants to be known or called back says so on the last page, is known when the period is over, and is answered (L30)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from feedback.actions.batches import Answered, Who, put_answer, settle_batches
from feedback.actions.contacts import see_to_contact
from feedback.choices import BatchState
from feedback.models import AnonymousAnswer, ContactRequest
from sendiass import clock
from sendiass.access import Refused
from sendiass.database import standing
from tests.asking import after, asked, wants_to_be_known
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L30")]


@pytest.fixture
def manager(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.team.manager)
    return client


def test_the_manager_finds_them_and_writes_down_what_came_of_it(manager: Client, cast: Cast) -> None:
    found = wants_to_be_known()
    page = manager.get("/feedback/questionnaires/known/").content.decode()
    assert "Sam Example" in page
    assert "07700 900555" in page
    manager.post(f"/feedback/questionnaires/known/{found.id}/", {"words": "Called, all is well."})
    page = manager.get("/feedback/questionnaires/known/").content.decode()
    assert "Called, all is well." in page
    with pytest.raises(Refused):
        see_to_contact(by=cast.team.manager, request=found, words="Again", at=clock.now())


def test_the_last_page_carries_it_back_and_forth_and_warns_that_it_is_not_anonymous(client: Client) -> None:
    batch = asked(is_short=True)
    page = client.post(
        f"/q/{batch.code}/check/", {"so_far": '{"1": ["4", ""]}', "name": "Sam", "contact": "07"}
    )
    assert "is not anonymous" in page.content.decode()
    page = client.post(f"/q/{batch.code}/1/", {"so_far": '{"1": ["4", ""]}', "name": "Sam", "contact": "07"})
    assert "&quot;who&quot;: [&quot;Sam&quot;, &quot;07&quot;, &quot;&quot;]" in page.content.decode()


def test_too_few_answers_are_destroyed_unread_but_whoever_wants_to_be_called_is_called() -> None:
    batch = asked()
    put_answer(batch=batch, sheet={1: Answered("0", "Secret.")}, once=uuid4(), who=Who("Sam", "07700 900555"))
    for _ in range(3):
        settle_batches(on=after(batch))
        batch.refresh_from_db()
    assert batch.state == BatchState.GIVEN_UP
    assert not AnonymousAnswer.objects.exists()
    assert ContactRequest.objects.filter(batch=batch).count() == 1


def test_nobody_comes_out_after_the_period_and_only_the_manager_sees_them(cast: Cast) -> None:
    found = wants_to_be_known()
    with pytest.raises(IntegrityError, match="come out once"), transaction.atomic():
        ContactRequest(id=uuid4(), batch=found.batch, name="Late").save(force_insert=True)
    with standing.standing_as(standing.worker(cast.team.caseworker.id)):
        assert not ContactRequest.objects.exists()
    with standing.standing_as(standing.worker(cast.team.manager.id)):
        assert ContactRequest.objects.exists()
