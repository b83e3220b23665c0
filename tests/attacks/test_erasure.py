"""Looks for what is left of a family after its key was destroyed, and before anyone reads a line of cipher."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4, uuid5

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases import search
from cases.actions.enquiries import Asked, RingBack, forget_old_callbacks, take_enquiry
from cases.actions.people import Reach, add_contact
from cases.choices import CaseRole, Channel, ContactPointKind, ContactSafety, Issue, KeyDateKind
from cases.models import CallBack, Person
from sendiass import clock
from sendiass.audit import reading
from sendiass.audit.models import LogEntry
from sendiass.crypto.erasure import erase
from sendiass.crypto.errors import Erased
from sendiass.drafts import keeping
from sendiass.outbox.models import Message
from sendiass.ui.fields.once import once_key
from tests.cast import THEIR_AIM, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L26")]


@pytest.fixture(autouse=True)
def _an_index_of_this_tests_own() -> None:
    search.INDEX.clear()


def test_row_history_and_messages_of_an_erased_person_open_for_nobody(cast: Cast) -> None:
    parent, subject = cast.khans.parent, cast.khans.parent.key_subject
    reach = Reach(ContactPointKind.EMAIL, "samira@family.example", ContactSafety.SAFE)
    add_contact(by=cast.team.caseworker, case=cast.khans.case, person=parent, reach=reach, at=clock.now())
    messages = list(Message.objects.filter(subject_id=parent.id))
    assert messages
    erase(subject)
    entries = list(LogEntry.objects.filter(subject_id=parent.id))
    assert entries
    with reading(by=cast.team.manager, subjects=[subject], purpose="what is left"):
        for row, field in [(parent, "family_name"), *((entry, "changes") for entry in entries)]:
            row.refresh_from_db()
            with pytest.raises(Erased):
                getattr(row, field)
        for message in messages:
            with pytest.raises(Erased):
                _ = message.body


def test_another_process_that_knew_the_name_forgets_it(cast: Cast) -> None:
    elsewhere, here = search.Index(), cast.khans.parent
    asked = search.read_words("Samira Khan")
    assert elsewhere.matching(asked) == [[here.id]]
    erase(here.key_subject)
    assert elsewhere.matching(asked) == []
    assert here.id not in elsewhere._known


def test_another_process_forgets_the_name_though_the_erasure_bears_an_earlier_moment(cast: Cast) -> None:
    elsewhere, here = search.Index(), cast.khans.parent
    asked = search.read_words("Samira Khan")
    assert elsewhere.matching(asked) == [[here.id]]
    erase(here.key_subject)  # a long sweep, or a tombstone replayed
    assert elsewhere.matching(asked) == []


def test_a_half_written_change_of_a_person_goes_with_them(cast: Cast) -> None:
    worker, case, parent = cast.team.caseworker, cast.khans.case, cast.khans.parent
    key = f"case:{case.reference}:person-{parent.id}"
    keeping.keep(owner=worker, form_key=key, fields={"family_name": "Khan-Mirza"}, at=clock.now())
    erase(parent.key_subject)
    subjects = [case.key_subject, parent.key_subject]
    with reading(by=worker, subjects=subjects, purpose="what is left"), pytest.raises(Erased):
        keeping.take(owner=worker, form_key=key)


@pytest.mark.parametrize("what", ["aim", "task", "key date"])
def test_no_id_in_the_data_base_proves_what_an_erased_case_said(cast: Cast, what: str) -> None:
    """Whoever holds a dump guesses words and makes the id from them, with nothing that is not in the dump."""
    case, words = cast.khans.case, "Ring Samira on 07700 900123"
    client, due = Client(), clock.today() + timedelta(days=3)
    client.force_login(cast.team.caseworker)
    if what == "aim":
        words = THEIR_AIM
    else:
        page = reverse(f"cases:{'task_add' if what == 'task' else 'key_date_add'}", args=[case.reference])
        (once,) = re.findall(r'name="once" value="([^"]+)"', client.get(page).content.decode())
        due_on = due.strftime("%d/%m/%Y")
        fields = {
            "words": words,
            "due_on": due_on,
            "who": "whoever",
            "kind": "meeting",
            "on": due_on,
            "note": words,
        }
        assert client.post(page, {**fields, "once": once}).status_code == 302
    erase(case.key_subject)
    assert not list(_proven(what, case.id, "Ring somebody else."))
    assert not list(_proven(what, case.id, words))


def _proven(what: str, case: UUID, guess: str) -> Iterator[UUID]:
    """The ids of rows that a guess explains."""
    with connection.cursor() as cursor:
        cursor.execute(DUMPED[what], [case])
        rows = cursor.fetchall()
    for row, by, stands_beside, *rest in rows:
        if what == "aim":
            tries: list[tuple[UUID, tuple[object, ...]]] = [
                (stands_beside, (by, case, "aim", CaseRole(rest[0]), guess))
            ]
        else:
            form = "task" if what == "task" else "date"
            keys = [once_key(by, form, case, number) for number in range(20)]
            said: tuple[object, ...] = (by, "task", case, None, guess, rest[0])
            if what == "key date":
                said = (by, case, "key date", KeyDateKind(rest[1]), rest[0], guess)
            tries = [(key, said) for key in keys]
        yield from (row for key, parts in tries if uuid5(key, "\n".join(map(str, parts))) == row)


DUMPED = {
    "aim": "SELECT one.id, one.recorded_by_id, held.once, one.whose FROM cases_aim one"
    " JOIN cases_case held ON held.id = one.case_id WHERE held.id = %s",
    "task": "SELECT id, created_by_id, NULL, due_on FROM cases_task WHERE case_id = %s",
    "key date": 'SELECT id, added_by_id, NULL, "on", kind FROM cases_keydate WHERE case_id = %s',
}


def test_a_call_back_past_its_days_is_nowhere_and_its_page_says_so(cast: Cast) -> None:
    long_ago, worker = clock.now() - timedelta(days=60), cast.team.caseworker
    asked = Asked(
        Channel.HELPLINE_CALL, Issue.EXCLUSION, ring_back=RingBack("Jolanta", "07700 900999", "noon")
    )
    enquiry = take_enquiry(by=worker, asked=asked, once=uuid4(), at=long_ago)
    client = Client()
    client.force_login(worker)
    pages = [
        reverse("cases:intake"),
        reverse("cases:enquiry_page", args=[enquiry.reference]),
        reverse("cases:today"),
    ]
    for page in pages:  # its days are over, though the sweep has not come yet
        assert "Jolanta" not in client.get(page).content.decode()
    forget_old_callbacks(at=clock.now())
    callback = CallBack.objects.get(enquiry=enquiry)
    erase(callback.key_subject)  # what the sweep does once it has committed
    with reading(by=worker, subjects=[callback.key_subject], purpose="what is left"):
        for name in ("name", "number", "when"):
            with pytest.raises(Erased):
                getattr(callback, name)
        for entry in LogEntry.objects.filter(subject_id=callback.id).exclude(changes__isnull=True):
            with pytest.raises(Erased):
                _ = entry.changes


def test_a_case_still_has_its_other_pages_when_one_person_was_erased(cast: Cast) -> None:
    erase(cast.khans.parent.key_subject)
    client = Client()
    client.force_login(cast.team.caseworker)
    reference = cast.khans.case.reference
    for name in (
        "case_page",
        "people_page",
        "first_contact_record",
        "task_add",
        "case_close",
        "status_change",
        "person_add",
    ):
        answer = client.get(reverse(f"cases:{name}", args=[reference]))
        assert answer.status_code == 200, name
        assert "Samira" not in answer.content.decode()
    for name in ("case_list", "today"):
        assert client.get(reverse(f"cases:{name}")).status_code == 200
    again = client.post(
        f"{reverse('cases:person_add', args=[reference])}?role=other",
        {"given_names": "A", "family_name": "Khan", "kind": "friend", "has_parental_responsibility": "no"},
    )
    assert again.status_code == 302


@pytest.mark.parametrize("gone", ["child", "parent"])
def test_whoever_was_erased_stands_there_as_that_and_the_rest_of_the_case_goes_on(
    cast: Cast, gone: str
) -> None:
    erased: Person = getattr(cast.khans, gone)
    erase(erased.key_subject)
    client, case = Client(), cast.khans.case
    client.force_login(cast.team.caseworker)
    for name in ("case_page", "people_page"):
        assert "Record erased" in client.get(reverse(f"cases:{name}", args=[case.reference])).content.decode()
    people = client.get(reverse("cases:people_page", args=[case.reference])).content.decode()
    for name in ("person_change", "contact_add"):
        address = reverse(f"cases:{name}", args=[case.reference, erased.id])
        assert f'href="{address}"' not in people
    found = client.post(reverse("cases:search"), {"for": case.reference}, follow=True)
    assert found.status_code == 200
    assert client.get(reverse("cases:person_change", args=[case.reference, erased.id])).status_code == 410
    removal = reverse("cases:person_remove", args=[case.reference, erased.id])
    assert "Record erased" in client.get(removal).content.decode()
    assert client.post(removal).status_code == 302


def test_what_was_altered_beside_the_erased_is_still_refused(cast: Cast) -> None:
    erase(cast.khans.parent.key_subject)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_person SET given_names = family_name WHERE id = %s", [cast.khans.child.id]
        )
    client = Client()
    client.force_login(cast.team.caseworker)
    assert client.get(reverse("cases:case_page", args=[cast.khans.case.reference])).status_code == 500
