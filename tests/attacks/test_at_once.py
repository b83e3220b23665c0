"""Sends the same form many times in the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from cases.choices import Issue, ReferralSource, Stage
from cases.models import (
    Allocation,
    Case,
    Document,
    Enquiry,
    Intervention,
    KeyDate,
    Person,
    Referral,
    Task,
)
from sendiass import clock
from sendiass.accounts.actions import Newcomer, propose_account
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.outbox.models import Message
from tests.cast import Cast, assemble
from tests.conftest import WorkerDatabases
from tests.referring import after_a_while, fill

TIMES = 5


@pytest.fixture
def cast_committed(committed_db: WorkerDatabases) -> Cast:
    with transaction.atomic():
        return assemble()


def signed_in(user: User) -> Client:
    client = Client()
    with transaction.atomic():
        client.force_login(user)
    return client


def sent_at_once(client: Client, address: str, fields: Mapping[str, Any], file: bytes = b"") -> list[int]:
    """The answers to one form sent TIMES times in one moment, by one browser."""
    together, answers = threading.Barrier(TIMES), list[int]()

    def send() -> None:
        tab = Client()
        tab.cookies = client.cookies
        together.wait()
        try:
            along = {"documents": SimpleUploadedFile("a.txt", file)} if file else {}
            answers.append(tab.post(address, {**fields, **along}).status_code)
        finally:
            for connection in connections.all(initialized_only=True):
                connection.close()

    threads = [threading.Thread(target=send) for _ in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(answers) == TIMES
    return answers


@pytest.mark.clause("L02")
def test_a_form_sent_many_times_at_once_makes_one_record(cast_committed: Cast) -> None:
    cast = cast_committed
    team, case, reference = cast.team, cast.khans.case, cast.khans.case.reference
    worker = signed_in(team.caseworker)

    def once() -> dict[str, str]:
        return {"once": str(uuid4())}

    def counts(address: str, fields: dict[str, Any], count: Callable[[], int], file: bytes = b"") -> int:
        before = count()
        assert set(sent_at_once(worker, address, fields, file)) == {302}, address
        return count() - before

    log = {
        "happened_on": "today", "channel": "phone_call", "kinds": ["advice"], "level": "2", "minutes": "20",
        "note": "x", "next_task": "add", "task_words": "y", "task_due_on": "tomorrow", **once(),
    }  # fmt: skip
    assert counts(f"/cases/{reference}/", log, Intervention.objects.filter(case=case).count) == 1
    assert Task.objects.filter(case=case, rule="by_hand").count() == 1
    opening = {
        "issue": Issue.values[0], "stage": Stage.values[0], "referral_source": ReferralSource.values[0],
        "take_it": "keep", "statement": "done", "statement_how": "phone", "statement_on": "today",
        "statement_by": str(team.caseworker.id), "aim": "done", "aim_words": "x", "aim_who": "parent_carer",
        "information": "done", "agreement": "agreed", "agreed_who": "parent_carer", "agreed_how": "phone",
        "records_told": "done", "records_told_who": "parent_carer", **once(),
    }  # fmt: skip
    assert counts("/cases/new/", opening, Case.objects.count) == 1
    person = {
        "given_names": "Omar", "kind": "father", "has_parental_responsibility": "yes",
        "email": "omar@family.example", "email_safety": "safe", **once(),
    }  # fmt: skip
    assert counts(f"/cases/{reference}/people/add/?role=parent_carer", person, Person.objects.count) == 1
    call = {
        "statement_shared": "phone", "channel": "helpline_call", "issue": Issue.values[0], "kinds": ["advice"],
        "note": "x", "minutes": "5", "level": "1", "call_back": "yes", "name": "Jo", "number": "07700900111",
        **once(),
    }  # fmt: skip
    assert counts("/intake/new/", call, Enquiry.objects.count) == 1
    for name, made in (("task_add", Task), ("key_date_add", KeyDate)):
        soon = {
            "words": "z",
            "due_on": "+3",
            "who": "whoever",
            "kind": "meeting",
            "on": "+9",
            "note": "z",
            **once(),
        }
        address = reverse(f"cases:{name}", args=[reference])
        assert counts(address, soon, made.objects.filter(case=case).count) == 1
    files = reverse("cases:documents_page", args=[reference])
    papers = {"description": "x", **once()}
    assert counts(files, papers, Document.objects.filter(case=case).count, file=b"the same words") == 1
    allocating = {"worker": str(team.volunteer.id), "reason": "x"}
    sent_at_once(signed_in(team.manager), f"/cases/{cast.waiting.reference}/allocate/", allocating)
    assert Allocation.objects.filter(case=cast.waiting).count() == 1


def test_a_proposal_confirmed_many_times_at_once_makes_one_account(cast_committed: Cast) -> None:
    team = cast_committed.team
    new = Newcomer("new@service.example", "New", Role.CASEWORKER)
    with transaction.atomic():
        proposal = propose_account(by=team.manager, newcomer=new, reason="Joins", at=clock.now())
    address = reverse("accounts:proposal_confirm", args=[proposal.id])
    answers = sent_at_once(signed_in(team.administrator), address, {})
    assert answers.count(302) >= 1
    assert User.objects.filter(email=new.email).count() == 1
    assert Message.objects.filter(kind="accounts.invitation").count() == 1


@pytest.mark.clause("L28")
def test_a_request_sent_many_times_at_once_is_one_and_becomes_one_case(cast_committed: Cast) -> None:
    cache.clear()
    visitor = Client()
    fill(visitor)
    assert set(sent_at_once(visitor, reverse("cases:refer_check"), {"moment": after_a_while()})) <= {200, 302}
    referral = Referral.objects.get()
    assert Message.objects.filter(subject_id=referral.id).count() == 1
    before = Case.objects.count()
    opening = {
        "issue": "exclusion",
        "stage": "sen_support",
        "referral_source": "parent",
        "take_it": "keep",
    }
    address = reverse("cases:referral_take_up", args=[referral.reference])
    assert set(sent_at_once(signed_in(cast_committed.team.caseworker), address, opening)) == {302}
    assert Case.objects.count() == before + 1
