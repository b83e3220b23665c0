"""Tries every address of a case from outside, with other people's ids, other methods, and tampered boxes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.dates import add_key_date, add_task
from cases.actions.first_contact import Answer, record_first_contact
from cases.actions.people import Kinship, add_known_person, relate
from cases.choices import (
    Agreement,
    CaseRole,
    CaseStatus,
    FirstContactItem,
    ItemState,
    KeyDateKind,
    ParentalResponsibility,
    Relationship,
)
from cases.models import Allocation, CasePerson, ContactPoint, Intervention, KeyDate, Person, Task
from sendiass import clock
from sendiass.accounts.models import User
from tests.cast import Cast, Family, document, hand_over, logged
from tests.closing import closed_case

pytestmark = pytest.mark.django_db

LIKE_IT = ("{}.", " {}", "{}%20", "{}%00", "{};x", "%2e%2e/cases/{}", "{}%2f", "/{}")
OF_A_CASE = (
    "case_page", "people_page", "person_add", "first_contact_record", "aim_record", "matter_change",
    "case_close", "status_change", "key_date_add", "task_add", "documents_page",
)  # fmt: skip
LOOKED_AT_ONLY = {(405, f"document_{name}") for name in ("page", "preview", "download")}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def things_of(family: Family, worker: User) -> dict[str, UUID]:
    """One of each thing that an address beneath a case may name."""
    at, case = clock.now(), family.case
    held = Allocation.objects.current().get(case=case, worker=worker)
    when = clock.today() + timedelta(days=9)
    return {
        "intervention_id": logged(worker, case).id,
        "allocation_id": held.id,
        "person_id": family.parent.id,
        "contact_id": ContactPoint.objects.get(person=family.parent).id,
        "key_date_id": add_key_date(
            by=worker, case=case, kind=KeyDateKind.MEETING, on=when, note="", at=at
        ).id,
        "task_id": add_task(by=worker, case=case, worker=None, words="Ring", due_on=when, at=at).id,
        "document_id": document(worker, case).id,
    }


def same_for_anyone(response: Any, *references: str) -> tuple[object, ...]:
    """Everything of an answer that could tell one reference from another."""
    body = re.sub(r'value="[A-Za-z0-9]{64}"', "", response.content.decode())
    headers = sorted(response.headers.items())
    for reference in references:
        body = body.replace(reference, "")
    return response.status_code, body, str(headers), sorted(response.cookies)


@pytest.mark.clause("L12")
def test_to_ask_for_the_head_alone_opens_nothing_that_looking_does_not(cast: Cast) -> None:
    """Any other method opens nothing at all (`tests/walls/test_pages_by_role.py`)."""
    reference = cast.khans.case.reference
    for who, status in (
        ("board_member", 403),
        ("administrator", 403),
        ("volunteer", 404),
        ("colleague", 404),
    ):
        client = signed_in(getattr(cast.team, who))
        for name in OF_A_CASE:
            address = reverse(f"cases:{name}", args=[reference])
            assert client.head(address).status_code == status, (who, name)
    assert Client().head(f"/cases/{reference}/").status_code == 302


@pytest.mark.clause("L12")
def test_no_header_turns_a_request_into_another(cast: Cast) -> None:
    address = reverse("cases:status_change", args=[cast.khans.case.reference])
    tricks = {
        "X-HTTP-Method-Override": "POST",
        "X-Forwarded-User": cast.team.manager.email,
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-For": "127.0.0.1",
        "X-Original-URL": "/healthz",
        "X-Rewrite-URL": "/healthz",
        "X-Draft-User": str(cast.team.manager.id),
        "HX-Request": "true",
    }
    client = signed_in(cast.team.board_member)
    for header, value in tricks.items():
        answer = client.post(address, {"_method": "PUT", "to": "closed"}, headers={header: value})
        assert answer.status_code == 403, header
        assert "evil.example" not in answer.content.decode()
    cast.khans.case.refresh_from_db()
    assert cast.khans.case.status == CaseStatus.OPEN


def test_a_foreign_and_an_unknown_reference_are_one_answer_for_as_many_questions(cast: Cast) -> None:
    client, foreign, unknown = signed_in(cast.team.caseworker), cast.taylors.case.reference, "LEI-99999"
    inside = f"people/{cast.taylors.child.id}/"
    addresses = [
        "/cases/{}/",
        "/cases/{}/people/",
        "/cases/{}/" + inside,
        "/intake/{}/",
        "/cases/new/?enquiry={}",
    ]
    client.get("/today/")
    for address in addresses:
        for method in (client.get, client.post):
            answers, asked = [], []
            for reference in (foreign, unknown):
                with (
                    CaptureQueriesContext(connections["default"]) as data,
                    CaptureQueriesContext(connections["keys"]) as keys,
                ):
                    answers.append(same_for_anyone(method(address.format(reference)), foreign, unknown))
                asked.append((len(data), len(keys)))
            assert answers[0] == answers[1], address
            assert asked[0] == asked[1], address


@pytest.mark.parametrize("written", LIKE_IT)
def test_a_reference_written_otherwise_opens_nothing(cast: Cast, written: str) -> None:
    reference = cast.khans.case.reference
    for user in (cast.team.caseworker, cast.team.manager):
        assert signed_in(user).get(f"/cases/{written.format(reference)}/").status_code == 404


def test_figures_of_another_script_and_small_letters_are_another_reference(cast: Cast) -> None:
    reference, client = cast.khans.case.reference, signed_in(cast.team.manager)
    arabic = reference.translate({ord("0") + figure: 0x660 + figure for figure in range(10)})
    for other in (reference.lower(), arabic, f"{reference}\u200b"):
        assert client.get(f"/cases/{other}/").status_code == 404, other


@pytest.mark.clause("L26")
@pytest.mark.parametrize("who", ["caseworker", "manager"])
def test_another_cases_things_are_not_there_beneath_ones_own_case(cast: Cast, who: str) -> None:
    theirs = things_of(cast.taylors, cast.team.colleague)
    own = things_of(cast.khans, cast.team.caseworker)
    mine, client = cast.khans.case.reference, signed_in(getattr(cast.team, who))
    person, point = theirs["person_id"], theirs["contact_id"]
    beneath: list[tuple[str, list[Any]]] = [
        ("intervention_page", [mine, theirs["intervention_id"]]),
        ("intervention_correct", [mine, theirs["intervention_id"]]),
        ("key_date_remove", [mine, theirs["key_date_id"]]),
        ("person_change", [mine, person]),
        ("person_remove", [mine, person]),
        ("contact_add", [mine, person]),
        ("document_page", [mine, theirs["document_id"]]),
        ("document_preview", [mine, theirs["document_id"]]),
        ("document_download", [mine, theirs["document_id"]]),
        ("document_remove", [mine, theirs["document_id"]]),
        ("relationship_set", [mine, person]),
        ("same_person", [mine, person]),
        ("records_link", [mine, person, own["person_id"]]),
        ("records_tell_apart", [mine, person, own["person_id"]]),
        ("contact_change", [mine, person, point]),
        ("contact_remove", [mine, person, point]),
        ("contact_change", [mine, own["person_id"], point]),
        ("contact_remove", [mine, own["person_id"], point]),
    ]
    if who == "manager":
        beneath.append(("allocation_end", [mine, theirs["allocation_id"]]))
    else:
        beneath.append(("task_finish", [theirs["task_id"]]))
    for name, ids in beneath:
        address = reverse(f"cases:{name}", args=ids)
        for answer in (client.get(address), client.post(address, {"reason": "x", "given_names": "X"})):
            assert answer.status_code == 404 or (answer.status_code, name) in LOOKED_AT_ONLY, name
            assert "Taylor" not in answer.content.decode(), name
    assert ContactPoint.objects.filter(pk=point).exists()
    assert KeyDate.objects.get(pk=theirs["key_date_id"]).removed_at is None
    assert Task.objects.get(pk=theirs["task_id"]).done_at is None
    assert CasePerson.objects.present().filter(person=person).exists()


def test_a_box_filled_with_somebody_elses_id_is_refused(cast: Cast) -> None:
    client, manager = signed_in(cast.team.caseworker), signed_in(cast.team.manager)
    reference, board = cast.khans.case.reference, str(cast.team.board_member.id)
    before = CasePerson.objects.filter(case=cast.khans.case).count(), Person.objects.count()
    same = {
        "given_names": "Łukasz",
        "family_name": "Taylor",
        "kind": "father",
        "has_parental_responsibility": "yes",
    }
    added = client.post(
        f"/cases/{reference}/people/add/?role=parent_carer", {**same, "use": str(cast.taylors.parent.id)}
    )
    assert added.status_code == 302
    assert not CasePerson.objects.filter(case=cast.khans.case, person=cast.taylors.parent).exists()
    assert CasePerson.objects.filter(case=cast.khans.case).count() == before[0] + 1
    given = manager.post(f"/cases/{cast.waiting.reference}/allocate/", {"worker": board, "reason": "x"})
    assert given.status_code == 200
    assert not Allocation.objects.filter(worker=cast.team.board_member).exists()
    for who in (board, str(cast.team.colleague.id), str(uuid4())):
        client.post(f"/cases/{reference}/tasks/add/", {"words": "x", "due_on": "+3", "who": who})
    assert not Task.objects.filter(case=cast.khans.case, worker__isnull=False).exists()
    back = client.post(f"/tasks/{uuid4()}/done/", {"back": "https://evil.example"})
    assert back.status_code == 404


@pytest.mark.clause("L26")
def test_a_refused_date_of_birth_names_no_child_of_a_case_one_may_not_see(cast: Cast) -> None:
    team, at = cast.team, clock.now()
    add_known_person(
        by=team.manager, case=cast.taylors.case, person=cast.khans.parent, role=CaseRole.OTHER, at=at
    )
    mother = Kinship(Relationship.MOTHER, ParentalResponsibility.YES)
    relate(by=team.manager, child=cast.taylors.child, adult=cast.khans.parent, kinship=mother, at=at)
    client = signed_in(team.caseworker)
    assert client.get(reverse("cases:case_page", args=[cast.taylors.case.reference])).status_code == 404
    # Born after Ben, who is the colleague's, and before Zahra, who is ours.
    born = {"date_of_birth_day": "1", "date_of_birth_month": "1", "date_of_birth_year": "2014"}
    answer = client.post(
        reverse("cases:person_change", args=[cast.khans.case.reference, cast.khans.parent.id]),
        {"given_names": "Samira", "family_name": "Khan", **born},
    )
    assert not re.search(r"\bBen\b", answer.content.decode())


@pytest.mark.clause("L26")
@pytest.mark.parametrize("what", ["a number", "a name", "a relationship", "a draft"])
def test_nothing_more_that_identifies_is_kept_once_the_family_said_no(cast: Cast, what: str) -> None:
    worker, case, parent = cast.team.caseworker, cast.khans.case, cast.khans.parent
    no = Answer(
        FirstContactItem.AGREEMENT, ItemState.DONE, agreement=Agreement.DECLINED, who=CaseRole.PARENT_CARER
    )
    record_first_contact(by=worker, case=case, answers=[no], at=clock.now())
    client, on_person = signed_in(worker), [case.reference, parent.id]
    if what == "a number":
        number = {"kind": "mobile", "mobile": "07700 900777", "safety": "safe"}
        answer = client.post(reverse("cases:contact_add", args=on_person), number)
    elif what == "a name":
        answer = client.post(reverse("cases:person_change", args=on_person), {"given_names": "Samira-Jane"})
    elif what == "a relationship":
        link = {"kind": "mother", "has_parental_responsibility": "yes"}
        answer = client.post(reverse("cases:relationship_set", args=on_person), link)
    else:
        answer = client.post(
            reverse("drafts:draft_save", args=[f"case:{case.reference}:person-other"]),
            {"family_name": "Neighbour"},
            content_type="application/json",
            headers={"X-Draft-User": str(worker.id)},
        )
        assert answer.status_code == 403
    assert answer.status_code in (200, 403)  # refused on the page, or by it; 302 is saved


@pytest.mark.parametrize("what", ["change", "remove"])
def test_the_people_of_a_closed_case_stay_as_they_were(cast: Cast, what: str) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    closed_case(by=worker, case=case, reason="Done.", at=clock.now())
    address = reverse(f"cases:person_{what}", args=[case.reference, cast.khans.parent.id])
    assert signed_in(worker).post(address, {"given_names": "Samira-Jane"}).status_code != 302


@pytest.mark.clause("L02")
def test_a_forms_key_used_on_another_case_never_says_saved_without_saving(cast: Cast) -> None:
    hand_over(cast, cast.taylors.case, cast.team.caseworker)
    client, once = signed_in(cast.team.caseworker), str(uuid4())
    log = {
        "happened_on": "today",
        "channel": "phone_call",
        "kinds": ["advice"],
        "level": "2",
        "minutes": "20",
    }
    for family in (cast.khans, cast.taylors):
        answer = client.post(f"/cases/{family.case.reference}/", {**log, "note": "Same words.", "once": once})
        is_there = Intervention.objects.filter(case=family.case).exists()
        assert (answer.status_code == 302) == is_there
