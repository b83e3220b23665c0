"""Somebody who works here sees everything held about them, takes it along, and finds no family in it."""

from __future__ import annotations

import html
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cases.actions.casework import allocate
from cases.actions.interests import Connection, declare_interest
from cases.actions.policy import NewVersion, acknowledge_policy, put_in_policy, waive_policy
from cases.choices import InterestKind
from cases.models import Conflict
from governance.actions.file_checks import Findings, record_check, reply_to_check
from governance.actions.records import ToDo, add_note, agree_action
from governance.actions.sessions import Became, say_outcome
from governance.choices import NoteKind, Outcome, Promise, Verdict
from governance.models import FileCheck
from governance.rules.file_checks import Found
from sendiass import clock
from sendiass.accounts.models import User
from sendiass.audit.models import Reading
from tests.cast import Cast, logged
from tests.governance.checking import ALL_KEPT, checked, drawn
from tests.meetings import meeting
from tests.supervising import REFLECTED, booked, supervises, wrote
from tests.training import beyond, had, paper

pytestmark = [pytest.mark.django_db, pytest.mark.clause("Y08", "Y16")]

PAGES = ("governance:own_data", "governance:own_data_json", "governance:own_data_text")


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


FOUND = "Takes Samira Khan's side."
SAID = "Zahra was heard."
REPLIED = "Samira asked for it."


def handed_on(cast: Cast) -> None:
    """The Khans' case is the colleague's now."""
    allocate(
        by=cast.team.manager,
        case=cast.khans.case,
        worker=cast.team.colleague,
        reason="",
        at=clock.now(),
        instead_of_others=True,
    )


@pytest.fixture
def known(cast: Cast) -> Cast:
    """The caseworker with something of everything."""
    team, at = cast.team, clock.now()
    found = [*ALL_KEPT[:-1], Found(Promise.LANGUAGE, Verdict.NOT_KEPT, FOUND)]
    check = checked(cast, Findings(found, SAID))
    reply_to_check(by=team.caseworker, check=check, words=REPLIED, once=uuid4(), at=at)
    version = put_in_policy(
        by=team.manager, version=NewVersion("Impartial.", clock.today()), once=uuid4(), at=at
    )
    waive_policy(
        by=team.manager,
        worker=team.caseworker,
        until_on=clock.today() + timedelta(days=2),
        reason="Back from leave.",
        at=at,
    )
    acknowledge_policy(by=team.caseworker, version=version, at=at)
    friend = Connection(kind=InterestKind.FRIEND, given_names="Fritz", family_name="Unheard")
    declare_interest(by=team.caseworker, connection=friend, once=uuid4(), at=at)
    return cast


def test_it_holds_account_roles_interests_acknowledgements_findings_and_reading(known: Cast) -> None:
    client = signed_in(known.team.caseworker)
    client.get(reverse("cases:case_page", args=[known.khans.case.reference]))
    client.post(reverse("cases:languages_say"), {"languages": ["pl"]})
    held = json.loads(client.get(reverse("governance:own_data_json")).content)["held"]
    assert held["Your account"][0]["Email"] == known.team.caseworker.email
    assert held["Cases you were given"][0]["Case"] == known.khans.case.reference
    assert held["Versions of the policy you have read"][0]["Version"] == "1"
    assert held["When you were let through without reading the policy"][0]["Why"] == "Back from leave."
    assert {one["Promise"] for one in held["What was found in your files"]} == {
        str(one.label) for one in Promise
    }
    assert "Interests you declared" in held
    assert "What you did, by day" in held
    assert any(one["Page"] == "The case record" for one in held["What you read, by day"])


@pytest.mark.parametrize("name", PAGES)
def test_what_was_written_on_their_files_is_in_it_while_the_case_is_theirs(name: str, known: Cast) -> None:
    client = signed_in(known.team.caseworker)
    shown = html.unescape(client.get(reverse(name)).content.decode())
    for words in (FOUND, SAID, REPLIED):
        assert words in shown
    assert Reading.objects.filter(
        page="governance:own_data",
        actor_id=known.team.caseworker.id,
        subjects__contains=[known.khans.case.id],
    ).exists()
    handed_on(known)
    later = html.unescape(client.get(reverse(name)).content.decode())
    for words in (FOUND, SAID, REPLIED):
        assert words not in later
    assert "no longer yours" in later


@pytest.mark.parametrize("name", PAGES)
def test_what_was_written_of_their_supervision_is_in_it_for_them_alone(name: str, cast: Cast) -> None:
    worker, manager = cast.team.caseworker, cast.team.manager
    supervises(cast, worker)
    session = booked(worker, by=manager, in_days=0)
    add_note(
        by=worker,
        session=session,
        kind=NoteKind.AGENDA,
        words="My two long appeals.",
        once=uuid4(),
        at=clock.now(),
    )
    became = Became(Outcome.HELD, held_on=clock.today())
    say_outcome(by=manager, session=session, became=became, once=uuid4(), at=clock.now())
    wrote(session, by=manager, wellbeing="Tired of appeals.")
    wrote(session, by=manager, wellbeing="Rested by now.")
    to_do = ToDo("Read chapter 9.", worker, clock.today())
    agree_action(by=manager, session=session, to_do=to_do, once=uuid4(), at=clock.now())
    shown = html.unescape(signed_in(worker).get(reverse(name)).content.decode())
    for words in ("My two long appeals.", REFLECTED, "Rested by now.", "Read chapter 9.", "Your supervisor"):
        assert words in shown
    assert "Tired of appeals." not in shown
    assert "Earlier versions of a record" in shown
    assert Reading.objects.filter(actor_id=worker.id, subjects__contains=[session.id]).exists()
    for other in (manager, cast.team.colleague, cast.team.volunteer, cast.team.board_member):
        theirs = html.unescape(signed_in(other).get(reverse(name)).content.decode())
        assert "Rested by now." not in theirs
        assert "Read chapter 9." not in theirs


@pytest.mark.parametrize("name", PAGES)
def test_the_certificates_of_their_training_are_listed_to_be_fetched(name: str, cast: Cast) -> None:
    worker = cast.team.caseworker
    record = had(cast.team.manager, worker, certificate=paper())
    client = signed_in(worker)
    shown = client.get(reverse(name)).content.decode()
    address = reverse("governance:certificate_download", args=[record.id])
    assert "certificate.pdf" in shown
    assert address in shown
    assert client.get(address).content.startswith(b"%PDF")
    assert address not in signed_in(cast.team.colleague).get(reverse(name)).content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_no_family_and_no_colleague_is_in_it(name: str, known: Cast) -> None:
    handed_on(known)
    shown = signed_in(known.team.caseworker).get(reverse(name)).content.decode()
    for word in ("Khan", "Samira", "Zahra", "Unheard", known.team.colleague.name, known.team.manager.name):
        assert word not in shown
    assert known.team.caseworker.email in shown


def held_of(who: User) -> dict[str, list[dict[str, str]]]:
    held: dict[str, list[dict[str, str]]] = json.loads(
        signed_in(who).get(reverse("governance:own_data_json")).content
    )["held"]
    return held


def test_cases_meetings_and_checks_stay_in_it_once_the_case_is_handed_on(known: Cast) -> None:
    worker, reference = known.team.caseworker, known.khans.case.reference
    parts = ("Cases you were given", "Meetings you went to or were to go to", "What was found in your files")
    meeting(worker, known.khans.case)
    before = {part: held_of(worker)[part] for part in parts}
    handed_on(known)
    after = held_of(worker)
    for part in parts:
        assert len(after[part]) == len(before[part])
        assert {one["Case"] for one in after[part]} == {reference}


def test_a_case_that_an_interest_has_shut_since_is_not_named(known: Cast) -> None:
    worker, reference = known.team.caseworker, known.khans.case.reference
    handed_on(known)
    governor = Connection(kind=InterestKind.GOVERNOR, agency=known.primary)
    declare_interest(by=worker, connection=governor, once=uuid4(), at=clock.now())
    assert Conflict.objects.in_the_way().filter(worker=worker, case=known.khans.case).exists()
    held = held_of(worker)
    assert held["Cases you were given"]
    assert reference not in json.dumps(held)


def test_work_beyond_their_training_is_in_it_for_whoever_did_it(cast: Cast) -> None:
    found = beyond(cast)
    (line,) = held_of(found.worker)["Work you did beyond your training"]
    assert (line["Asked for"], line["You had"]) == ("3", "0")


def test_a_sample_of_their_files_is_in_it_once_all_of_it_is_checked(cast: Cast) -> None:
    worker = cast.team.caseworker
    logged(worker, cast.khans.case)
    sample = drawn(cast, size=1)
    assert "Samples drawn of your files" not in held_of(worker)
    (check,) = FileCheck.objects.filter(sample=sample)
    record_check(by=cast.team.manager, check=check, findings=Findings(ALL_KEPT), at=clock.now())
    (line,) = held_of(worker)["Samples drawn of your files"]
    assert line["Files asked for"] == "1"


@pytest.mark.parametrize("who", ["board_member", "administrator", "volunteer", "manager"])
def test_everybody_sees_their_own_and_nobody_elses(who: str, known: Cast) -> None:
    user = known.team.everyone[who]
    shown = signed_in(user).get(reverse("governance:own_data_text")).content.decode()
    assert user.email in shown
    assert known.team.caseworker.email not in shown
    assert "Back from leave." not in shown


def test_looking_is_written_down(known: Cast) -> None:
    user = known.team.caseworker
    signed_in(user).get(reverse("governance:own_data"))
    assert Reading.objects.filter(page="governance:own_data", actor_id=user.id).exists()
