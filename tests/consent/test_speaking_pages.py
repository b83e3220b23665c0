"""Speaking with an agency on its page, and what comes of it: on the day's list, in the history, with the family."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from html import unescape
from typing import cast as cast_to
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from cases.actions.casework import allocate
from cases.choices import TaskRule
from cases.models import Case, Task
from consent.actions.permissions import end_permission
from consent.choices import Content, HowPassedOn, PassOnOutcome, Told, Way, WhyEnded, WhyWithheld
from consent.models import Disclosure, Heard, PassedOn, SharingPermission
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.profiles import profile
from tests.canary.pages_read import read
from tests.cast import Cast, heard_from
from tests.cast import permitted as permitted_by
from tests.consent.test_sharing_pages import a_yes, get, post, signed_in, something_said
from tests.meetings import meeting

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L25")]
Permitted = Callable[..., SharingPermission]
SAID = "The panel meets on the 9th, and they lean towards a no."


def words(answer: object) -> str:
    html = cast_to(HttpResponse, answer).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def said_page(permission: SharingPermission) -> str:
    return f"permissions/{permission.id}/said/"


def heard_page(case: Case) -> str:
    return f"heard/{Heard.objects.of(case).get().task_id}/"


def told(cast: Cast, **different: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "once": str(uuid4()),
        "told": str(cast.khans.parent.id),
        "how": HowPassedOn.PHONE,
        "happened_on": "today",
        "answer": "Thank you for telling me straight.",
    }
    return usual | different


def test_what_an_agency_says_goes_from_the_call_to_the_family(cast: Cast, permitted: Permitted) -> None:
    worker, case, client = cast.team.caseworker, cast.khans.case, signed_in(cast.team.caseworker)
    page = words(client.get(f"/cases/{case.reference}/sharing/{said_page(permitted())}"))
    assert profile().sharing.told_to_agencies in page
    assert f"within {profile().sharing.pass_on_working_days} working days" in page
    sent = post(worker, case, said_page(SharingPermission.objects.get()), something_said(heard=SAID))
    assert sent.status_code == 302

    for place in ("/today/", f"/cases/{case.reference}/"):
        html = client.get(place).content.decode()
        assert f"/cases/{case.reference}/sharing/{heard_page(case)}" in html
        assert "Tell the family what SEND team said" in html
    record = words(client.get(f"/cases/{case.reference}/"))
    assert f"What they said {SAID}" in record
    assert "To be passed on to the family by" in record

    page = get(worker, case, heard_page(case))
    assert SAID in page
    assert "Phone call with Ms Hill, SEND officer" in page
    assert post(worker, case, heard_page(case), told(cast)).status_code == 302
    record = words(client.get(f"/cases/{case.reference}/"))
    assert "Passed on: what SEND team said" in record
    assert "Passed on to Samira Khan, by phone" in record
    assert "What they said to it Thank you for telling me straight." in record
    assert "Pass it on" not in record
    assert "Nothing is waiting to be done on this case." in record
    assert "Passed on to Samira Khan, by phone" in get(worker, case)


@pytest.mark.clause("Y02")
def test_a_contact_without_what_they_were_told_is_not_taken(cast: Cast, permitted: Permitted) -> None:
    worker, case, page = cast.team.caseworker, cast.khans.case, said_page(permitted())
    for different, problem in (
        ({"told": ""}, "Select whether you told them that the family will hear what they say"),
        ({"told": Told.NOT_POSSIBLE}, "Enter why it was not possible to tell them"),
        ({"told": Told.NOT_POSSIBLE, "because": "\u200b "}, "Enter why it was not possible to tell them"),
    ):
        answer = post(worker, case, page, something_said(heard=SAID, **different))
        assert problem in words(answer)
        assert SAID in words(answer)
    assert not Disclosure.objects.exists()


@pytest.mark.clause("Y02")
def test_who_could_not_be_told_is_to_be_told_first_next_time(cast: Cast, permitted: Permitted) -> None:
    worker, case, page = cast.team.caseworker, cast.khans.case, said_page(permitted())
    assert "Last time they could not be told" not in get(worker, case, page)
    voicemail = something_said(told=Told.NOT_POSSIBLE, because="We got the answering machine.")
    assert post(worker, case, page, voicemail).status_code == 302
    assert "Tell them first this time." in get(worker, case, page)
    assert "next time: We got the answering machine." in get(worker, case)
    assert post(worker, case, page, something_said()).status_code == 302
    assert "Last time they could not be told" not in get(worker, case, page)


def test_who_only_listened_says_what_was_heard_and_nothing_of_what_was_said(
    cast: Cast, permitted: Permitted
) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    page = said_page(permitted(ways=frozenset({Way.HEAR})))
    listened = something_said(way=Way.HEAR, said_on_needs="")
    assert "Enter what they said" in words(post(worker, case, page, listened))
    assert post(worker, case, page, listened | {"heard": SAID}).status_code == 302
    assert "Heard from SEND team" in get(worker, case)


def test_who_told_them_something_says_what(cast: Cast, permitted: Permitted) -> None:
    page = said_page(permitted())
    answer = post(cast.team.caseworker, cast.khans.case, page, something_said(said_on_needs="", heard=SAID))
    assert "Enter what was said about this: needs and diagnosis" in words(answer)


@pytest.mark.clause("Y17")
def test_what_is_relayed_carries_that_it_is_the_familys_view(cast: Cast, permitted: Permitted) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    page = said_page(permitted(ways=frozenset({Way.TELL, Way.INTERMEDIARY})))
    carried = profile().sharing.relayed_words
    assert f"Say first: “{carried}”" in get_unescaped(worker, case, page)
    assert post(worker, case, page, something_said()).status_code == 302
    record = signed_in(worker).get(f"/cases/{case.reference}/")
    assert carried not in words(record)
    assert post(worker, case, page, something_said(way=Way.INTERMEDIARY)).status_code == 302
    for answer in (f"/cases/{case.reference}/", f"/cases/{case.reference}/sharing/"):
        assert carried in words(signed_in(worker).get(answer))


def get_unescaped(user: User, case: Case, page: str) -> str:
    return words(signed_in(user).get(f"/cases/{case.reference}/sharing/{page}"))


@pytest.mark.clause("L24")
def test_the_refusal_names_what_is_missing_and_leads_to_where_it_is_got(
    cast: Cast, permitted: Permitted
) -> None:
    worker, case, page = cast.team.caseworker, cast.khans.case, said_page(permitted())
    forged = something_said(contents=[Content.NEEDS, Content.HEALTH], said_on_health="Epilepsy.")
    answer = post(worker, case, page, forged)
    assert "does not cover: Health." in words(answer)
    links = re.findall(r'href="([^"]+permissions/(?:add|ask)/[^"]+)"', unescape(answer.content.decode()))
    assert [urlsplit(link).path.split("/")[-2] for link in links] == ["add", "ask"]
    for link in links:
        assert parse_qs(urlsplit(link).query) == {
            "agency": [str(cast.authority.id)],
            "ways": ["tell"],
            "contents": ["needs", "health"],
        }
        boxes = re.findall(r'value="(\w+)" checked', signed_in(worker).get(link).content.decode())
        assert {"tell", "needs", "health"} <= set(boxes)
        assert "school" not in boxes

    asked = {
        "once": str(uuid4()),
        "agency": str(cast.authority.id),
        "ways": [Way.TELL],
        "contents": [Content.NEEDS, Content.HEALTH],
        "due_on": "tomorrow",
    }
    for _ in range(2):
        assert post(worker, case, "permissions/ask/", asked).status_code == 302
    assert Task.objects.get(case=case, rule=TaskRule.BY_HAND).due_on == clock.today() + timedelta(days=1)
    assert "Ask the family whether we may tell them: SEND team. About: needs and diagnosis; health" in words(
        signed_in(worker).get(f"/cases/{case.reference}/")
    )


@pytest.mark.clause("L24")
def test_a_permission_that_ended_leads_to_asking_again(cast: Cast, permitted: Permitted) -> None:
    worker, case, permission = cast.team.caseworker, cast.khans.case, permitted()
    end_permission(by=worker, permission=permission, because=WhyEnded.TAKEN_BACK, at=clock.now())
    answer = signed_in(worker).get(f"/cases/{case.reference}/sharing/{said_page(permission)}")
    assert answer.status_code == 403
    assert "Ask the family again before you speak with SEND team." in words(answer)
    assert "contents=needs&contents=school" in unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("different", "problem"),
    [
        ({"told": ""}, "Select who you told"),
        ({"told": "not-a-person"}, "Select one of the choices"),
        ({"how": ""}, "Select how you told them"),
        ({"happened_on": "tomorrow"}, "When must be"),
        ({"happened_on": "-3"}, "When must be"),
        ({"happened_on": ""}, "Enter the day you told them"),
    ],
)
def test_passing_on_that_is_not_whole_is_refused_in_words_and_keeps_what_was_typed(
    cast: Cast, different: dict[str, object], problem: str
) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    heard(cast)
    answer = post(worker, case, heard_page(case), told(cast, **different))
    assert problem in words(answer)
    assert "Thank you for telling me straight." in words(answer)
    assert not PassedOn.objects.exists()


def heard(cast: Cast) -> Heard:
    at = clock.now()
    permission = permitted_by(cast.team.caseworker, cast.khans, cast.authority, at=at)
    return heard_from(cast.team.caseworker, cast.khans, permission, at=at)


def test_a_form_opened_before_it_was_passed_on_and_sent_after_is_refused(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    heard(cast)
    assert post(worker, case, heard_page(case), told(cast)).status_code == 302
    answer = post(worker, case, heard_page(case), told(cast, how=HowPassedOn.EMAIL))
    assert "This is on record already" in words(answer)
    assert "Save: the family was told" not in words(answer)
    assert PassedOn.objects.count() == 1


def test_a_caseworker_is_sent_to_the_manager_who_alone_withholds(cast: Cast) -> None:
    worker, manager, case = cast.team.caseworker, cast.team.manager, cast.khans.case
    heard(cast)
    assert "Only the manager can decide" in get(worker, case, heard_page(case))
    reason: Mapping[str, object] = {
        "once": str(uuid4()),
        "why": WhyWithheld.RISK_OF_HARM,
        "because": "It would tell him where she lives.",
    }
    page = f"{heard_page(case)}withhold/"
    assert post(worker, case, page, reason).status_code == 403
    assert "Enter what makes it so" in words(post(manager, case, page, {**reason, "because": " "}))
    assert post(manager, case, page, reason).status_code == 302
    assert PassedOn.objects.get().outcome == PassOnOutcome.WITHHELD
    record = words(signed_in(worker).get(f"/cases/{case.reference}/"))
    assert "Not passed on, as Moira Patel decided." in record
    assert "It would tell him where she lives." in record


def test_what_is_overdue_is_on_the_managers_day_too(cast: Cast) -> None:
    one = heard(cast)
    manager, worker = cast.team.manager, cast.team.caseworker
    assert "Families not told in time" not in words(signed_in(manager).get("/today/"))
    with time_machine.travel(clock.now() + timedelta(days=9)):
        day = words(signed_in(manager).get("/today/"))
        assert "Families not told in time" in day
        assert f"What SEND team said {cast.khans.case.reference} · Amina Yusuf" in day
        assert "days late" in day
        assert "Families not told in time" not in words(signed_in(worker).get("/today/"))
        assert "Tell the family what SEND team said" in words(signed_in(worker).get("/today/"))
    assert Heard.objects.overdue(one.due_on + timedelta(days=1)).get() == one
    assert not Heard.objects.overdue(one.due_on).exists()


def test_what_is_to_be_passed_on_goes_with_the_case_to_whoever_has_it_next(cast: Cast) -> None:
    heard(cast)
    allocate(
        by=cast.team.manager,
        case=cast.khans.case,
        worker=cast.team.colleague,
        reason="Leave.",
        at=clock.now(),
        instead_of_others=True,
    )
    assert "Tell the family what SEND team said" in words(signed_in(cast.team.colleague).get("/today/"))
    assert "Tell the family" not in words(signed_in(cast.team.caseworker).get("/today/"))


def test_another_cases_item_is_not_there(cast: Cast) -> None:
    heard(cast)
    page = heard_page(cast.khans.case)
    for address in (page, f"{page}withhold/"):
        url = f"/cases/{cast.waiting.reference}/sharing/{address}"
        assert signed_in(cast.team.manager).get(url).status_code == 404
    a_task = f"heard/{uuid4()}/"
    assert Client().get(f"/cases/{cast.khans.case.reference}/sharing/{a_task}").status_code == 302
    url = f"/cases/{cast.khans.case.reference}/sharing/{a_task}"
    assert signed_in(cast.team.manager).get(url).status_code == 404


@pytest.mark.clause("L24")
def test_a_yes_on_the_phone_is_used_in_the_same_minute_for_what_was_missing(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    wider = a_yes(cast, contents=[Content.HEALTH], words_on_health="The epilepsy.")
    assert post(worker, case, "permissions/add/", wider).status_code == 302
    said = something_said(contents=[Content.HEALTH], said_on_health="Epilepsy.", heard=SAID)
    assert post(worker, case, said_page(SharingPermission.objects.get()), said).status_code == 302
    disclosure = Disclosure.objects.get()
    assert disclosure.happened_at - disclosure.permission.given_at < timedelta(minutes=1)


def test_beside_a_meeting_two_permissions_of_one_agency_are_told_apart(
    cast: Cast, permitted: Permitted
) -> None:
    planned = meeting(cast.team.caseworker, cast.khans.case)
    address = f"/cases/{cast.khans.case.reference}/meetings/{planned.id}/"
    browser = signed_in(cast.team.caseworker)
    permitted(contents={Content.NEEDS: ""})
    assert "SEND team:" not in words(browser.get(address))
    permitted(contents={Content.SCHOOL: ""})
    both = words(browser.get(address))
    assert "SEND team: needs and diagnosis" in both
    assert "SEND team: school: support, attendance, exclusion" in both


def typed_before(user: User, case: Case, permission: SharingPermission) -> None:
    """Something about health, under a yes that has since ended."""
    response = signed_in(user).post(
        f"/drafts/case:{case.reference}:said-{permission.agency_id}/",
        {"contents": ["needs", "health"], "said_on_health": "The epilepsy nurse sees him monthly."},
        content_type="application/json",
        headers={"X-Draft-User": str(user.id)},
    )
    assert response.status_code == 200


@pytest.mark.clause("L24", "B06")
def test_what_was_typed_of_what_the_yes_does_not_cover_is_shown_and_stays_in_the_draft(
    cast: Cast, permitted: Permitted
) -> None:
    worker, case, permission = cast.team.caseworker, cast.khans.case, permitted()
    typed_before(worker, case, permission)
    page = f"/cases/{case.reference}/sharing/{said_page(permission)}"
    shown = signed_in(worker).get(page).content.decode()
    assert "Not covered by this permission, so not sent from here Health:" in words(HttpResponse(shown))
    assert re.search(r'value="health"[^>]*checked', shown) is None
    left = {name: box.value for name, box in read(shown).forms[-1].boxes.items() if name == "left"}
    assert left == {"left": "health"}
    sent = something_said(said_on_health="The epilepsy nurse sees him monthly.", **left)
    assert post(worker, case, said_page(permission), sent).status_code == 302
    said = Disclosure.objects.of(case).get()
    assert [one.content for one in said.contents.all()] == [Content.NEEDS]
    again = words(signed_in(worker).get(page))
    assert "The epilepsy nurse sees him monthly." in again
    assert str(something_said()["said_on_needs"]) not in again
    wider = permitted(contents=dict.fromkeys((Content.NEEDS, Content.HEALTH), ""))
    filled = signed_in(worker).get(f"/cases/{case.reference}/sharing/{said_page(wider)}").content.decode()
    assert "Not covered" not in filled
    assert re.search(r'value="health"[^>]*checked', filled)
    assert "The epilepsy nurse sees him monthly.</textarea>" in filled
