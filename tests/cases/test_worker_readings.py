"""What a worker read: by day and case, the newest first, and nothing of a case the manager may not see."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.conflicts import decide_conflict
from cases.actions.enquiries import Asked, RingBack, take_enquiry
from cases.actions.interests import Connection, declare_interest
from cases.choices import Channel, ConflictState, InterestKind, Issue
from cases.models import Case, Conflict, Enquiry
from cases.views import worker_readings
from sendiass import clock
from sendiass.accounts.actions import Newcomer
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.audit.models import Reading
from tests.cases.test_readings_page import text_of
from tests.cast import Cast, joined
from tests.reading import read_on, searched_on
from tests.referring import referred
from tests.unseen import hide

pytestmark = [pytest.mark.django_db, pytest.mark.clause("B04", "L26")]

WEDNESDAY = date(2026, 3, 4)


@pytest.fixture
def manager(client: Client, cast: Cast) -> Client:
    client.force_login(cast.team.manager)
    return client


def shown(manager: Client, worker: User, until: date = WEDNESDAY) -> str:
    return text_of(
        manager.get(
            "/readings/", {"worker": str(worker.id), "until": f"{until.day}/{until.month}/{until.year}"}
        )
    )


def test_it_is_grouped_by_day_and_case_in_words(manager: Client, cast: Cast) -> None:
    khans, worker = cast.khans.case, cast.team.caseworker
    for minute in (5, 15):
        read_on(WEDNESDAY, khans.id, by=worker, at=time(9, minute))
    read_on(WEDNESDAY, khans.id, by=worker, at=time(9, 40), page="cases:documents_page")
    read_on(WEDNESDAY - timedelta(days=1), khans.id, by=worker, at=time(14))
    words = shown(manager, worker)
    wednesday = (
        f"Wednesday 4 March 2026: 1 case Case When What they opened {khans.reference} 9:05am to 9:40am"
    )
    assert f"{wednesday} The case record (2 times), The documents of the case" in words
    assert (
        f"Tuesday 3 March 2026: 1 case Case When What they opened {khans.reference} 2:00pm The case record"
        in words
    )
    assert words.index("Wednesday 4") < words.index("Tuesday 3")


def test_lists_and_searches_are_counted_and_name_no_case(manager: Client, cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    read_on(WEDNESDAY, case.id, by=worker, page="cases:today")
    read_on(WEDNESDAY, case.id, by=worker, page="cases:today")
    searched_on(WEDNESDAY, ["ff00", "ff00", "ff01"], by=worker, found=(case.id,))
    words = shown(manager, worker)
    assert "2 different searches (3 times), Today (2 times)" in words
    assert case.reference not in words
    assert "ff00" not in words


def test_an_enquiry_that_became_a_case_counts_as_that_case(manager: Client, cast: Cast) -> None:
    asked = Asked(Channel.HELPLINE_CALL, Issue.EXCLUSION, ring_back=RingBack("Jo", "07700 900999"))
    enquiry = take_enquiry(by=cast.team.caseworker, asked=asked, once=uuid4(), at=clock.now())
    rows = Enquiry.objects.filter(pk=enquiry.pk).unaudited_because("as if it had become a case")
    rows.update(case=cast.khans.case, status="became_case")
    read_on(WEDNESDAY, enquiry.id, by=cast.team.caseworker, page="cases:enquiry_page")
    assert cast.khans.case.reference in shown(manager, cast.team.caseworker)


def test_a_week_is_shown_and_the_weeks_before_and_after_are_led_to(manager: Client, cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    read_on(WEDNESDAY - timedelta(days=6), case.id, by=worker)
    read_on(WEDNESDAY - timedelta(days=7), case.id, by=worker)
    words = shown(manager, worker)
    assert "Thursday 26 February" in words
    assert "Wednesday 25 February" not in words
    page = manager.get("/readings/", {"worker": str(worker.id), "until": "4/3/2026"}).content.decode()
    assert "until=25%2F2%2F2026" in page
    assert "until=11%2F3%2F2026" in page


def test_nobody_is_shown_before_one_is_chosen(manager: Client, cast: Cast) -> None:
    read_on(clock.today(), cast.khans.case.id, by=cast.team.caseworker)
    assert "Choose whose reading to see" in text_of(manager.get("/readings/"))
    assert "Choose whose reading to see" in text_of(manager.get("/readings/?worker=nobody"))
    assert not Reading.objects.filter(page="cases:worker_readings").exists()


def test_looking_is_written_down_as_looking_at_the_worker(manager: Client, cast: Cast) -> None:
    shown(manager, cast.team.caseworker)
    row = Reading.objects.get(page="cases:worker_readings")
    assert (row.actor_id, row.subjects) == (cast.team.manager.id, [cast.team.caseworker.id])


@pytest.mark.clause("Y12")
def test_a_case_they_may_not_see_is_not_there_with_its_number_and_its_looks(
    manager: Client, cast: Cast
) -> None:
    def answer() -> tuple[str, int]:
        with CaptureQueriesContext(connection) as asked:
            words = shown(manager, cast.team.caseworker)
        return words, len(asked)

    worker, khans, taylors = cast.team.caseworker, cast.khans.case, cast.taylors
    read_on(WEDNESDAY, khans.id, by=worker)
    hide(taylors.case, cast.team.manager)
    answer()
    before = answer()
    for page in ("cases:case_page", "cases:documents_page"):
        read_on(WEDNESDAY, taylors.case.id, taylors.child.id, by=worker, page=page)
        read_on(WEDNESDAY - timedelta(days=1), taylors.case.id, by=worker, page=page)
    read_on(WEDNESDAY, taylors.child.id, by=worker, page="", purpose="checking dates of birth")
    read_on(WEDNESDAY, taylors.parent.id, by=worker, page="outbox:letter_pdf", purpose="printing")
    assert answer() == before


@pytest.mark.clause("Y12")
def test_a_request_and_a_call_that_are_kept_from_the_manager_are_not_there_with_their_looks(
    manager: Client, cast: Cast
) -> None:
    worker, referral = cast.team.caseworker, referred()
    asked = Asked(Channel.HELPLINE_CALL, Issue.EXCLUSION, ring_back=RingBack("Rosa Diaz", "07700 900999"))
    call = take_enquiry(by=worker, asked=asked, once=uuid4(), at=clock.now())
    read_on(WEDNESDAY, cast.khans.case.id, by=worker)
    friend = Connection(kind=InterestKind.FRIEND, given_names="Rosa", family_name="Diaz")
    declare_interest(by=cast.team.manager, connection=friend, once=uuid4(), at=clock.now())
    before = shown(manager, worker)
    read_on(WEDNESDAY, referral.id, by=worker, page="cases:referral_page")
    read_on(WEDNESDAY, call.id, by=worker, page="cases:enquiry_page")
    assert shown(manager, worker) == before


def test_more_than_fits_is_cut_and_said(manager: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_readings, "MOST", 3)
    for minute in range(4):
        read_on(WEDNESDAY, cast.khans.case.id, by=cast.team.caseworker, at=time(9, minute))
    words = shown(manager, cast.team.caseworker)
    assert "They read more in these days than fits here" in words
    assert "The case record (3 times)" in words


def test_it_asks_as_often_for_many_readings_as_for_a_few(manager: Client, cast: Cast) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            shown(manager, cast.team.caseworker)
        return len(asked)

    read_on(WEDNESDAY, cast.khans.case.id, by=cast.team.caseworker)
    queries()
    few = queries()
    for back in range(6):
        for case in Case.objects.order_by("id"):
            read_on(WEDNESDAY - timedelta(days=back), case.id, UUID(int=back), by=cast.team.caseworker)
    assert queries() == few


def test_the_words_of_a_page_never_repeat_what_was_searched_for(manager: Client, cast: Cast) -> None:
    searched_on(WEDNESDAY, ["0123456789abcdef"], by=cast.team.caseworker)
    assert re.search("1 search \\(1 time\\)", shown(manager, cast.team.caseworker))


def newcomer(cast: Cast, name: str, role: Role) -> User:
    return joined(
        by=cast.team.manager,
        confirmed_by=cast.team.administrator,
        newcomer=Newcomer(f"{name.lower()}@service.example", f"{name} Voss", role),
        at=clock.now(),
    )


@pytest.mark.clause("Y12")
def test_that_somebody_decided_about_an_interest_of_theirs_is_not_there(manager: Client, cast: Cast) -> None:
    """Not while it stands, when the case is not there for them; nor when it was lifted and the case is there again."""
    lead = newcomer(cast, "Lena", Role.STRATEGIC_LEAD)
    governor = Connection(kind=InterestKind.GOVERNOR, agency=cast.primary)
    declare_interest(by=cast.team.manager, connection=governor, once=uuid4(), at=clock.now())
    found = Conflict.objects.get(worker=cast.team.manager, case=cast.khans.case)
    deciding = Client()
    deciding.force_login(lead)
    before = shown(manager, lead, clock.today())
    assert deciding.get(reverse("cases:conflict_page", args=[found.id])).status_code == 200
    assert shown(manager, lead, clock.today()) == before
    decide_conflict(by=lead, conflict=found, to=ConflictState.LIFTED, reason="Past.", at=clock.now())
    assert shown(manager, lead, clock.today()) == before
    second = Client()
    second.force_login(newcomer(cast, "Sioned", Role.MANAGER))
    assert "A conflict of interest" in shown(second, lead, clock.today())
    page = second.get(reverse("cases:readings_page", args=[cast.khans.case.reference])).content.decode()
    assert "conflict of interest" not in page.split("<table")[-1].lower(), "it opened nothing of the family"


@pytest.mark.clause("Y12")
def test_a_request_kept_from_them_is_not_there_with_its_number(manager: Client, cast: Cast) -> None:
    worker = cast.team.caseworker

    def answer() -> tuple[str, int]:
        shown(manager, worker)
        with CaptureQueriesContext(connection) as asked:
            words = shown(manager, worker)
        return words, len(asked)

    governor = Connection(kind=InterestKind.GOVERNOR, agency=cast.primary)
    declare_interest(by=cast.team.manager, connection=governor, once=uuid4(), at=clock.now())
    nothing_at_all = answer()
    hidden, other = referred(school="Oakfield Primary"), referred(school="Elsewhere Infants")
    read_on(WEDNESDAY, hidden.id, by=worker, page="cases:referral_page")
    assert answer() == nothing_at_all
    read_on(WEDNESDAY, other.id, by=worker, page="cases:referral_page")
    assert "A request from the website" in answer()[0]


@pytest.mark.clause("Y12")
def test_it_asks_as_often_where_all_is_hidden_as_where_there_is_nothing(manager: Client, cast: Cast) -> None:
    def asked_for() -> int:
        shown(manager, cast.team.caseworker)
        with CaptureQueriesContext(connection) as asked:
            shown(manager, cast.team.caseworker)
        return len(asked)

    hide(cast.khans.case, cast.team.manager)
    nothing = asked_for()
    read_on(WEDNESDAY, cast.khans.case.id, by=cast.team.caseworker)
    assert asked_for() == nothing
