"""What is typed about supervision, training, joining or file checks outlives a time-out, and is its writer's alone (B06)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from itertools import product
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from governance.access.joining import open_joiner
from governance.actions.joining import say_done
from governance.choices import Promise
from governance.choices.joining import JoiningItem
from governance.models import FileCheck
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.database import standing
from sendiass.drafts.models import Draft
from tests.cast import Cast, logged
from tests.commenting import second_manager, signed_in
from tests.governance.checking import checked, drawn
from tests.supervising import booked, held, signed, supervises, wrote
from tests.training import applied, beyond, given, had, looking

pytestmark = [pytest.mark.django_db, pytest.mark.clause("B06")]

HALF = "Half a sentence, and then the telephone"
TIME_OUT = timedelta(minutes=31)
NOT_THERE = UUID(int=7)


@dataclass(frozen=True)
class Form:
    """A form as it is half filled in by somebody, and what it is sent with once they are back."""

    url: str
    by: User
    half: Mapping[str, str]
    whole: Mapping[str, str]


def manager(cast: Cast) -> User:
    return cast.team.manager


def url(name: str, *args: object) -> str:
    return reverse(f"governance:{name}", args=args)


def meeting(**more: str) -> dict[str, str]:
    return {"starts_on": "+3", "starts_time": "2pm", "minutes": "50", "where": "in_person", **more}


def booking(cast: Cast) -> Form:
    supervises(cast, cast.team.caseworker)
    half = {"starts_time": "quarter past te"}
    return Form(url("session_book", cast.team.caseworker.id), manager(cast), half, meeting())


def leave(cast: Cast) -> Form:
    supervises(cast, cast.team.caseworker)
    whole = {"kind": "holiday", "first_on": "tomorrow", "last_on": "+5"}
    return Form(
        url("leave_add", cast.team.caseworker.id), manager(cast), {"last_on": "the fifth of Ma"}, whole
    )


def who_is_above(cast: Cast) -> Form:
    supervises(cast, cast.team.caseworker)
    who = str(cast.team.manager.id)
    whole = {"supervisor": who, "line_manager": who, "from_on": "today"}
    return Form(
        url("above_set", cast.team.caseworker.id), manager(cast), {"from_on": "the fifth of Ma"}, whole
    )


def step(name: str, half: Mapping[str, str], whole: Mapping[str, str]) -> Callable[[Cast], Form]:
    def form(cast: Cast) -> Form:
        worker = cast.team.caseworker
        supervises(cast, worker)
        is_to_come = name in ("agenda", "move")
        session = booked(worker, by=worker, in_days=8 if is_to_come else -1)
        if name not in ("agenda", "move", "missed", "held"):
            session = held(worker, by=manager(cast), days_ago=2)
        if name == "remark":
            wrote(session, by=worker)
            signed(session, worker, manager(cast))
        said = {"case": cast.khans.case.reference, "owner": str(worker.id)}
        return Form(
            url("session_step", session.id, name),
            worker,
            half,
            {key: said.get(value, value) for key, value in whole.items()},
        )

    return form


REFLECTED = dict.fromkeys(("whose_side", "left_out", "inadvisable", "pressure"), "Nothing.")


def group(cast: Cast) -> Form:
    whole = {"held_on": "today", "came": str(cast.team.volunteer.id), "themes": "Waiting lists."}
    return Form(url("group_add"), manager(cast), {"themes": HALF}, whole)


def training(cast: Cast) -> Form:
    whole = {"course": "Law", "provider_kind": "in_house", "held_on": "yesterday", "hours": "2"}
    return Form(url("training_record", cast.team.volunteer.id), manager(cast), {"course": HALF}, whole)


def training_taken_back(cast: Cast) -> Form:
    record = had(manager(cast), cast.team.volunteer)
    whole = {"reason": "Another day."}
    return Form(url("training_take_back", record.id), manager(cast), {"reason": HALF}, whole)


def beyond_training(cast: Cast) -> Form:
    whole = {"what_follows": "Talked about it."}
    return Form(url("above_see", beyond(cast).id), manager(cast), {"what_follows": HALF}, whole)


def session_given(cast: Cast) -> Form:
    whole = {
        "title": "Reviews",
        "audience": "families",
        "provider_kind": "in_house",
        "held_on": "today",
        "hours": "2",
    }
    return Form(url("given_add"), cast.team.administrator, {"title": HALF}, whole)


def attendance(cast: Cast) -> Form:
    session = given(manager(cast))
    return Form(url("given_attendance", session.id), manager(cast), {"came": "17 or so"}, {"came": "17"})


def said_of_a_session(cast: Cast) -> Form:
    session = given(manager(cast))
    return Form(url("given_feedback", session.id), manager(cast), {"words": HALF}, {"useful": "very"})


def drive(cast: Cast) -> Form:
    whole = {"title": "Spring", "where": "The library", "places": "3", "opened_on": "today"}
    return Form(url("drive_add"), manager(cast), {"where": HALF}, whole)


def applicant(cast: Cast) -> Form:
    whole = {"name": "Nadia Brook", "contact": "07700 900456", "applied_on": "today"}
    return Form(url("applicant_add", looking(manager(cast)).id), manager(cast), {"note": HALF}, whole)


def applicant_step(cast: Cast) -> Form:
    one = applied(manager(cast))
    return Form(url("applicant_step", one.id), manager(cast), {"note": HALF}, {"to": "withdrew"})


def applicant_check(cast: Cast) -> Form:
    one = applied(manager(cast))
    whole = {"kind": "reference", "number": "R-7", "dated_on": "yesterday"}
    return Form(url("applicant_check", one.id), manager(cast), {"number": "R-7 or was it"}, whole)


def done_before(cast: Cast) -> Form:
    item = JoiningItem.AGREEMENT.value
    form = url("joiner_done", cast.team.volunteer.id, item)
    return Form(form, manager(cast), {"done_on": "the fifth of Ma"}, {"done_on": "today"})


def to_do_again(cast: Cast) -> Form:
    joiner = open_joiner(by=manager(cast), account=cast.team.volunteer.id, on=clock.today())
    item = JoiningItem.AGREEMENT
    say_done(by=manager(cast), joiner=joiner, item=item, done_on=clock.today(), at=clock.now())
    form = url("joiner_again", cast.team.volunteer.id, item.value)
    return Form(form, manager(cast), {"reason": HALF}, {"reason": "Its words have changed."})


def leaving(cast: Cast) -> Form:
    form = url("joiner_leave", cast.team.volunteer.id)
    return Form(form, manager(cast), {"reason": HALF}, {"last_day": "today"})


def draw(cast: Cast) -> Form:
    logged(cast.team.caseworker, cast.khans.case)
    whole = {"worker": str(cast.team.caseworker.id), "first_on": "-90", "last_on": "today", "size": "1"}
    return Form(url("sample_draw"), manager(cast), {"first_on": "the fifth of Ma"}, whole)


def findings(cast: Cast) -> Form:
    checked(cast)
    logged(cast.team.caseworker, cast.khans.case)
    check = FileCheck.objects.filter(sample=drawn(cast, size=20), outcome=None).order_by("place")[0]
    whole = {one.value: "kept" for one in Promise}
    return Form(url("check_record", check.id), manager(cast), {"words": HALF}, whole)


def reply(cast: Cast) -> Form:
    check = checked(cast)
    return Form(url("check_page", check.id), check.worker, {"words": HALF}, {"words": "Agreed."})


FORMS: dict[str, Callable[[Cast], Form]] = {
    "booking": booking,
    "leave": leave,
    "who is above": who_is_above,
    "agenda": step("agenda", {"words": HALF}, {"words": "The Khans."}),
    "moving": step("move", {"reason": HALF}, meeting(reason="Ill.")),
    "not held": step("missed", {"reason": HALF}, {"outcome": "worker_ill"}),
    "held": step("held", {"held_on": "the fifth of Ma"}, {"held_on": "yesterday"}),
    "record": step("record", {"pressure": HALF}, {**REFLECTED, "number": "0"}),
    "case": step("case", {"words": HALF}, {"reference": "case", "words": "Its aim."}),
    "action": step("action", {"words": HALF}, {"words": "Read on.", "owner": "owner", "due_on": "tomorrow"}),
    "remark": step("remark", {"words": HALF}, {"words": "One thing more."}),
    "group": group,
    "training": training,
    "training taken back": training_taken_back,
    "beyond training": beyond_training,
    "session given": session_given,
    "attendance": attendance,
    "said of a session": said_of_a_session,
    "drive": drive,
    "applicant": applicant,
    "a step of an applicant": applicant_step,
    "a check of an applicant": applicant_check,
    "done before a first case": done_before,
    "to do again": to_do_again,
    "leaving": leaving,
    "draw": draw,
    "findings": findings,
    "reply": reply,
}


def left_at(client: Client, form: Form) -> str:
    """Where the page's script leaves what is typed."""
    page = client.get(form.url)
    assert page.status_code == 200, page.status_code
    found = re.search(r'data-autosave="([^"]+)"', page.content.decode())
    assert found, form.url
    return found[1]


def typed(client: Client, user: User, address: str, half: Mapping[str, str]) -> int:
    """What the script sends while somebody types; the answer's number."""
    answer = client.post(
        address,
        json.dumps(dict(half)),
        content_type="application/json",
        headers={"X-Draft-User": str(user.id)},
    )
    return answer.status_code


def on_page(client: Client, form: Form) -> str:
    return unescape(client.get(form.url).content.decode())


@pytest.mark.parametrize("named", FORMS)
def test_words_are_there_after_a_time_out_and_go_when_the_form_is_sent(cast: Cast, named: str) -> None:
    form, begins = FORMS[named](cast), clock.now()
    client = signed_in(form.by)
    with time_machine.travel(begins, tick=False) as now:
        address = left_at(client, form)
        assert typed(client, form.by, address, form.half) == 200
        now.shift(TIME_OUT)
        assert client.get(form.url).status_code == 302, "still signed in"
        assert typed(client, form.by, address, form.half) == 401
        client.force_login(form.by)
        page = on_page(client, form)
        assert all(words in page for words in form.half.values())
        assert "restored" in page

        other = second_manager(cast)
        elsewhere = on_page(signed_in(other), form)
        assert not any(words in elsewhere for words in form.half.values())
        with standing.standing_as(standing.worker(other.id)):
            assert not Draft.objects.exists()

        sent = client.post(form.url, {"once": str(uuid4()), **form.whole})
        assert sent.status_code == 302, sent.content.decode()
        assert not Draft.objects.exists()


@pytest.mark.parametrize("named", FORMS)
def test_a_form_that_goes_back_keeps_what_was_begun(cast: Cast, named: str) -> None:
    form = FORMS[named](cast)
    client = signed_in(form.by)
    assert typed(client, form.by, left_at(client, form), form.half) == 200
    refused = client.post(form.url, dict.fromkeys(form.half, "x" * 20000))
    assert refused.status_code == 200
    assert "There is a problem" in refused.content.decode()
    assert Draft.objects.exists()


@pytest.mark.parametrize("named", FORMS)
def test_nobody_keeps_a_draft_of_a_form_that_is_not_theirs(cast: Cast, named: str) -> None:
    form = FORMS[named](cast)
    address = left_at(signed_in(form.by), form)
    for stranger in (cast.team.colleague, cast.team.board_member):
        if stranger != form.by:
            assert typed(signed_in(stranger), stranger, address, form.half) in (403, 404), address
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "supervision_of:nobody:book",
        f"supervision_of:{NOT_THERE}:book",
        "supervision_group:other",
        "training:new",
        f"given:{NOT_THERE}:feedback",
        "joining:applicant",
        f"joining:{NOT_THERE}:again-agreement",
        f"file_check:{NOT_THERE}:findings",
    ],
)
def test_there_is_no_draft_of_what_is_not_there(cast: Cast, address: str) -> None:
    assert typed(signed_in(manager(cast)), manager(cast), f"/drafts/{address}/", {"words": HALF}) == 404


def test_the_signature_keeps_no_draft(cast: Cast) -> None:
    worker = cast.team.caseworker
    supervises(cast, worker)
    session = held(worker, by=manager(cast))
    wrote(session, by=worker)
    page = signed_in(worker).get(url("session_step", session.id, "sign")).content.decode()
    assert "data-autosave" not in page


DATES = (
    "starts_on",
    "first_on",
    "last_on",
    "from_on",
    "held_on",
    "due_on",
    "opened_on",
    "applied_on",
    "dated_on",
    "done_on",
    "last_day",
)
NO_SUCH_DAYS = ("31/2/2026", "the fifth of Ma", "1/1/1900", "1/1/1850")
WITH_A_DAY = (
    "booking",
    "leave",
    "who is above",
    "moving",
    "held",
    "action",
    "group",
    "training",
    "session given",
    "drive",
    "applicant",
    "a check of an applicant",
    "done before a first case",
    "leaving",
    "draw",
)


@pytest.mark.parametrize("named", FORMS)
def test_a_form_sent_empty_says_what_to_do_and_never_fails(cast: Cast, named: str) -> None:
    form = FORMS[named](cast)
    answer = signed_in(form.by).post(form.url, {})
    assert answer.status_code == 200
    page = unescape(answer.content.decode())
    assert "There is a problem" in page
    assert "This field is required" not in page
    assert "? must" not in page


@pytest.mark.parametrize("named", WITH_A_DAY)
def test_a_day_that_cannot_be_is_said_by_its_box_and_stays_there(cast: Cast, named: str) -> None:
    form = FORMS[named](cast)
    client = signed_in(form.by)
    boxes = [box for box in DATES if box in form.whole]
    assert boxes
    for box, day in product(boxes, NO_SUCH_DAYS):
        answer = client.post(form.url, {**form.whole, box: day})
        assert answer.status_code == 200, (box, day)
        page = unescape(answer.content.decode())
        assert f'id="id_{box}_error"' in page, (box, day)
        assert f'value="{day}"' in page


@pytest.mark.parametrize("named", FORMS)
def test_words_that_are_too_long_are_said_by_their_box(cast: Cast, named: str) -> None:
    form = FORMS[named](cast)
    words = "It goes on. " * 2_000
    for box in set(form.half) - set(DATES):
        answer = signed_in(form.by).post(form.url, {**form.whole, box: words})
        assert answer.status_code == 200, box
        page = unescape(answer.content.decode())
        assert "There is a problem" in page
        assert f'href="#id_{box}"' in page


@pytest.mark.parametrize("named", FORMS)
def test_a_form_sent_twice_quickly_is_done_once_and_nobody_is_told_of_an_error(
    cast: Cast, named: str
) -> None:
    form = FORMS[named](cast)
    client, whole = signed_in(form.by), {"once": str(uuid4()), **form.whole}
    assert client.post(form.url, whole).status_code == 302
    assert client.post(form.url, whole).status_code == 302
