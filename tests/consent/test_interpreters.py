"""An interpreter is booked only under the family's yes, and comes only if the family can speak before them (L19, L24)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from itertools import product
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.test import Client

from cases.actions.people import remove_from_case
from cases.choices import Language
from cases.models import CasePerson
from consent.actions.permissions import end_permission
from consent.choices import Channel, Content, HowGiven, KnownInterpreter, Standing, WhyEnded
from consent.disclosures.interpreters import book_interpreter, cancel_interpreter, know_interpreter
from consent.models import DisclosedContent, Disclosure, InterpreterBooking
from consent.rules import may_interpret
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from tests.cast import Cast
from tests.meetings import booked, language_yes, meeting, wanted_of

pytestmark = pytest.mark.clause("L19")
django_db = pytest.mark.django_db


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def typed(cast: Cast, **different: object) -> Mapping[str, object]:
    usual: dict[str, object] = {
        "once": str(uuid4()),
        "for_what": "other",
        "appointment": "Going through the draft plan",
        "starts_on": "+3",
        "starts_time": "10:30",
        "about": str(cast.khans.parent.id),
        "language": Language.URDU,
        "provider": str(cast.authority.id),
        "agreed_by": str(cast.khans.parent.id),
        "agreed_how": HowGiven.PHONE,
        "agreed_on": "today",
        "channel": Channel.CALL,
        "spoke_to": "Ms Hill, bookings",
        "known": KnownInterpreter.TO_ASK,
    }
    return usual | different


@pytest.mark.parametrize(("known", "name"), [*product(KnownInterpreter, ("", " ", "Mr Aziz"))])
def test_an_interpreter_comes_only_where_the_family_was_asked_about_them_by_name(
    known: KnownInterpreter, name: str
) -> None:
    allowed = {
        KnownInterpreter.TO_ASK: True,
        KnownInterpreter.UNKNOWN: bool(name.strip()),
        KnownInterpreter.KNOWN_AGREED: bool(name.strip()),
        KnownInterpreter.KNOWN_NOT_AGREED: False,
    }
    assert bool(may_interpret(known, interpreter=name)) is allowed[known]


@django_db
@pytest.mark.clause("L24")
def test_a_booking_with_the_authority_is_a_disclosure_under_the_familys_yes(cast: Cast) -> None:
    worker, at = cast.team.caseworker, clock.now()
    wanted = wanted_of(cast.khans, cast.authority)
    with pytest.raises(Refused, match="no permission for this agency"):
        book_interpreter(by=worker, case=cast.khans.case, wanted=wanted, once=uuid4(), at=at)
    booking = booked(worker, cast.khans, cast.authority, at=at)
    assert booking.is_local_authority
    assert (booking.disclosure.agency, booking.disclosure.way) == (cast.authority, "tell")
    [content] = DisclosedContent.objects.filter(disclosure=booking.disclosure)
    with reading(by=worker, subjects=[cast.khans.case.key_subject], purpose="looks"):
        assert (content.content, content.words) == ("language", "Urdu interpreter, Thursday at 10am")


@django_db
@pytest.mark.clause("L24")
def test_how_to_reach_them_is_passed_on_only_where_the_yes_covers_it(cast: Cast) -> None:
    worker, at = cast.team.caseworker, clock.now()
    only = {Content.LANGUAGE: ""}
    permission = language_yes(worker, cast.khans, cast.authority, at=at, contents=only)
    wanted = wanted_of(cast.khans, cast.authority, reach="07700 900123")
    with pytest.raises(Refused, match="does not cover: How to reach them"):
        book_interpreter(by=worker, case=cast.khans.case, wanted=wanted, once=uuid4(), at=at)
    assert not InterpreterBooking.objects.exists()
    language_yes(worker, cast.khans, cast.authority, at=at)
    booking = book_interpreter(by=worker, case=cast.khans.case, wanted=wanted, once=uuid4(), at=at)
    assert booking.permission != permission
    assert booking.reach_content == Content.REACHING_THEM


@django_db
@pytest.mark.clause("L24")
def test_once_the_yes_is_taken_back_nobody_is_booked(cast: Cast) -> None:
    worker, at = cast.team.caseworker, clock.now()
    booking = booked(worker, cast.khans, cast.authority, at=at)
    end_permission(by=worker, permission=booking.permission, because=WhyEnded.TAKEN_BACK, at=clock.now())
    wanted = wanted_of(cast.khans, cast.authority)
    with pytest.raises(Refused, match="no permission"):
        book_interpreter(by=worker, case=cast.khans.case, wanted=wanted, once=uuid4(), at=clock.now())


@django_db
def test_a_booking_sent_twice_is_one_and_is_told_once(cast: Cast) -> None:
    worker, at, once = cast.team.caseworker, clock.now(), uuid4()
    language_yes(worker, cast.khans, cast.authority, at=at)
    wanted = wanted_of(cast.khans, cast.authority)
    first, second = (
        book_interpreter(by=worker, case=cast.khans.case, wanted=wanted, once=once, at=at) for _ in range(2)
    )
    assert first == second
    assert Disclosure.objects.count() == 1


@django_db
def test_who_comes_is_learnt_later_and_a_cancelled_booking_stays_as_it_is(cast: Cast) -> None:
    worker = cast.team.caseworker
    booking = booked(worker, cast.khans, cast.authority, at=clock.now())
    known = KnownInterpreter.KNOWN_NOT_AGREED
    with pytest.raises(Refused, match="does not agree"):
        know_interpreter(by=worker, booking=booking, interpreter="Mr Aziz", known=known)
    agreed = KnownInterpreter.KNOWN_AGREED
    assert know_interpreter(by=worker, booking=booking, interpreter="Mr Aziz", known=agreed).known == agreed
    cancel_interpreter(by=worker, booking=booking, because="The family moved it.", at=clock.now())
    with pytest.raises(Refused, match="cancelled"):
        know_interpreter(by=worker, booking=booking, interpreter="Mrs Bibi", known=agreed)


@django_db
@pytest.mark.clause("L24")
def test_a_worker_books_one_by_the_page_and_is_told_what_is_missing(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    client, page = Client(), f"/cases/{case.reference}/interpreters/book/"
    client.force_login(worker)
    assert "(the local authority, no permission yet)" in text(client, page)
    refused = client.post(page, typed(cast)).content.decode()
    assert "The family has given no permission for this agency" in refused
    assert f"/sharing/permissions/add/?agency={cast.authority.id}" in refused
    assert "Going through the draft plan" in refused
    language_yes(worker, cast.khans, cast.authority, at=clock.now())
    assert client.post(page, typed(cast)).status_code == 302
    shown = text(client, f"/cases/{case.reference}/meetings/")
    for words in ("Urdu", "the local authority", "Samira Khan agreed by phone", "Ask the family"):
        assert words in shown
    assert "Urdu interpreter" in text(client, f"/cases/{case.reference}/sharing/")


@django_db
@pytest.mark.clause("L24")
def test_a_yes_about_the_child_is_none_about_the_parent_and_the_page_leads_to_the_right_one(
    cast: Cast,
) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    language_yes(worker, cast.khans, cast.authority, about=cast.khans.child,
                 standing=Standing.PARENT_OF_CHILD, at=clock.now())  # fmt: skip
    client = Client()
    client.force_login(worker)
    wanted = typed(cast, passed_on="reach", reach="07700 900123")
    refused = client.post(f"/cases/{case.reference}/interpreters/book/", wanted).content.decode()
    assert "permission for this agency is about someone else in the family." in unescape(refused)
    link = next(one for one in re.findall(r'href="([^"]+permissions/add/[^"]+)"', unescape(refused)))
    assert parse_qs(urlsplit(link).query) == {
        "agency": [str(cast.authority.id)],
        "ways": ["tell"],
        "contents": ["language", "reaching_them"],
        "about": [str(cast.khans.parent.id)],
    }
    asked = client.get(link).content.decode()
    assert re.search(rf'name="about"[^>]*value="{cast.khans.parent.id}"[^>]*checked', asked)


@django_db
@pytest.mark.parametrize(
    ("box", "day", "words"),
    [
        ("agreed_on", "1/1/1950", " or later"),
        ("agreed_on", "tomorrow", "must be today or in the past"),
        ("starts_on", "yesterday", "Day must be between today and "),
        ("starts_on", "1/1/2100", "Day must be between today and "),
    ],
)
def test_a_day_of_another_age_is_a_slip_of_the_hand(cast: Cast, box: str, day: str, words: str) -> None:
    client = Client()
    client.force_login(cast.team.caseworker)
    page = f"/cases/{cast.khans.case.reference}/interpreters/book/"
    errors = client.post(page, typed(cast, **{box: day})).context["form"].errors
    assert list(errors) == [box]
    assert words in errors[box][0]


@django_db
def test_one_for_a_meeting_stands_on_the_meetings_page(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    planned = meeting(worker, case)
    client = Client()
    client.force_login(worker)
    page = f"/cases/{case.reference}/meetings/{planned.id}/"
    assert f"/interpreters/book/?meeting={planned.id}" in client.get(page).content.decode()
    language_yes(worker, cast.khans, cast.authority, at=clock.now())
    book = f"/cases/{case.reference}/interpreters/book/"
    client.post(book, typed(cast, for_what=str(planned.id)))
    booking = InterpreterBooking.objects.get()
    assert (booking.meeting, booking.starts_at) == (planned, planned.starts_at)
    assert "Urdu" in text(client, page)
    know = f"/cases/{case.reference}/interpreters/{booking.id}/"
    answer = client.post(know, {"interpreter": "Mr Aziz", "known": "known_not_agreed"})
    assert "does not agree. Ask for somebody else" in answer.content.decode()
    assert client.post(know, {"interpreter": "Mr Aziz", "known": "unknown"}).status_code == 302
    assert client.post(f"{know}cancel/", {"because": "She brings her sister."}).status_code == 302
    assert "She brings her sister." in text(client, page)


@django_db
def test_someone_who_left_the_case_is_not_named_and_no_page_fails_for_it(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    booking = booked(worker, cast.khans, cast.authority, at=clock.now())
    part = CasePerson.objects.get(case=case, person=cast.khans.parent)
    remove_from_case(by=worker, part=part, at=clock.now())
    client = Client()
    client.force_login(worker)
    shown = text(client, f"/cases/{case.reference}/meetings/")
    assert "Someone who is no longer on the case" in shown
    assert "Samira" not in shown
    for page in ("sharing/", f"interpreters/{booking.id}/", f"interpreters/{booking.id}/cancel/", ""):
        assert client.get(f"/cases/{case.reference}/{page}").status_code == 200
