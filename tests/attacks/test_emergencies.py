"""Breaks glass and declares an interest in the same moment, and tries every card but one's own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from cases import search
from cases.access import card_of
from cases.models import BreakGlass, Case, Conflict
from sendiass.accounts.models import User
from sendiass.database import standing
from sendiass.outbox.models import Message
from tests.cast import Cast, assemble
from tests.conftest import WorkerDatabases

ROUNDS = 6


@pytest.fixture
def cast_committed(committed_db: WorkerDatabases) -> Iterator[Cast]:
    search.INDEX.clear()
    with transaction.atomic():
        cast = assemble()
    yield cast
    search.INDEX.clear()


def signed_in(user: User) -> Client:
    client = Client()
    with transaction.atomic():
        client.force_login(user)
    return client


def at_once(client: Client, *sent: tuple[str, dict[str, Any]]) -> list[int]:
    """The answers to these forms, sent in one moment from one browser."""
    together, answers = threading.Barrier(len(sent)), dict[int, int]()

    def send(number: int, address: str, fields: dict[str, Any]) -> None:
        tab = Client()
        tab.cookies = client.cookies
        together.wait()
        try:
            answers[number] = tab.post(address, fields).status_code
        finally:
            for connection in connections.all(initialized_only=True):
                connection.close()

    threads = [threading.Thread(target=send, args=(number, *one)) for number, one in enumerate(sent)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(answers) == len(sent), "one of them failed"
    return [answers[number] for number in range(len(sent))]


@pytest.mark.clause("Y12")
def test_an_interest_declared_in_the_moment_of_breaking_glass_shuts_the_case_whoever_is_first(
    cast_committed: Cast,
) -> None:
    cast = cast_committed
    worker, case = cast.team.colleague, cast.khans.case
    client = signed_in(worker)
    interest = {"what": "body", "body_kind": "governor", "school_named": cast.primary.name}
    for round_number in range(ROUNDS):
        opening = {
            "card": card_of(case, by=worker),
            "reason": f"It cannot wait ({round_number}).",
            "once": str(uuid4()),
        }
        answers = at_once(
            client,
            (reverse("cases:duty_emergency"), opening),
            (reverse("cases:interest_add"), {**interest, "once": str(uuid4())}),
        )
        assert set(answers) <= {200, 302}, answers
        assert Conflict.objects.filter(worker=worker, case=case, state="standing").exists()
        with standing.standing_as(standing.worker(worker.id)):
            assert not Case.objects.filter(pk=case.id).exists()
        assert not Case.objects.visible_to(worker).filter(pk=case.pk).exists()
        assert not BreakGlass.objects.in_force().filter(worker=worker).exists()
        assert client.get(reverse("cases:case_page", args=[case.reference])).status_code == 404


def test_breaking_glass_many_times_at_once_opens_it_once_and_tells_once(cast_committed: Cast) -> None:
    cast = cast_committed
    worker, case = cast.team.colleague, cast.khans.case
    opening = {"card": card_of(case, by=worker), "reason": "It cannot wait.", "once": str(uuid4())}
    answers = at_once(signed_in(worker), *[(reverse("cases:duty_emergency"), opening)] * 5)
    assert set(answers) == {302}
    assert BreakGlass.objects.filter(case=case).count() == 1
    assert Message.objects.filter(kind="cases.emergency").count() == 1


def test_a_message_sent_many_times_at_once_is_one_task(cast_committed: Cast) -> None:
    cast = cast_committed
    worker, case = cast.team.colleague, cast.khans.case
    message = {"card": card_of(case, by=worker), "words": "Rang about Monday.", "once": str(uuid4())}
    answers = at_once(signed_in(worker), *[(reverse("cases:duty_message"), message)] * 5)
    assert set(answers) == {302}
    assert case.tasks.filter(rule="by_hand").count() == 1
