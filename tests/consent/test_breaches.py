"""Data breaches: anyone reports one, 72 hours run from when we knew, and every decision about it stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from typing import cast as cast_to
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from consent.actions.breaches import Step, take_step
from consent.choices import BreachKind, BreachRisk, BreachStep, Notifying, PeopleTold
from consent.deadlines import LONDON
from consent.forms.breaches import BreachForm, NotifiedForm
from consent.models import Breach, BreachEntry, Disclosure
from consent.rules import BreachState, may_close, may_decide, may_take
from sendiass import clock
from sendiass.access import NotThere, Refused, refuse
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.audit.models import Reading
from sendiass.outbox.models import Message
from tests.canary.pages_read import read
from tests.cast import Cast
from tests.consent.conftest import HOUR, reported, shared

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L24")]

NOT_RISKY = Step(BreachStep.ASSESSED, "It came back unopened.", BreachRisk.UNLIKELY)
RISKY = Step(BreachStep.ASSESSED, "A diagnosis was in it.", BreachRisk.RISK)
VERY_RISKY = Step(BreachStep.ASSESSED, "A safe address was in it.", BreachRisk.HIGH)
NEED_NOT = Step(BreachStep.DECIDED, "No risk to anyone.", Notifying.NOT)
HAVE_TO = Step(BreachStep.DECIDED, "The law says so.", Notifying.TELL)
CLOSE = Step(BreachStep.CLOSED, "Two people check each envelope.")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words_at(user: User, address: str) -> str:
    response = signed_in(user).get(address)
    assert response.status_code == 200, address
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def post(user: User, address: str, typed: Mapping[str, object]) -> HttpResponse:
    return cast_to(HttpResponse, signed_in(user).post(address, typed))


def typed(**different: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "once": str(uuid4()),
        "what": "A letter went to the house next door.",
        "kind": BreachKind.WRONG_PERSON,
        "aware_on": "today",
        "aware_time": "",
    }
    return usual | different


def steps(by: User, breach: Breach, *several: Step) -> list[BreachEntry]:
    return [take_step(by=by, breach=breach, step=one, once=uuid4(), at=clock.now()) for one in several]


def told_the_ico(at: datetime | None = None, **different: Any) -> Step:
    return Step(BreachStep.NOTIFIED, happened_at=at or clock.now(), number="IC-1234", **different)


def test_everyone_of_staff_reports_and_only_the_manager_sees_what_became_of_it(cast: Cast) -> None:
    staff = {**cast.team.everyone}
    board_member = staff.pop("board_member")
    for user in staff.values():
        assert post(user, "/breaches/report/", typed()).status_code == 302
    assert Breach.objects.count() == len(staff)
    assert post(cast.team.administrator, "/breaches/report/", typed())["Location"] == "/intake/"
    assert post(board_member, "/breaches/report/", typed()).status_code == 403
    del staff["manager"]
    for user in staff.values():
        assert signed_in(user).get("/breaches/").status_code == 403
        assert signed_in(user).get(f"/breaches/{Breach.objects.first().id}/").status_code == 403  # type: ignore[union-attr]


def test_the_clock_runs_from_when_we_knew_and_not_from_when_it_was_written_down(cast: Cast) -> None:
    yesterday = clock.today() - timedelta(days=1)
    post(cast.team.caseworker, "/breaches/report/", typed(aware_on="yesterday", aware_time="2:30pm"))
    breach = Breach.objects.get()
    assert breach.aware_at == datetime(yesterday.year, yesterday.month, yesterday.day, 14, 30, tzinfo=LONDON)
    assert (breach.notify_by - breach.aware_at) == timedelta(hours=72)


def test_an_earlier_day_without_its_time_counts_from_its_first_minute(cast: Cast) -> None:
    post(cast.team.caseworker, "/breaches/report/", typed(aware_on="yesterday"))
    breach = Breach.objects.get()
    assert breach.aware_at.astimezone(LONDON).strftime("%H:%M") == "00:00"


def test_the_address_fills_in_the_agency_and_the_case(cast: Cast) -> None:
    address = f"/breaches/report/?agency={cast.authority.id}&case={cast.khans.case.reference}"
    page = signed_in(cast.team.caseworker).get(address).content.decode()
    assert cast.authority.name in page
    assert cast.khans.case.reference in page
    post(cast.team.caseworker, "/breaches/report/", typed(agency=str(cast.authority.id)))
    assert Breach.objects.get().agency == cast.authority
    for nonsense in ("nobody", str(uuid4()), "\x00"):
        response = signed_in(cast.team.caseworker).get("/breaches/report/", {"agency": nonsense})
        assert response.status_code == 200


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"what": ""}, "Enter what happened"),
        ({"kind": ""}, "Select what kind of thing it was"),
        ({"aware_on": ""}, "Enter the day on which we first knew of it"),
        ({"aware_on": "tomorrow"}, "must be today or in the past"),
        ({"aware_on": "1/1/1919"}, "or later"),
        ({"happened_on": "1/1/1919"}, "or later"),
        ({"aware_time": "11:59pm"}, "The time is in the future. Enter when it was"),
        ({"aware_time": "ten"}, "must be a time"),
        ({"aware_on": "-3", "happened_on": "-2"}, "This is after we knew of it"),
    ],
)
def test_bad_input_says_what_is_wrong_and_keeps_what_was_typed(
    cast: Cast, wrong: dict[str, object], said: str
) -> None:
    response = post(cast.team.caseworker, "/breaches/report/", typed(done="Kept as typed.", **wrong))
    assert response.status_code == 200
    assert said in response.content.decode()
    assert "Kept as typed." in response.content.decode()
    assert not Breach.objects.exists()


def test_a_time_to_come_is_refused_at_its_own_box(cast: Cast) -> None:
    breach, said = reported(cast.team.caseworker), "The time is in the future. Enter when it was"
    told: dict[str, object] = {"told_on": "today", "told_time": "11:59pm", "words": "All of it."}
    for user, address, sent, box in (
        (cast.team.caseworker, "/breaches/report/", typed(aware_time="11:59pm"), "id_aware_time"),
        (cast.team.manager, f"/breaches/{breach.id}/notified/", told, "id_told_time"),
    ):
        html = post(user, address, sent).content.decode()
        assert [tuple(one) for one in read(html).problems] == [(box, said)]


def test_what_the_action_finds_in_the_future_is_said_at_the_time_too() -> None:
    decision = refuse("This is in the future. Enter when it happened.", "dates-make-sense")
    told = {"told_on": "today", "words": "All of it."}
    for form, box in ((BreachForm(typed()), "aware_time"), (NotifiedForm(told), "told_time")):
        assert form.is_valid()
        form.refused(decision)
        assert dict(form.errors) == {box: [decision.reason]}


def test_cases_named_are_touched_and_nobody_learns_which_references_are_known(cast: Cast) -> None:
    known, unknown = cast.khans.case.reference, cast.khans.case.reference[:-5] + "99999"
    answers = [
        post(cast.team.administrator, "/breaches/report/", typed(whose=f"About {one.lower()}, I think"))
        for one in (known, unknown)
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, answers[0]["Location"])}
    touched = {breach: [one.case for one in breach.cases.all()] for breach in Breach.objects.all()}
    assert sorted(map(len, touched.values())) == [0, 1]
    assert [cast.khans.case] in touched.values()


def test_a_breach_is_no_disclosure_and_makes_none(cast: Cast) -> None:
    reported(cast.team.caseworker, agency=cast.authority, whose=cast.khans.case.reference)
    assert not Disclosure.objects.exists()
    assert "Nothing has been said to anyone." in words_at(
        cast.team.caseworker, f"/cases/{cast.khans.case.reference}/sharing/"
    )


def test_those_who_keep_the_register_are_told_by_mail_that_says_nothing_of_anybody(cast: Cast) -> None:
    breach = reported(cast.team.caseworker, whose=f"{cast.khans.case.reference} Zahra")
    (message,) = Message.objects.filter(kind="consent.breach_reported")
    manager = cast.team.manager
    assert message.subject_id == manager.id
    with reading(by=manager, subjects=[manager.key_subject], purpose="test"):
        body = str(message.body)
    assert "/breaches/" in body
    assert str(breach.id) not in body
    for word in ("Zahra", "next door", cast.khans.case.reference, "Amina"):
        assert word not in body


def test_the_hours_left_stand_on_the_register_the_page_and_the_managers_day(cast: Cast) -> None:
    breach = reported(cast.team.caseworker, aware_at=clock.now() - 40 * HOUR)
    for address in ("/breaches/", f"/breaches/{breach.id}/", "/today/"):
        assert "31 hours left" in words_at(cast.team.manager, address)
    late = reported(cast.team.caseworker, aware_at=clock.now() - 75 * HOUR)
    page = words_at(cast.team.manager, "/breaches/")
    assert page.index("3 hours late") < page.index("31 hours left")
    assert "3 hours late" in words_at(cast.team.manager, f"/breaches/{late.id}/")
    assert "Report a data breach" in words_at(cast.team.volunteer, "/today/")


def test_a_breach_is_assessed_decided_notified_told_and_closed(cast: Cast) -> None:
    breach, manager = reported(cast.team.caseworker), cast.team.manager
    address = f"/breaches/{breach.id}/"
    taken: list[tuple[BreachStep, dict[str, object]]] = [
        (BreachStep.ASSESSED, {"outcome": BreachRisk.HIGH, "words": "A safe address was in it."}),
        (BreachStep.DECIDED, {"outcome": Notifying.TELL, "words": "The law says so."}),
        (
            BreachStep.NOTIFIED,
            {"told_on": "today", "told_time": "", "number": "IC-1234", "words": "All of it."},
        ),
        (BreachStep.PEOPLE, {"outcome": PeopleTold.TOLD, "words": "Rang them the same hour."}),
        (BreachStep.NOTE, {"words": "The letter is back."}),
        (BreachStep.CLOSED, {"words": "Two people check each envelope."}),
    ]
    for step, words in taken:
        once = {"once": str(uuid4()), **words}
        for _ in range(2):
            answer = post(manager, f"{address}{step.value}/", once)
            assert answer.status_code == 302, answer.content.decode()
    assert breach.entries.count() == len(taken)
    page = words_at(manager, address)
    for said in ("IC-1234", "Rang them the same hour.", "Two people check each envelope.", "ICO told"):
        assert said in page
    assert "Closed" in words_at(manager, "/breaches/")
    assert "Data breach:" not in words_at(manager, "/today/")
    assert signed_in(manager).get(f"{address}note/").status_code == 403
    reopened = {"once": str(uuid4()), "words": "Another letter turned up."}
    assert post(manager, f"{address}reopened/", reopened).status_code == 302
    assert signed_in(manager).get(f"{address}note/").status_code == 200
    assert signed_in(manager).get(f"{address}deleted/").status_code == 404


def test_the_newest_word_counts_and_earlier_ones_stay(cast: Cast) -> None:
    breach, manager = reported(cast.team.caseworker), cast.team.manager
    steps(manager, breach, NOT_RISKY, NEED_NOT, RISKY)
    with pytest.raises(Refused, match="has to be told"):
        steps(manager, breach, CLOSE)
    page = words_at(manager, f"/breaches/{breach.id}/")
    assert "It came back unopened." in page
    assert "Decided: the ICO does not have to be told" in page
    assert "A diagnosis was in it." in page
    steps(manager, breach, HAVE_TO, told_the_ico(), CLOSE)


def test_the_clock_stops_only_when_it_is_said_when_the_ico_was_told_and_what(cast: Cast) -> None:
    breach, manager = reported(cast.team.caseworker), cast.team.manager
    steps(manager, breach, RISKY, HAVE_TO)
    page = signed_in(manager).get(f"/breaches/{breach.id}/notified/").content.decode()
    empty = {name: box.value for name, box in read(page).forms[-1].boxes.items()}
    refused = post(manager, f"/breaches/{breach.id}/notified/", empty).content.decode()
    assert "Enter the day on which the ICO was told" in refused
    assert "Enter what the ICO was told" in refused


def test_after_the_72_hours_the_reasons_for_the_delay_are_asked_for(cast: Cast) -> None:
    breach = reported(cast.team.caseworker, aware_at=clock.now() - 75 * HOUR)
    manager = cast.team.manager
    steps(manager, breach, RISKY, HAVE_TO)
    address, now = (
        f"/breaches/{breach.id}/notified/",
        {"told_on": "today", "told_time": "", "words": "All of it."},
    )
    refused = post(manager, address, now)
    assert "Enter the reasons for the delay" in refused.content.decode()
    assert "All of it." in refused.content.decode()
    assert post(manager, address, {**now, "delay": "Nobody was here."}).status_code == 302
    assert "Nobody was here." in words_at(manager, f"/breaches/{breach.id}/")
    in_time = reported(cast.team.caseworker, aware_at=clock.now() - 75 * HOUR)
    steps(manager, in_time, RISKY, HAVE_TO, told_the_ico(clock.now() - 10 * HOUR))


def test_a_step_that_is_not_due_says_what_comes_first(cast: Cast) -> None:
    breach = reported(cast.team.caseworker)
    response = signed_in(cast.team.manager).get(f"/breaches/{breach.id}/decided/")
    assert response.status_code == 403
    assert "Assess the risk first" in response.content.decode()
    page = words_at(cast.team.manager, f"/breaches/{breach.id}/")
    assert "Assess the risk" in page
    assert "Close it" not in page


def test_the_register_has_the_open_by_their_clocks_and_then_the_closed_newest_first(cast: Cast) -> None:
    manager, now = cast.team.manager, clock.now()
    ages = {"older": 60, "newer": 50, "later": 20, "sooner": 40}
    found = {
        name: reported(cast.team.caseworker, aware_at=now - hours * HOUR) for name, hours in ages.items()
    }
    for name in ("older", "newer"):
        steps(manager, found[name], NOT_RISKY, NEED_NOT, CLOSE)
    ordered = list(Breach.objects.visible_to(manager).with_state().open_first())
    assert ordered == [found[name] for name in ("sooner", "later", "newer", "older")]
    still_open = Breach.objects.visible_to(manager).with_state().still_open()
    assert list(still_open) == [found["sooner"], found["later"]]


def test_only_those_who_keep_the_register_take_a_step(cast: Cast) -> None:
    breach = reported(cast.team.caseworker)
    for user in (cast.team.caseworker, cast.team.administrator, cast.team.board_member):
        with pytest.raises((Refused, NotThere)):
            steps(user, breach, NOT_RISKY)


def test_who_looked_at_a_family_shows_that_a_breach_was_looked_at(cast: Cast) -> None:
    breach = reported(cast.team.caseworker, whose=cast.khans.case.reference)
    words_at(cast.team.manager, f"/breaches/{breach.id}/")
    newest = Reading.objects.filter(page="consent:breach_page").latest("at")
    assert set(newest.subjects) == {breach.id, cast.khans.case.id}


def state(risk: BreachRisk | None, notifying: Notifying | None, *taken: BreachStep) -> BreachState:
    return BreachState(risk, notifying, frozenset(taken), is_closed=False, notify_by=clock.now())


@pytest.mark.parametrize(
    ("risk", "notifying", "is_notified", "is_told"),
    list(product((None, *BreachRisk), (None, *Notifying), (False, True), (False, True))),
)
def test_a_breach_is_closed_only_once_the_law_has_been_kept(
    risk: BreachRisk | None, notifying: Notifying | None, is_notified: bool, is_told: bool
) -> None:
    done = [BreachStep.NOTIFIED] * is_notified + [BreachStep.PEOPLE] * is_told
    kept = (
        risk is not None
        and notifying is not None
        and (risk is BreachRisk.UNLIKELY or notifying is Notifying.TELL)
        and (notifying is Notifying.NOT or is_notified)
        and (risk is not BreachRisk.HIGH or is_told)
    )
    assert bool(may_close(state(risk, notifying, *done))) == kept


@given(st.sampled_from(BreachStep), st.booleans())
def test_a_closed_breach_takes_nothing_but_its_opening(step: BreachStep, is_closed: bool) -> None:
    found = BreachState(None, None, frozenset(), is_closed=is_closed, notify_by=clock.now())
    if is_closed:
        assert bool(may_take(step, found)) == (step is BreachStep.REOPENED)
    assert bool(may_decide(Notifying.TELL, found))


def test_what_was_shared_to_keep_someone_safe_is_not_in_the_register_by_itself(cast: Cast) -> None:
    shared(cast.team.caseworker, cast.khans)
    assert not Breach.objects.exists()
    assert "No data breach is on record." in words_at(cast.team.manager, "/breaches/")


def linking(reference: str) -> Step:
    return Step(BreachStep.LINKED, "The letter was theirs.", number=reference)


def test_a_case_is_linked_later_by_an_entry_and_nothing_that_was_written_changes(cast: Cast) -> None:
    manager, case = cast.team.manager, cast.khans.case
    breach = reported(cast.team.caseworker)
    page = f"/breaches/{breach.id}/"
    assert "Link a case" in words_at(manager, page)
    typed_in = {"once": str(uuid4()), "reference": case.reference.lower(), "words": "The letter was theirs."}
    for _ in range(2):
        assert post(manager, f"{page}linked/", typed_in).status_code == 302
    assert [one.case_id for one in breach.cases.all()] == [case.id]
    shown = words_at(manager, page)
    assert "Case linked" in shown
    assert f"Reference {case.reference}" in shown
    assert "How it touches it The letter was theirs." in shown
    assert f"/cases/{case.reference}/" in signed_in(manager).get(page).content.decode()
    with pytest.raises(Refused, match="linked to the breach already"):
        steps(manager, breach, linking(case.reference))
    steps(manager, breach, linking(cast.taylors.case.reference))
    assert breach.cases.count() == 2


@pytest.mark.parametrize("reference", ["LEI-99999", "the Khans", "%"])
def test_a_case_that_is_not_there_is_not_linked_and_what_was_typed_is_kept(
    cast: Cast, reference: str
) -> None:
    breach = reported(cast.team.caseworker)
    answer = post(
        cast.team.manager,
        f"/breaches/{breach.id}/linked/",
        {"once": str(uuid4()), "reference": reference, "words": "The letter was theirs."},
    )
    assert "You have no case of that reference" in answer.content.decode()
    assert "The letter was theirs.</textarea>" in answer.content.decode()
    assert not breach.cases.exists()
    assert not breach.entries.exists()


def test_a_closed_breach_takes_no_case(cast: Cast) -> None:
    manager, breach = cast.team.manager, reported(cast.team.caseworker)
    steps(manager, breach, NOT_RISKY, NEED_NOT, CLOSE)
    with pytest.raises(Refused, match="closed"):
        steps(manager, breach, linking(cast.khans.case.reference))
    assert not breach.cases.exists()
