"""An agency that comes to us unasked: it speaks, we say nothing of the family, and the family hears it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from cases.choices import TaskRule
from cases.models import Task
from cases.rules import may_close
from consent.actions.approaches import Approached, record_approach
from consent.actions.passing_on import Telling, pass_on
from consent.choices import Channel, HowPassedOn, Told
from consent.models import Approach, DisclosedContent, Disclosure, Heard
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from sendiass.profiles import profile
from tests.cast import Cast, permitted
from tests.closing import closed_case
from tests.consent.test_sharing_pages import get, post, signed_in
from tests.consent.test_speaking_pages import words

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L25")]
SAID = "They mean to end her plan in spring."
PAGE = "heard/add/"


def they_rang(cast: Cast, **different: object) -> Approached:
    usual = Approached(
        agency=cast.authority,
        channel=Channel.CALL,
        spoke_to="Ms Hill, SEND officer",
        heard=SAID,
        happened_at=clock.now(),
        told=Told.SAID,
    )
    return replace(usual, **different)  # type: ignore[arg-type]


def approached(cast: Cast, **different: object) -> Approach:
    """The authority rings the Khans' caseworker, with no yes from the family."""
    return record_approach(
        by=cast.team.caseworker,
        case=cast.khans.case,
        approached=they_rang(cast, **different),
        once=uuid4(),
        at=clock.now(),
    )


def typed(cast: Cast, **different: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "once": str(uuid4()),
        "agency": str(cast.authority.id),
        "channel": Channel.CALL,
        "spoke_to": "Ms Hill, SEND officer",
        "heard": SAID,
        "told": Told.SAID,
        "happened_on": "today",
    }
    return usual | different


@pytest.mark.clause("L24")
def test_what_they_said_goes_from_their_call_to_the_family_and_nothing_left(cast: Cast) -> None:
    worker, case, client = cast.team.caseworker, cast.khans.case, signed_in(cast.team.caseworker)
    assert "An agency told us something without being asked" in get(worker, case)
    assert profile().sharing.told_unasked in words(client.get(f"/cases/{case.reference}/sharing/{PAGE}"))
    assert post(worker, case, PAGE, typed(cast)).status_code == 302
    assert not Disclosure.objects.exists()
    assert not DisclosedContent.objects.exists()
    record = words(client.get(f"/cases/{case.reference}/"))
    for page in (record, get(worker, case)):
        assert "Unasked, heard from SEND team" in page
        assert "We said nothing about the family." in page
        assert f"What they said {SAID}" in page
        assert "To be passed on to the family by" in page
    heard = Heard.objects.get()
    assert "Tell the family what SEND team said" in words(client.get("/today/"))
    assert SAID in get(worker, case, f"heard/{heard.task_id}/")
    with reading(by=worker, subjects=[case.key_subject], purpose="a test", page="a test"):
        telling = Telling(cast.khans.parent, HowPassedOn.PHONE, clock.today())
    pass_on(by=worker, heard=heard, telling=telling, once=uuid4(), at=clock.now())
    record = words(client.get(f"/cases/{case.reference}/"))
    assert "Passed on: what SEND team said" in record
    assert "Pass it on" not in record


def test_the_case_stays_open_until_the_family_knows(cast: Cast) -> None:
    heard = approached(cast).heard
    with pytest.raises(Refused, match=r"[Pp]ass on what an agency told us"):
        closed_case(by=cast.team.manager, case=cast.khans.case, reason="Done.", at=clock.now())
    assert not may_close([TaskRule.PASS_ON])
    assert Task.objects.get(pk=heard.task_id).done_at is None


@pytest.mark.clause("Y02")
def test_who_was_not_told_is_told_at_the_next_contact_of_either_kind(cast: Cast) -> None:
    worker, case = cast.team.caseworker, cast.khans.case
    yes = permitted(worker, cast.khans, cast.authority, at=clock.now())
    speaking = f"permissions/{yes.id}/said/"
    approached(cast, told=Told.NOT_POSSIBLE, because="They left a message.")
    assert "next time: They left a message." in get(worker, case)
    assert "Tell them first this time." in get(worker, case, speaking)
    approached(cast)
    assert "Tell them first this time." not in get(worker, case, speaking)


@pytest.mark.parametrize(
    ("different", "problem"),
    [
        ({"heard": ""}, "Enter what they said"),
        ({"spoke_to": ""}, "Enter who it was"),
        ({"told": ""}, "Select whether you told them"),
        ({"told": Told.NOT_POSSIBLE}, "Enter why it was not possible to tell them"),
        ({"agency": ""}, "Select the agency, or type the name of a school"),
        ({"channel": "pigeon"}, "Select one of the choices"),
        ({"happened_on": "tomorrow"}, "must be today or in the past"),
        ({"happened_on": "yesterday"}, "Enter the time it was"),
    ],
)
def test_what_is_missing_is_named_and_what_was_typed_is_kept(
    cast: Cast, different: dict[str, object], problem: str
) -> None:
    answer = post(cast.team.caseworker, cast.khans.case, PAGE, typed(cast, spoke_to="Mr Lee") | different)
    assert answer.status_code == 200
    assert problem in words(answer)
    if "heard" not in different:
        assert SAID in words(answer)
    assert not Approach.objects.exists()


def test_a_form_sent_twice_is_one_approach(cast: Cast) -> None:
    once = typed(cast)
    for _ in range(2):
        assert post(cast.team.caseworker, cast.khans.case, PAGE, once).status_code == 302
    assert Approach.objects.count() == Heard.objects.count() == 1


def test_a_call_to_come_and_a_closed_case_are_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="in the future"):
        approached(cast, happened_at=clock.now() + timedelta(hours=1))
    closed_case(by=cast.team.manager, case=cast.khans.case, reason="Done.", at=clock.now())
    with pytest.raises(Refused):
        approached(cast)
    assert not Approach.objects.exists()
    with pytest.raises(Refused):
        record_approach(
            by=cast.team.board_member,
            case=cast.taylors.case,
            approached=they_rang(cast),
            once=uuid4(),
            at=clock.now(),
        )
