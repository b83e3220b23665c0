"""Somebody else's family on the phone: who works with them, a message for them, and nothing else of the case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cases import search
from cases.access import CARD_LASTS, card_of
from cases.actions.conflicts import decide_conflict
from cases.actions.cover import Away, arrange_cover
from cases.actions.duty import due_on
from cases.actions.interests import Connection, declare_interest
from cases.choices import ConflictState, InterestKind, ReferralSource
from cases.models import Conflict, Task
from cases.search.duty import Caller, is_meant
from cases.search.known import Known
from cases.search.likeness import Grade, grade_of
from cases.search.nicknames import NICKNAMES
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.audit.models import Reading
from tests.cast import Cast
from tests.closing import closed_case

pytestmark = pytest.mark.django_db
DUTY = "/duty/"
ZAHRA = {
    "given_names": "Zahra",
    "family_name": "Khan",
    "also": "born",
    "date_of_birth_day": "13",
    "date_of_birth_month": "5",
    "date_of_birth_year": "2016",
}
SAMIRA = {"given_names": "Samira", "family_name": "Khan", "also": "number", "phone": "07700 900123"}
NOBODY = "Nobody found"


@pytest.fixture(autouse=True)
def _a_process_that_knows_nobody() -> Iterator[None]:
    search.INDEX.clear()
    yield
    search.INDEX.clear()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def asked(user: User, said: dict[str, str]) -> str:
    answer = signed_in(user).post(DUTY, said)
    assert answer.status_code == HTTPStatus.OK
    return answer.content.decode()


def card_in(page: str) -> str:
    found = re.search(r'name="card" value="([^"]+)"', page)
    assert found, page
    return found[1]


def plain(page: str) -> str:
    """A page without what differs each time: the tokens against forgery and the keys that make a form count once."""
    return re.sub(r'value="[A-Za-z0-9]{64}"|[0-9a-f]{8}-[0-9a-f-]{27}', "K", page)


@pytest.mark.parametrize("said", [ZAHRA, SAMIRA])
def test_by_the_whole_name_and_one_thing_more_one_finds_who_works_with_them(
    cast: Cast, said: dict[str, str]
) -> None:
    page = asked(cast.team.colleague, said)
    assert cast.khans.case.reference in page
    assert cast.team.caseworker.name in page
    assert "Leave a message" in page
    assert "It cannot wait" in page
    for told in (
        "Assessment",
        "assessment",
        "Oakfield",
        "Noor",
        "Autism",
        str(cast.khans.case.id),
        "Open the case<",
    ):
        assert told not in page.split("</h1>")[1].split('<form method="post" action="/duty/"')[0].replace(
            card_in(page), ""
        ), told


@pytest.mark.parametrize(
    "said",
    [
        {"given_names": "Z"},
        {"given_names": "Zah"},
        {"family_name": "Kha"},
        {"family_name": "K"},
        {"given_names": "Khan"},
        {"date_of_birth_day": "14"},
        {"date_of_birth_day": "5", "date_of_birth_month": "3"},
        {"given_names": "Samira"},
        {"also": "number", "phone": "07700 900124"},
        {"also": "number", "phone": "07700 900123"},
    ],
)
def test_half_a_name_or_another_day_finds_nobody(cast: Cast, said: dict[str, str]) -> None:
    page = asked(cast.team.colleague, {**ZAHRA, **said})
    assert NOBODY in page
    assert cast.khans.case.reference not in page


@pytest.mark.parametrize(
    ("given", "family", "is_found"),
    [
        ("Zara", "Khan", True),
        ("Zahra Noor", "Khan", True),
        ("Zahra", "Kahn", True),
        ("ZAHRA", "khan", True),
        ("Noor", "Khan", True),
        ("Zahra", "Zahra", False),
        ("Zahra", "Smith", False),
        ("Zahra", "", False),
    ],
)
def test_a_name_counts_as_written_in_short_or_misheard(given: str, family: str, is_found: bool) -> None:
    held = Known(1, ("zahra", "noor", "zahranoor", "khan"), date(2016, 5, 13), (), (), ())
    assert is_meant(Caller(given, family, born=date(2016, 5, 13)), held) is is_found


@pytest.mark.parametrize(
    ("given", "family", "words"),
    [
        ("Sam", "Taylor", ("samuel", "taylor")),
        ("Samuel", "O'Neil-Taylor", ("samuel", "o", "neil", "taylor", "oneiltaylor")),
        ("Samuel", "O'Neil Taylor", ("samuel", "o", "neil", "taylor", "oneiltaylor")),
        ("Abdul Rahman", "Ali", ("abdulrahman", "ali")),
        ("Mohamed", "Mohamed", ("mohamed",)),
    ],
)
def test_names_are_compared_as_the_search_compares_them(
    given: str, family: str, words: tuple[str, ...]
) -> None:
    held = Known(1, words, None, ("447700900123",), (), ())
    assert is_meant(Caller(given, family, number="+447700900123"), held)
    assert not is_meant(Caller(given, family, number="+44770090012"), held)


letters = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=5, max_size=12)


@settings(max_examples=200, deadline=None)
@given(
    given_names=letters,
    family_name=letters,
    left=st.integers(1, 12),
    half=st.sampled_from(["given", "family"]),
)
def test_no_beginning_of_a_name_stands_for_it(
    given_names: str, family_name: str, left: int, half: str
) -> None:
    whole = given_names if half == "given" else family_name
    assume(given_names != family_name)
    assume(left < len(whole) - 2)
    begun = whole[:left]
    assume(not NICKNAMES.other_forms(begun) & {given_names, family_name})
    assume(all(grade_of(begun, one) in (None, Grade.BEGINNING) for one in (given_names, family_name)))
    held = Known(1, (given_names, family_name), date(2016, 5, 13), ("447700900123",), (), ())
    for more in ({"born": date(2016, 5, 13)}, {"number": "07700 900123"}):
        assert is_meant(Caller(given_names, family_name, **more), held)
        typed = (begun, family_name) if half == "given" else (given_names, begun)
        assert not is_meant(Caller(*typed, **more), held)


@pytest.mark.clause("Y12")
@pytest.mark.parametrize("met", ["standing", "question"])
@pytest.mark.parametrize("also", ["born", "number"])
def test_for_whoever_has_an_interest_in_it_there_is_no_card_and_no_sign_of_one(
    cast: Cast, met: str, also: str
) -> None:
    """The same status, the same body and the same number of questions as for a family nobody knows."""
    colleague = cast.team.colleague
    declare_interest(
        by=colleague,
        connection=Connection(kind=InterestKind.GOVERNOR, agency=cast.primary)
        if met == "standing"
        else Connection(kind=InterestKind.NEIGHBOUR, given_names="Zara", family_name="Kahn"),
        once=uuid4(),
        at=clock.now(),
    )
    assert Conflict.objects.get(worker=colleague).state == met
    client = signed_in(colleague)
    theirs = ZAHRA if also == "born" else SAMIRA

    def answer(said: dict[str, str]) -> tuple[int, str, int, int]:
        with (
            CaptureQueriesContext(connections["default"]) as data,
            CaptureQueriesContext(connections["keys"]) as keys,
        ):
            sent = client.post(DUTY, said)
        page = plain(sent.content.decode()).replace("Quirke", "Khan")
        return sent.status_code, page, len(data), len(keys)

    answer(theirs)  # a process that knows everyone
    kept, unknown = answer(theirs), answer({**theirs, "family_name": "Quirke"})
    assert kept == unknown
    assert NOBODY in kept[1]
    looked = Reading.objects.filter(page="cases:duty", actor_id=colleague.id)
    assert {tuple(one.subjects) for one in looked} == {()}


@pytest.mark.clause("Y12")
def test_what_the_manager_dismissed_does_not_hide_the_card(cast: Cast) -> None:
    declare_interest(
        by=cast.team.colleague,
        connection=Connection(kind=InterestKind.NEIGHBOUR, given_names="Zara", family_name="Kahn"),
        once=uuid4(),
        at=clock.now(),
    )
    decide_conflict(
        by=cast.team.manager,
        conflict=Conflict.objects.get(),
        to=ConflictState.DISMISSED,
        reason="Another family.",
        at=clock.now(),
    )
    assert cast.khans.case.reference in asked(cast.team.colleague, ZAHRA)


def test_a_closed_case_has_no_card(cast: Cast) -> None:
    closed_case(by=cast.team.caseworker, case=cast.khans.case, reason="Done.", at=clock.now())
    assert NOBODY in asked(cast.team.colleague, ZAHRA)


@pytest.mark.clause("L26")
def test_the_search_and_the_card_are_on_record_without_the_words(cast: Cast) -> None:
    asked(cast.team.colleague, ZAHRA)
    look = Reading.objects.get(page="cases:duty")
    assert look.actor_id == cast.team.colleague.id
    assert set(look.subjects) == {cast.khans.case.id, cast.khans.child.id}
    assert re.fullmatch(r"duty [0-9a-f]{16}", look.purpose)
    page = signed_in(cast.team.manager).get(reverse("cases:readings_page", args=[cast.khans.case.reference]))
    assert "A call from someone here, or about them" in page.content.decode()


def test_the_card_says_who_is_away_and_who_covers(cast: Cast) -> None:
    on = clock.today()
    away = Away(cast.team.caseworker, on, on + timedelta(days=5))
    arrange_cover(by=cast.team.manager, away=away, worker=cast.team.manager, once=uuid4(), at=clock.now())
    page = asked(cast.team.colleague, ZAHRA)
    assert f"{cast.team.caseworker.name} is away until" in page
    assert f"{cast.team.manager.name} covers" in page


def test_of_a_case_that_is_theirs_to_open_the_card_leads_to_it(cast: Cast) -> None:
    for user in (cast.team.caseworker, cast.team.manager):
        page = asked(user, ZAHRA)
        assert reverse("cases:case_page", args=[cast.khans.case.reference]) in page
        assert "It cannot wait" not in page


def test_a_young_persons_own_case_warns_whoever_takes_the_call(cast: Cast) -> None:
    case = cast.khans.case
    case.referral_source = ReferralSource.YOUNG_PERSON
    case.save(update_fields=["referral_source"])
    assert "parents included" in asked(cast.team.colleague, ZAHRA)


def test_a_message_becomes_a_task_for_whoever_works_the_case(cast: Cast) -> None:
    client = signed_in(cast.team.colleague)
    card = card_in(client.post(DUTY, ZAHRA).content.decode())
    first = client.post(reverse("cases:duty_message"), {"card": card})
    assert "Who rang" in first.content.decode()
    assert "There is a problem" not in first.content.decode()
    message = {"card": card, "words": "Her mother rang about Monday.", "once": str(uuid4())}
    for _ in range(2):
        sent = client.post(reverse("cases:duty_message"), message)
        assert sent.status_code == HTTPStatus.FOUND, sent.content.decode()
    task = Task.objects.get(case=cast.khans.case, rule="by_hand")
    assert task.due_on == due_on(clock.today())
    assert task in Task.objects.open().for_worker(cast.team.caseworker)
    with reading(by=cast.team.caseworker, subjects=[cast.khans.case.key_subject], purpose="test"):
        assert task.words == f"Message taken by {cast.team.colleague.name}: Her mother rang about Monday."
    empty = client.post(reverse("cases:duty_message"), {**message, "words": " "})
    assert "Enter the message" in empty.content.decode()


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 12, 4), date(2026, 12, 4)),
        (date(2026, 12, 5), date(2026, 12, 7)),
        (date(2026, 12, 25), date(2026, 12, 29)),
    ],
)
def test_it_is_due_on_a_day_when_somebody_works(day: date, due: date) -> None:
    assert due_on(day) == due


@pytest.mark.clause("Y12")
@pytest.mark.parametrize("page", ["duty_message", "duty_emergency"])
def test_any_card_but_their_own_fresh_one_is_answered_as_nobody(cast: Cast, page: str) -> None:
    colleague, case = cast.team.colleague, cast.khans.case
    client, address = signed_in(colleague), reverse(f"cases:{page}")
    own = card_of(case, by=colleague)
    with time_machine.travel(clock.now() - CARD_LASTS - timedelta(seconds=5)):
        old = card_of(case, by=colleague)
    answers = []
    for card in ("", "x", f"{own}x", own.replace(":", ";"), card_of(case, by=cast.team.manager), old, "\x00"):
        for words in ({}, {"words": "Hello", "reason": "It burns."}):
            sent = client.post(address, {"card": card, "once": str(uuid4()), **words})
            answers.append((sent.status_code, plain(sent.content.decode())))
    declare_interest(
        by=colleague,
        connection=Connection(kind=InterestKind.GOVERNOR, agency=cast.primary),
        once=uuid4(),
        at=clock.now(),
    )
    sent = client.post(address, {"card": own, "words": "Hello", "reason": "It burns.", "once": str(uuid4())})
    answers.append((sent.status_code, plain(sent.content.decode())))
    assert len(set(answers)) == 1
    assert answers[0][0] == HTTPStatus.OK
    assert NOBODY in answers[0][1]
    assert not Task.objects.filter(rule="by_hand").exists()


def test_a_volunteer_takes_no_calls_for_others(cast: Cast) -> None:
    client = signed_in(cast.team.volunteer)
    for name in ("duty", "duty_message", "duty_emergency"):
        assert client.post(reverse(f"cases:{name}"), ZAHRA).status_code == HTTPStatus.FORBIDDEN
    assert DUTY not in client.get("/search/").content.decode()


def test_the_way_there_stands_where_one_would_look_for_it(cast: Cast) -> None:
    client = signed_in(cast.team.colleague)
    for page in ("/search/", "/intake/", "/settings/"):
        assert f'href="{DUTY}"' in client.get(page).content.decode(), page


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"given_names": ""}, "Enter the first name"),
        ({"family_name": "-"}, "Enter the last name"),
        ({"also": ""}, "Select the date of birth or the phone number"),
        ({"date_of_birth_year": ""}, "must include a year"),
        ({"also": "number", "phone": "1"}, "Enter a telephone number"),
    ],
)
def test_what_is_missing_is_asked_for(cast: Cast, said: dict[str, str], why: str) -> None:
    page = asked(cast.team.colleague, {**ZAHRA, **said})
    assert why in page
    assert NOBODY not in page
