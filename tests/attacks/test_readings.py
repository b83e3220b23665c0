"""Goes through the pages as a worker and asks of each word about a family whether a reading names its subject."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from cases.actions.dates import add_key_date, add_task
from cases.actions.people import PersonDetails, add_person
from cases.actions.same_person import link_as_same_person
from cases.choices import CaseRole, KeyDateKind
from cases.models import Allocation, ContactPoint, SamePerson
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit.models import Reading
from tests.cast import THEIR_AIM, Cast, logged, new_case

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L26")]

MOST_READINGS = 3


def pages_of(cast: Cast) -> list[str]:
    """Every page that may show a word about the Khans."""
    worker, case, parent, at = cast.team.caseworker, cast.khans.case, cast.khans.parent, clock.now()
    when = clock.today() + timedelta(days=9)
    date = add_key_date(by=worker, case=case, kind=KeyDateKind.MEETING, on=when, note="zq-date-note", at=at)
    add_task(by=worker, case=case, worker=None, words="zq-task", due_on=clock.today(), at=at)
    entry, point = logged(worker, case, "zq-note"), ContactPoint.objects.get(person=parent)
    held = Allocation.objects.current().get(case=case)
    of_case = (
        "case_page", "people_page", "person_add", "first_contact_record", "aim_record", "matter_change",
        "case_close", "status_change", "key_date_add", "task_add", "allocation_make", "documents_page",
    )  # fmt: skip
    named: list[tuple[str, list[object]]] = [(name, [case.reference]) for name in of_case]
    named += [(name, []) for name in ("today", "case_list", "waiting_list", "intake")]
    named += [(name, [case.reference, entry.id]) for name in ("intervention_page", "intervention_correct")]
    named += [
        (name, [case.reference, parent.id]) for name in ("person_change", "person_remove", "relationship_set")
    ]
    named += [("contact_add", [case.reference, parent.id])]
    named += [(name, [case.reference, *ids]) for name, ids in pages_of_links(cast)]
    named += [(name, [case.reference, parent.id, point.id]) for name in ("contact_change", "contact_remove")]
    named += [("key_date_remove", [case.reference, date.id]), ("allocation_end", [case.reference, held.id])]
    return [reverse(f"cases:{name}", args=ids) for name, ids in named]


def pages_of_links(cast: Cast) -> list[tuple[str, list[object]]]:
    """The pages of the other records of the Khans' mother, with one that is linked and one that may be hers."""
    worker, parent, at = cast.team.caseworker, cast.khans.parent, clock.now()
    records = []
    for name in ("zq-linked", "Samira"):
        details = PersonDetails(given_names=name, family_name="Khan")
        case = new_case(worker, at=at)
        records.append(add_person(by=worker, case=case, role=CaseRole.OTHER, details=details, at=at))
    linked, alike = records
    link = link_as_same_person(by=worker, one=parent, other=linked, reason="zq-why", at=at)
    return [
        ("same_person", [parent.id]),
        ("records_link", [parent.id, alike.id]),
        ("records_tell_apart", [parent.id, alike.id]),
        ("link_undo", [parent.id, link.id]),
    ]


@pytest.mark.parametrize("who", ["caseworker", "manager"])
def test_whatever_a_page_shows_of_somebody_a_reading_names(cast: Cast, who: str) -> None:
    khans, user = cast.khans, getattr(cast.team, who)
    words: dict[str, UUID] = {
        "Zahra": khans.child.id, "Samira": khans.parent.id, "900123": khans.parent.id, "13 May 2016": khans.child.id,
        THEIR_AIM[:40]: khans.case.id, "zq-date-note": khans.case.id, "zq-task": khans.case.id, "zq-note": khans.case.id,
        "Neil-Taylor": cast.taylors.child.id,
    }  # fmt: skip
    client, seen = Client(), set[str]()
    pages = pages_of(cast)
    link = SamePerson.objects.get()
    words |= {"zq-linked": link.other_than(khans.parent.id), "zq-why": link.one_id}
    client.force_login(user)
    for page in pages:
        before = Reading.objects.filter(actor_id=user.id).count()
        seen |= shown(client.get(page).content.decode(), words, by=user, before=before, page=page)
    before = Reading.objects.filter(actor_id=user.id).count()
    found = client.post(reverse("cases:search"), {"words": "Samira"}).content.decode()
    seen |= shown(found, words, by=user, before=before, page="search")
    assert len(seen) >= len(words) - 2, seen  # or the test looked at nothing


def shown(html: str, words: dict[str, UUID], *, by: User, before: int, page: str) -> set[str]:
    """The words this page shows. Fails where no reading of this page names whom one is about."""
    readings = list(Reading.objects.filter(actor_id=by.id).order_by("at"))[before:]
    named = {subject for one in readings for subject in one.subjects}
    there = {word for word in words if word in html}
    assert {words[word] for word in there} <= named, (page, there)
    assert len(readings) <= MOST_READINGS, page
    assert all(one.purpose and "Samira" not in one.purpose for one in readings)
    return there
