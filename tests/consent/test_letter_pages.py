"""The pages of a letter: written, looked over and sent by what a browser sends, and what each refusal leaves to do."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from cases.choices import TaskRule
from cases.models import Agency, Task
from consent.actions.permissions import end_permission
from consent.choices import Content, Way, WhyEnded
from consent.models import Disclosure, Letter, SharingPermission
from sendiass import clock
from sendiass.outbox.choices import Channel, State
from tests.canary.pages_read import read
from tests.cast import Cast
from tests.consent.test_sharing_pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L24", "L25", "Y17")]
WORDS = "She tires early, and mornings are hard."


@pytest.fixture
def permission(permitted: Any) -> SharingPermission:
    yes: SharingPermission = permitted(ways=frozenset({Way.TELL, Way.INTERMEDIARY}))
    return yes


@pytest.fixture
def browser(cast: Cast) -> Client:
    return signed_in(cast.team.caseworker)


def address(permission: SharingPermission, page: str = "") -> str:
    return f"/cases/{permission.case.reference}/sharing/permissions/{permission.id}/letter/{page}"


def typed(**different: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "once": str(uuid4()),
        "carried": Channel.POST.value,
        "address": "Council House\n1 High Street\nLeicester LE1 1AA",
        "to_name": "Ms Hill, SEND officer",
        "way": Way.TELL.value,
        "contents": [Content.NEEDS.value],
        "said_on_needs": WORDS,
    }
    return usual | different


def write(browser: Client, permission: SharingPermission, **different: object) -> HttpResponse:
    return browser.post(address(permission), typed(**different))  # type: ignore[return-value]


def shown(browser: Client, path: str) -> tuple[str, dict[str, str]]:
    """What a page says, and what its last form would send."""
    html = browser.get(path).content.decode()
    return read(html).text, hidden(html)


def hidden(html: str) -> dict[str, str]:
    form = next(form for form in read(html).forms if "seen" in form.boxes)
    return {name: box.value for name, box in form.boxes.items()}


def problems(answer: Any) -> list[str]:
    return [problem.words for problem in read(answer.content.decode()).problems]


def test_written_and_looked_over_it_goes_as_it_was_shown(
    browser: Client, permission: SharingPermission
) -> None:
    assert write(browser, permission)["Location"] == address(permission, "look/")
    text, sent = shown(browser, address(permission, "look/"))
    assert "Dear Ms Hill," in text
    assert WORDS in text
    paper = browser.get(address(permission, "look/letter.pdf"))
    assert paper["Content-Type"] == "application/pdf"
    answer = browser.post(address(permission, "look/"), sent)
    letter = Letter.objects.get()
    assert answer.status_code == 302, problems(answer)
    assert answer["Location"].endswith(f"/sharing/letters/{letter.id}/")
    assert letter.message.state == State.WAITING
    assert Task.objects.open().filter(rule=TaskRule.POST_LETTER).count() == 1
    assert WORDS in read(browser.get(answer["Location"]).content.decode()).text
    assert 'name="to_name" value=""' not in browser.get(address(permission)).content.decode()


def test_an_email_is_looked_over_and_sent_the_same_way(
    browser: Client, permission: SharingPermission
) -> None:
    write(browser, permission, carried=Channel.EMAIL.value, email="send.team@authority.example")
    text, sent = shown(browser, address(permission, "look/"))
    assert "send.team@authority.example" in text
    browser.post(address(permission, "look/"), sent)
    message = Letter.objects.get().message
    assert (message.channel, message.state) == (Channel.EMAIL, State.WAITING)


def test_the_button_pressed_twice_sends_one_letter(browser: Client, permission: SharingPermission) -> None:
    write(browser, permission)
    _, sent = shown(browser, address(permission, "look/"))
    first, second = (browser.post(address(permission, "look/"), sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Letter.objects.count() == Disclosure.objects.count() == 1


def test_what_was_changed_in_another_tab_is_looked_at_again(
    browser: Client, permission: SharingPermission
) -> None:
    write(browser, permission)
    _, sent = shown(browser, address(permission, "look/"))
    write(browser, permission, said_on_needs="Mornings are fine now.")
    answer = browser.post(address(permission, "look/"), sent)
    assert problems(answer) == ["The letter is no longer what you looked at. Look at it again."]
    assert not Letter.objects.exists()
    again = browser.post(address(permission, "look/"), hidden(answer.content.decode()))
    assert again.status_code == 302
    assert "Mornings are fine now." in read(browser.get(again["Location"]).content.decode()).text


def test_a_yes_taken_back_while_it_was_looked_over_stops_it_and_keeps_what_was_typed(
    cast: Cast, browser: Client, permission: SharingPermission
) -> None:
    write(browser, permission)
    _, sent = shown(browser, address(permission, "look/"))
    end_permission(
        by=cast.team.caseworker, permission=permission, because=WhyEnded.TAKEN_BACK, at=clock.now()
    )
    answer = browser.post(address(permission, "look/"), sent)
    assert "The family has given no permission for this agency that holds at that time." in problems(answer)
    assert "Set a task to ask the family" in read(answer.content.decode()).text
    assert not Letter.objects.exists()


def test_what_the_family_did_not_say_yes_to_is_refused_though_a_form_was_made_by_hand(
    browser: Client, permission: SharingPermission
) -> None:
    write(browser, permission, contents=[Content.HEALTH.value], said_on_health="An operation in May.")
    _, sent = shown(browser, address(permission, "look/"))
    answer = browser.post(address(permission, "look/"), sent)
    assert "health" in " ".join(problems(answer)).lower()
    assert not Letter.objects.exists()


def test_an_address_of_eight_lines_of_eighty_characters_goes_and_gaps_between_them_do_not_count(
    browser: Client, permission: SharingPermission
) -> None:
    fits = "\n\n".join(["x" * 80] * 8)
    assert write(browser, permission, address=fits).status_code == 302


def test_what_an_envelope_could_not_hold_is_no_matter_to_an_email(
    browser: Client, permission: SharingPermission
) -> None:
    by_email = {"carried": Channel.EMAIL.value, "email": "send.team@authority.example"}
    assert write(browser, permission, **by_email, address="x" * 900).status_code == 302


@pytest.mark.parametrize(
    ("different", "said"),
    [
        ({"carried": ""}, "Select how it goes"),
        ({"address": ""}, "Enter their address"),
        ({"carried": "email", "email": "send.team"}, "Enter an email address, like name@example.com"),
        ({"address": "\n".join("abcdefghi")}, "Their address must be 8 lines or fewer. You entered 9"),
        (
            {"address": f"1 High Street\n{'x' * 81}"},
            "Each line of their address must be 80 characters or fewer. Line 2 has 81",
        ),
        ({"to_name": ""}, "Enter who it is for"),
        ({"way": ""}, "Select what it is"),
        ({"way": "hear"}, "Select one of the choices for “What is it?”"),
        ({"contents": []}, "Select what it is about"),
        ({"said_on_needs": ""}, "Enter what it says about this: needs and diagnosis"),
    ],
    ids=str,
)
def test_what_is_missing_is_named_and_what_was_typed_stays(
    browser: Client, permission: SharingPermission, different: dict[str, object], said: str
) -> None:
    answer = write(browser, permission, **different)
    assert answer.status_code == 200
    assert any(said in words for words in problems(answer)), problems(answer)
    kept = read(answer.content.decode()).forms[-1].boxes
    assert different.get("to_name", "Ms Hill, SEND officer") == kept["to_name"].value
    assert browser.get(address(permission, "look/"))["Location"] == address(permission)


def test_what_was_typed_of_what_the_yes_does_not_cover_is_not_sent_and_not_lost(
    browser: Client, permission: SharingPermission
) -> None:
    nurse = "The epilepsy nurse sees him monthly."
    write(browser, permission, said_on_health=nurse)
    text, sent = shown(browser, address(permission, "look/"))
    assert nurse not in text
    assert browser.post(address(permission, "look/"), sent).status_code == 302
    text = read(browser.get(address(permission)).content.decode()).text
    assert "Not covered by this permission, so not sent from here" in text
    assert nurse in text
    assert WORDS not in text


def test_an_address_of_another_agency_is_refused_and_an_unknown_one_is_to_be_checked(
    browser: Client, cast: Cast, permission: SharingPermission
) -> None:
    with transaction.atomic():
        for agency, email in (
            (cast.authority, "send.team@authority.example"),
            (cast.primary, "office@primary.example"),
        ):
            Agency.objects.filter(pk=agency.pk).unaudited_because("for this test").update(
                email=email, postcode="LE1 1AA"
            )
    by_email = {"carried": Channel.EMAIL.value, "email": "Office@primary.example"}
    assert "This is the email address of" in problems(write(browser, permission, **by_email))[0]
    unknown = "Our directory does not have this address"
    for there, is_known in (
        ({"carried": Channel.EMAIL.value, "email": "SEND.team@authority.example"}, True),
        ({"carried": Channel.EMAIL.value, "email": "someone@elsewhere.example"}, False),
        ({"address": "Council House\n1 High Street\nLeicester le11aa"}, True),
        ({"address": "1 Elsewhere\nLondon N1 9GU"}, False),
    ):
        assert write(browser, permission, **there).status_code == 302
        text, _ = shown(browser, address(permission, "look/"))
        assert (unknown not in text) is is_known
