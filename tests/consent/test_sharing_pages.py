"""The pages of sharing: what a family permits is said in words, and nothing else can be written down as said."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import cast as cast_to
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from cases.models import Case
from consent.actions.permissions import end_permission
from consent.choices import Channel, Content, HowGiven, Told, Way, WhyEnded
from consent.models import Disclosure, SharingPermission
from sendiass import clock
from sendiass.accounts.models import User
from tests.cast import Cast
from tests.closing import closed_case

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L24")]
Permitted = Callable[..., SharingPermission]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def get(user: User, case: Case, page: str = "") -> str:
    response = signed_in(user).get(f"/cases/{case.reference}/sharing/{page}")
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def post(user: User, case: Case, page: str, typed: Mapping[str, object]) -> HttpResponse:
    return cast_to(HttpResponse, signed_in(user).post(f"/cases/{case.reference}/sharing/{page}", typed))


def a_yes(cast: Cast, **different: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "once": str(uuid4()),
        "agency": str(cast.authority.id),
        "ways": [Way.TELL],
        "contents": [Content.NEEDS, Content.SCHOOL],
        "words_on_needs": "Only that mornings are hard.",
        "about": str(cast.khans.child.id),
        "given_by": str(cast.khans.parent.id),
        "how": HowGiven.PHONE,
        "given_on": "today",
        "given_time": "",
        "last_day": "+30",
        "words": "Yes, tell them about school.",
    }
    return usual | different


def something_said(**different: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "once": str(uuid4()),
        "way": Way.TELL,
        "contents": [Content.NEEDS],
        "said_on_needs": "She tires early.",
        "channel": Channel.CALL,
        "spoke_to": "Ms Hill, SEND officer",
        "told": Told.SAID,
        "happened_on": "today",
        "happened_time": "",
    }
    return usual | different


def test_without_a_yes_the_pages_say_that_nobody_may_be_told_anything(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    assert "The family has not said yes to anyone. Nobody may be told anything." in get(worker, case)
    record = signed_in(worker).get(f"/cases/{case.reference}/").content.decode()
    assert "Nobody yet: the family has not said yes." in record


def test_a_yes_on_the_phone_is_written_down_and_used_in_the_same_minute(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    assert post(worker, case, "permissions/add/", a_yes(cast)).status_code == 302
    permission = SharingPermission.objects.get()
    assert post(worker, case, f"permissions/{permission.id}/said/", something_said()).status_code == 302

    page = get(worker, case)
    for words in (
        cast.authority.name,
        "Tell them",
        "Needs and diagnosis Only that mornings are hard.",
        "Yes, tell them about school.",
        "by phone",
        "She tires early.",
        "Phone call with Ms Hill, SEND officer",
    ):
        assert words in page
    record = signed_in(worker).get(f"/cases/{case.reference}/").content.decode()
    assert f"<strong>{cast.authority.name}</strong>: needs and diagnosis; school: support" in record


@pytest.mark.parametrize(
    ("different", "words"),
    [
        ({"agency": ""}, "Select the agency"),
        ({"contents": []}, "Select what may be spoken about. Nothing else may be said"),
        ({"given_on": "yesterday"}, "Enter the time it was, like 14:30"),
        ({"given_on": "yesterday", "given_time": "half past"}, "must be a time, like 14:30 or 2:30pm"),
        ({"given_on": "today", "given_time": "23:59:59"}, "must be a time"),
        ({"given_on": "-30", "given_time": "9am"}, "or later. A permission has to be written down within "),
        ({"given_on": "-30", "given_time": "9am"}, "If it was said before, ask the family again"),
        ({"last_day": "+800"}, "Last day it holds must be "),
        ({"last_day": "yesterday"}, "Last day it holds must be between today and "),
    ],
)
def test_a_yes_that_is_not_whole_is_refused_in_words_and_keeps_what_was_typed(
    cast: Cast, different: dict[str, object], words: str
) -> None:
    response = post(cast.team.caseworker, cast.khans.case, "permissions/add/", a_yes(cast, **different))
    html = response.content.decode()
    assert response.status_code == 200
    assert "There is a problem" in html
    assert words in html
    assert "Yes, tell them about school." in html
    assert not SharingPermission.objects.exists()


def test_what_was_not_permitted_is_shown_in_grey_with_its_reason_and_refused_if_sent_all_the_same(
    cast: Cast, permitted: Permitted
) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    page = f"permissions/{permitted().id}/said/"
    html = signed_in(worker).get(f"/cases/{case.reference}/sharing/{page}").content.decode()
    boxes = dict(re.findall(r'type="checkbox" value="(\w+)"( disabled)?', html))
    assert {content for content, closed in boxes.items() if not closed} == {Content.NEEDS, Content.SCHOOL}
    assert "The family has not said yes to this." in html

    forged = something_said(contents=[Content.NEEDS, Content.HEALTH], said_on_health="Epilepsy.")
    response = post(worker, case, page, forged)
    assert "permission for this agency does not cover: Health." in response.content.decode()
    assert not Disclosure.objects.exists()


def test_a_yes_taken_back_ends_at_once_and_what_was_said_before_stays(
    cast: Cast, permitted: Permitted
) -> None:
    worker, case, permission = cast.team.caseworker, cast.khans.case, permitted()
    assert post(worker, case, f"permissions/{permission.id}/said/", something_said()).status_code == 302
    ended = {"once": str(uuid4()), "because": WhyEnded.TAKEN_BACK, "how": HowGiven.PHONE, "words": "No more."}
    assert post(worker, case, f"permissions/{permission.id}/end/", ended).status_code == 302

    page = get(worker, case)
    assert "The family has not said yes to anyone." in page
    assert "Does not hold now" in page
    assert "the family took it back" in page
    assert "She tires early." in page
    again = signed_in(worker).get(f"/cases/{case.reference}/sharing/permissions/{permission.id}/said/")
    assert again.status_code == 403
    assert "Ask the family again" in again.content.decode()


def test_a_form_opened_before_the_end_and_sent_after_it_is_refused(cast: Cast, permitted: Permitted) -> None:
    worker, case, permission = cast.team.caseworker, cast.khans.case, permitted()
    end_permission(by=worker, permission=permission, because=WhyEnded.TAKEN_BACK, at=clock.now())
    response = post(worker, case, f"permissions/{permission.id}/said/", something_said())
    assert "has given no permission for this agency that holds at that time" in response.content.decode()
    assert not Disclosure.objects.exists()


def test_a_closed_case_takes_no_new_yes_but_lets_one_be_taken_back(cast: Cast, permitted: Permitted) -> None:
    worker, case, permission = cast.team.caseworker, cast.khans.case, permitted()
    closed_case(by=worker, case=case, reason="All done.", at=clock.now())
    assert signed_in(worker).get(f"/cases/{case.reference}/sharing/permissions/add/").status_code == 403
    ended = {"once": str(uuid4()), "because": WhyEnded.TAKEN_BACK, "how": "", "words": ""}
    assert post(worker, case, f"permissions/{permission.id}/end/", ended).status_code == 302
    assert SharingPermission.objects.get().ended_at is not None


def test_a_form_sent_twice_is_one_permission(cast: Cast) -> None:
    worker, case, typed = cast.team.caseworker, cast.khans.case, a_yes(cast)
    for _ in range(2):
        assert post(worker, case, "permissions/add/", typed).status_code == 302
    assert SharingPermission.objects.count() == 1


def test_another_case_s_permission_is_not_there(cast: Cast, permitted: Permitted) -> None:
    permission = permitted()
    for page in ("said", "end"):
        address = f"/cases/{cast.waiting.reference}/sharing/permissions/{permission.id}/{page}/"
        assert signed_in(cast.team.manager).get(address).status_code == 404


def test_the_day_and_time_typed_are_the_moment_it_counts_from(cast: Cast) -> None:
    yesterday = clock.today() - timedelta(days=1)
    typed = a_yes(cast, given_on="yesterday", given_time="2:30pm")
    assert post(cast.team.caseworker, cast.khans.case, "permissions/add/", typed).status_code == 302
    given_at = SharingPermission.objects.get().given_at
    assert clock.day_of(given_at) == yesterday
    assert "at 2:30pm; written down" in get(cast.team.caseworker, cast.khans.case)
