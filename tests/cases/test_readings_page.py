"""Who looked at this family: the manager's page says who, when, why and where, and shows nothing that is sealed."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.people import remove_from_case
from cases.models import CasePerson
from cases.urls import urlpatterns
from cases.views.readings_page import PAGES, PARTS, PER_PAGE
from cases.watching import WATCHER
from sendiass import clock
from sendiass.audit import ServicePrincipal, reading
from sendiass.audit.actors import SERVICES, Actor, kind_of
from sendiass.audit.models import Reading
from sendiass.crypto.subjects import KeySubject
from sendiass.database import standing
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("B04", "L26")]

ROOT = Path(__file__).parents[2]


@pytest.fixture
def manager(client: Client, cast: Cast) -> Client:
    client.force_login(cast.team.manager)
    return client


def address(cast: Cast) -> str:
    return reverse("cases:readings_page", args=[cast.khans.case.reference])


def text_of(response: Any) -> str:
    """What the page says, without what it offers to choose among."""
    assert response.status_code == 200
    shown = re.sub(r"<select.*?</select>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))


def older_than_this(page: Any) -> str:
    """The address of the page behind this one."""
    (found,) = re.findall(r'href="([^"]*)" rel="next"', page.content.decode())
    return unescape(str(found))


def look(by: Actor, *subjects: KeySubject, purpose: str = "case page", page: str = "cases:case_page") -> None:
    with reading(by=by, subjects=subjects, purpose=purpose, page=page):
        pass


def test_a_search_that_found_the_family_is_listed_without_the_code_for_what_was_typed(
    manager: Client, cast: Cast
) -> None:
    manager.force_login(cast.team.caseworker)
    manager.post(reverse("cases:search"), {"words": "Zahra Khan"})
    (row,) = Reading.objects.of([cast.khans.child.id]).filter(page="cases:search")
    assert row.purpose.startswith("search ")
    manager.force_login(cast.team.manager)
    words = text_of(manager.get(address(cast)))
    assert "Search that found someone here" in words
    assert row.purpose.removeprefix("search ") not in words


def test_it_says_who_when_why_and_on_which_page(manager: Client, cast: Cast) -> None:
    look(cast.team.caseworker, cast.khans.case.key_subject)
    look(
        ServicePrincipal("outbox"),
        cast.khans.parent.key_subject,
        purpose="deliver a message",
        page="outbox:delivery",
    )
    words = text_of(manager.get(address(cast)))
    assert "Amina Yusuf Case page The case record" in words
    assert "The service, sending messages Deliver a message Sending a message" in words


def test_every_look_at_the_case_its_people_or_its_enquiry_counts_and_no_other(
    manager: Client, cast: Cast
) -> None:
    before = Reading.objects.count()
    for number, subject in enumerate((cast.khans.case, cast.khans.child, cast.khans.parent)):
        look(cast.team.caseworker, subject.key_subject, purpose=f"look {number}")
    look(cast.team.colleague, cast.taylors.child.key_subject, purpose="somebody else")
    words = text_of(manager.get(address(cast)))
    assert Reading.objects.count() > before
    assert all(f"Look {number}" in words for number in range(3))
    assert "Somebody else" not in words
    assert "Colin Reid" not in words


def test_looks_at_someone_who_was_removed_belong_to_the_cases_they_are_on(
    manager: Client, cast: Cast
) -> None:
    part = CasePerson.objects.get(case=cast.khans.case, person=cast.khans.parent)
    remove_from_case(by=cast.team.caseworker, part=part, at=clock.now())
    look(cast.team.colleague, cast.khans.parent.key_subject, purpose="another case")
    assert "Another case" not in text_of(manager.get(address(cast)))


def test_the_newest_come_first_a_page_at_a_time(manager: Client, cast: Cast) -> None:
    subject, begun = cast.khans.case.key_subject, clock.now() + timedelta(minutes=1)
    for number in range(PER_PAGE + 3):
        Reading.objects.create(
            at=begun + timedelta(seconds=number),
            actor_id=cast.team.caseworker.id,
            actor_kind="worker",
            purpose=f"look number {number:03}",
            subjects=[subject.id],
        )
    page = manager.get(address(cast))
    assert re.findall(r"Look number (\d+)", text_of(page)) == [
        f"{number:03}" for number in range(PER_PAGE + 2, 2, -1)
    ]
    behind = manager.get(address(cast) + older_than_this(page))
    assert re.findall(r"Look number (\d+)", text_of(behind)) == ["002", "001", "000"]
    assert "Back to the newest" in text_of(behind)


def test_looks_of_one_moment_are_all_listed_once(manager: Client, cast: Cast) -> None:
    moment = clock.now() + timedelta(minutes=1)
    for number in range(2 * PER_PAGE):
        Reading.objects.create(
            at=moment,
            actor_id=cast.team.caseworker.id,
            actor_kind="worker",
            purpose=f"look number {number:03}",
            subjects=[cast.khans.case.id],
        )
    page = manager.get(address(cast))
    behind = manager.get(address(cast) + older_than_this(page))
    found = re.findall(r"Look number (\d+)", text_of(page) + text_of(behind))
    assert len(found) == len(set(found)) == 2 * PER_PAGE


def test_looks_of_years_ago_are_reached_too(manager: Client, cast: Cast) -> None:
    for number, days in enumerate((0, 29, 31, 364, 366, 3000)):
        Reading.objects.create(
            at=clock.now() - timedelta(days=days, minutes=1),
            actor_id=cast.team.caseworker.id,
            actor_kind="worker",
            purpose=f"look number {number:03}",
            subjects=[cast.khans.case.id],
        )
    found = re.findall(r"Look number (\d+)", text_of(manager.get(address(cast))))
    assert found == ["000", "001", "002", "003", "004", "005"]


def looked_at_on(cast: Cast, day: date, purpose: str, *, by: Actor, page: str = "cases:case_page") -> None:
    Reading.objects.create(
        at=datetime.combine(day, time(12), clock.LONDON),
        actor_id=by.id,
        actor_kind=kind_of(by),
        purpose=purpose,
        page=page,
        subjects=[cast.khans.case.id],
    )


def test_it_is_narrowed_to_who_where_and_from_which_day_to_which(manager: Client, cast: Cast) -> None:
    team, outbox = cast.team, ServicePrincipal("outbox")
    looked_at_on(cast, date(2026, 3, 2), "look one", by=team.caseworker)
    looked_at_on(cast, date(2026, 3, 3), "look two", by=team.colleague)
    looked_at_on(cast, date(2026, 3, 4), "look three", by=outbox, page="outbox:delivery")

    def shown(query: str) -> list[str]:
        return re.findall(r"Look (one|two|three)", text_of(manager.get(f"{address(cast)}?{query}")))

    assert shown("") == ["three", "two", "one"]
    assert shown(f"who={team.caseworker.id}") == ["one"]
    assert shown("who=people") == ["two", "one"]
    assert shown("who=service") == ["three"]
    assert shown("what=outbox:delivery") == ["three"]
    assert shown("since=3/3/2026") == ["three", "two"]
    assert shown("until=3/3/2026") == ["two", "one"]
    assert shown("since=3/3/2026&until=3/3/2026") == ["two"]
    assert shown("since=4/3/2026&until=2/3/2026") == []
    assert shown("who=nobody&since=never&older=nonsense&what=nowhere") == ["three", "two", "one"]


@pytest.mark.parametrize(
    "older",
    [
        "~",
        "2026~x",
        "9999-12-31T23:59:59~00000000-0000-0000-0000-000000000000",
        "0001-01-01T00:00:00+00:00~00000000-0000-0000-0000-000000000000",
        "9999-12-31T23:59:59-23:59~00000000-0000-0000-0000-000000000000",
    ],
)
def test_an_address_that_was_tampered_with_shows_a_page(manager: Client, cast: Cast, older: str) -> None:
    assert manager.get(address(cast), {"older": older}).status_code == 200


def test_the_services_own_nightly_look_is_listed_where_one_asks_for_it(manager: Client, cast: Cast) -> None:
    look(WATCHER, cast.khans.parent.key_subject, purpose="the nightly look", page="")
    assert "The nightly look" not in text_of(manager.get(address(cast)))
    assert "The nightly look" in text_of(manager.get(address(cast) + "?who=service"))


def test_it_leads_to_who_looked_at_each_person_and_at_those_removed(manager: Client, cast: Cast) -> None:
    part = CasePerson.objects.get(case=cast.khans.case, person=cast.khans.parent)
    remove_from_case(by=cast.team.caseworker, part=part, at=clock.now())
    page = manager.get(address(cast))
    assert "Zahra , child or young person" in text_of(page)
    assert "Samira , parent or carer, removed" in text_of(page)
    for person in (cast.khans.child, cast.khans.parent):
        assert reverse("cases:person_readings", args=[person.id]) in page.content.decode()


def test_looking_who_looked_is_written_down_too(manager: Client, cast: Cast) -> None:
    manager.get(address(cast))
    entry = Reading.objects.of([cast.khans.case.id]).newest_first().first()
    assert entry
    assert (entry.actor_id, entry.purpose) == (cast.team.manager.id, "who looked at this family")
    assert cast.khans.case.id in entry.subjects
    assert "Moira Patel Who looked at this family Who looked at this family" in text_of(
        manager.get(address(cast))
    )


def test_the_number_of_queries_does_not_grow(manager: Client, cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            manager.get(address(cast))
        return len(asked)

    queries()
    few = queries()
    for _ in range(30):
        look(cast.team.caseworker, cast.khans.case.key_subject)
        look(ServicePrincipal("outbox"), cast.khans.child.key_subject)
    assert queries() <= few


def test_it_is_found_by_its_subjects_behind_the_second_wall(cast: Cast) -> None:
    """An array is compared with rows that are shown alone, and so with all there are: a function finds them first."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Reading.objects.of([cast.khans.case.id]).newest_first()[:PER_PAGE].explain()
    assert "audit_reading_pkey" in plan
    assert "Seq Scan" not in plan


@pytest.mark.clause("L26")
def test_a_worker_s_own_statement_finds_no_readings_by_the_function_either(cast: Cast) -> None:
    look(cast.team.caseworker, cast.khans.case.key_subject)
    manager = standing.worker(cast.team.manager.id)
    for who, found in ((standing.service("record"), True), (manager, False)):
        with standing.standing_as(who), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM audit_readings_of(%s)", [[cast.khans.case.id]])
            assert bool(cursor.fetchone()[0]) == found


def test_only_who_may_see_it_is_led_there(client: Client, cast: Cast) -> None:
    page = reverse("cases:case_page", args=[cast.khans.case.reference])
    client.force_login(cast.team.manager)
    assert address(cast) in client.get(page).content.decode()
    client.force_login(cast.team.caseworker)
    assert address(cast) not in client.get(page).content.decode()
    assert client.get(address(cast)).status_code == 403


def test_every_page_where_someone_looks_has_words() -> None:
    named = {
        name
        for file in [
            *ROOT.glob("cases/**/*.py"),
            *ROOT.glob("consent/**/*.py"),
            *ROOT.glob("sendiass/outbox/*.py"),
        ]
        for name in re.findall(r'\bpage="([a-z_]+:[a-z_]+)"', file.read_text(encoding="utf-8"))
    }
    assert named
    assert named - set(PAGES) - set(settings.PAGES_READ_ABOVE) == set()


def test_every_page_about_a_case_has_words() -> None:
    about = {
        f"cases:{pattern.name}"
        for pattern in urlpatterns
        if str(pattern.pattern).startswith("cases/<str:reference>/")
    }
    assert len(about) > 15
    assert about - set(PAGES) == set()


def test_every_part_of_the_service_has_words() -> None:
    assert set(PARTS) == set(SERVICES)
