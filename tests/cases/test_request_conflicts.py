"""Requests and calls are not there for whoever has an interest in them; those who decide are told, by number alone (Y12)."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from cases.access import open_enquiry, open_referral
from cases.actions.enquiries import Asked, RingBack, settle_callback, take_enquiry, withdraw_callback
from cases.actions.interests import Connection, declare_interest
from cases.actions.request_conflicts import keep_all_again, tell_of_what_nobody_sees
from cases.actions.taking_up import answer_referral
from cases.actions.told import Professional
from cases.choices import Channel, InterestKind, Issue, ReferralSource, Referrer
from cases.jobs import find_conflicts_again
from cases.models import (
    CallBack,
    Enquiry,
    EnquiryConflict,
    Interest,
    Intervention,
    Referral,
    ReferralConflict,
)
from cases.search.requests import is_named, is_spoken_of
from sendiass import clock
from sendiass.access import NotThere
from sendiass.accounts.actions import Newcomer
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.audit import reading
from sendiass.database import standing
from sendiass.outbox.models import Message
from tests.cast import Cast, given, joined
from tests.closing import A_CALL_CAME_TO
from tests.referring import referred

pytestmark = [pytest.mark.django_db, pytest.mark.clause("Y12")]


def governor_at(who: User, cast: Cast) -> Interest:
    """They become governor of Oakfield Primary."""
    declared = Connection(kind=InterestKind.GOVERNOR, agency=cast.primary)
    return declare_interest(by=who, connection=declared, once=uuid4(), at=clock.now())


def friend_of(who: User, given_names: str, family_name: str, **different: Any) -> Interest:
    """They say that this person is a friend."""
    declared = Connection(
        kind=InterestKind.FRIEND, given_names=given_names, family_name=family_name, **different
    )
    return declare_interest(by=who, connection=declared, once=uuid4(), at=clock.now())


def call(by: User, name: str = "Rosa Diaz", number: str = "+447700900555", **different: Any) -> Enquiry:
    """Somebody who asked to be rung back; with `note`, and was told something."""
    note = different.pop("note", "")
    asked = Asked(
        channel=Channel.HELPLINE_CALL,
        issue=Issue.EXCLUSION,
        ring_back=RingBack(name, number, different.pop("when", "")),
        given=given(note=note) if note else None,
    )
    return take_enquiry(by=by, asked=asked, once=uuid4(), at=clock.now())


def signed_in(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


def sees(who: User, asked: Referral | Enquiry) -> bool:
    """Whether they see it: by the list, and by the data base alone, which say the same."""
    model = type(asked)
    listed = model.objects.visible_to(who).filter(pk=asked.pk).exists()
    with standing.standing_as(standing.worker(who.id)):
        shown = model.objects.filter(pk=asked.pk).exists()
    assert listed is shown
    return bool(shown)


def lead_of(cast: Cast) -> User:
    return joined(
        by=cast.team.manager,
        confirmed_by=cast.team.administrator,
        newcomer=Newcomer("lena@service.example", "Lena Voss", Role.STRATEGIC_LEAD),
        at=clock.now(),
    )


def told(kind: str) -> set[Any]:
    return set(Message.objects.filter(kind=kind).values_list("subject_id", flat=True))


# What a name is


@pytest.mark.parametrize(
    ("agency", "typed", "named"),
    [
        ("Oakfield Primary", "Oakfield Primary", True),
        ("Oakfield Primary", "Oakfield school, Leicester", True),
        ("Oakfield Primary", "oakfield", True),
        ("St Mary's Catholic Academy", "St. Marys", True),
        ("Oakfield Primary", "Primary school", False),
        ("Oakfield Primary", "The infant school", False),
        ("St Mary's Primary School", "St", False),
        ("Oakfield Primary", "", False),
        ("Oakfield Primary", "Meadow Primary", False),
        ("SEND team", "The SEND team of the council", True),
        ("SEND team", "Meadow High", False),
    ],
)
def test_a_school_is_named_by_the_words_that_tell_it_from_others(
    agency: str, typed: str, named: bool
) -> None:
    assert is_named(agency, typed) is named


def test_in_a_text_a_school_is_named_by_the_same_words() -> None:
    assert is_spoken_of("Oakfield Primary", "They said that Oakfield, of all schools, sent him home.")
    assert not is_spoken_of("Oakfield Primary", "They asked about a primary school.")


# Requests


def test_a_request_whose_school_is_called_primary_school_is_hidden_from_nobody(cast: Cast) -> None:
    governor_at(cast.team.caseworker, cast)
    assert sees(cast.team.caseworker, referred(school="Primary school"))
    assert not sees(cast.team.caseworker, referred(school="Oakfield school"))


def test_a_request_from_the_school_somebody_governs_is_hidden_though_the_child_goes_elsewhere(
    cast: Cast,
) -> None:
    governor_at(cast.team.caseworker, cast)
    them = Professional("Ms Hill", "SENCO", "Oakfield Primary")
    referral = referred(
        Referrer.PROFESSIONAL, source=ReferralSource.SCHOOL, school="Meadow High", professional=them
    )
    assert not sees(cast.team.caseworker, referral)
    assert sees(cast.team.colleague, referral)


def test_somebody_of_whom_one_name_is_known_is_hidden_from_a_friend_of_that_name(cast: Cast) -> None:
    friend_of(cast.team.caseworker, "Kit", "Moss")
    alone: dict[str, Any] = {
        "family_name": "",
        "child_given_names": "",
        "child_family_name": "",
        "child_born": None,
    }
    assert not sees(cast.team.caseworker, referred(given_names="Kit", **alone))
    assert sees(cast.team.caseworker, referred(given_names="Ada", **alone))


def test_declaring_shows_whoever_opens_no_requests_nothing_of_who_asks(cast: Cast) -> None:
    """Before and after, the administrator reads the same page."""
    client, address = signed_in(cast.team.administrator), reverse("cases:intake")
    referral = referred()
    before = client.get(address).content.decode().partition("<main")[2]
    friend_of(cast.team.administrator, "Rosa", "Diaz")
    after = client.get(address).content.decode().partition("<main")[2]
    assert referral.reference not in before
    assert before == after
    assert not sees(cast.team.administrator, referral)


def test_those_who_decide_are_told_the_number_of_a_request_that_an_interest_meets_and_once(
    cast: Cast,
) -> None:
    referral = referred()
    friend_of(cast.team.caseworker, "Rosa", "Diaz")
    keep_all_again(at=clock.now())
    message = Message.objects.get(kind="cases.request_met")
    manager = cast.team.manager
    assert message.subject_id == manager.id
    with reading(by=manager, subjects=[manager.key_subject], purpose="test"):
        assert referral.reference in str(message.body)
        assert not {"Rosa", "Diaz", "Leo", "Amira"} & set(str(message.body).split())
    assert not sees(cast.team.caseworker, referral)
    assert sees(manager, referral)


def test_a_request_that_comes_later_tells_them_as_well(cast: Cast) -> None:
    friend_of(cast.team.caseworker, "Rosa", "Diaz")
    assert not told("cases.request_met")
    referred()
    assert told("cases.request_met") == {cast.team.manager.id}


def test_of_a_managers_own_the_one_above_is_told_and_no_manager_who_has_an_interest_of_another(
    cast: Cast,
) -> None:
    lead = lead_of(cast)
    governor_at(cast.team.manager, cast)
    referred()
    assert told("cases.request_met") == {lead.id}
    friend_of(cast.team.caseworker, "Rosa", "Diaz")
    assert told("cases.request_met") == {lead.id}


def test_a_request_that_nobody_could_take_up_is_told_to_the_one_above_once(cast: Cast) -> None:
    lead, team = lead_of(cast), cast.team
    referral = referred()
    for worker in (team.caseworker, team.colleague):
        governor_at(worker, cast)
    assert tell_of_what_nobody_sees(at=clock.now()) == 0
    governor_at(team.manager, cast)
    assert tell_of_what_nobody_sees(at=clock.now()) == 1
    assert tell_of_what_nobody_sees(at=clock.now()) == 1
    message = Message.objects.get(kind="cases.unseen")
    assert message.subject_id == lead.id
    with reading(by=lead, subjects=[lead.key_subject], purpose="test"):
        assert referral.reference in str(message.body)
        assert not {"Rosa", "Diaz", "Leo", "Amira"} & set(str(message.body).split())


def test_what_answers_a_request_is_kept_from_whoever_the_request_is_kept_from(cast: Cast) -> None:
    friend_of(cast.team.colleague, "Rosa", "Diaz")
    referral = referred()
    enquiry = answer_referral(
        by=cast.team.caseworker,
        referral=referral,
        given=given(),
        came=A_CALL_CAME_TO,
        why_no_case="One answer was enough.",
        once=uuid4(),
        at=clock.now(),
    )
    assert not sees(cast.team.colleague, enquiry)
    assert sees(cast.team.caseworker, enquiry)


def test_an_answered_request_that_is_still_kept_is_hidden_from_who_declares_then(cast: Cast) -> None:
    referral = referred()
    answer_referral(
        by=cast.team.caseworker,
        referral=referral,
        given=given(),
        came=A_CALL_CAME_TO,
        why_no_case="One answer was enough.",
        once=uuid4(),
        at=clock.now(),
    )
    friend_of(cast.team.colleague, "Rosa", "Diaz")
    assert not sees(cast.team.colleague, referral)
    with pytest.raises(NotThere):
        open_referral(by=cast.team.colleague, reference=referral.reference)


def test_what_was_not_found_at_the_time_is_found_by_the_clock(cast: Cast) -> None:
    team = cast.team
    referral, enquiry = referred(), call(team.caseworker)
    Interest.objects.create(
        worker=team.colleague,
        kind=InterestKind.FRIEND,
        given_names="Rosa",
        family_name="Diaz",
        declared_at=clock.now(),
    )
    assert sees(team.colleague, referral)
    find_conflicts_again()
    assert not sees(team.colleague, referral)
    assert not sees(team.colleague, enquiry)
    assert told("cases.request_met") == {team.manager.id}


# Calls


@pytest.mark.parametrize("is_declared_first", [True, False])
@pytest.mark.parametrize(
    "said",
    [
        {"name": "Rosa Diaz", "number": "+447700900556"},
        {"name": "Mrs Diaz", "number": "+447700900556"},
        {"name": "Somebody", "number": "07700 900555"},
        {"name": "Somebody", "number": "+447700900556", "note": "Rosa Diaz’s boy was sent home."},
        {"name": "Somebody", "number": "+447700900556", "when": "Ask for Rosa Diaz after 3"},
    ],
)
def test_a_call_that_names_a_friend_is_not_there_for_them(
    is_declared_first: bool, said: dict[str, str], cast: Cast
) -> None:
    team = cast.team
    if is_declared_first:
        friend_of(team.administrator, "Rosa", "Diaz", phone="+447700900555")
        enquiry = call(team.caseworker, **said)
    else:
        enquiry = call(team.caseworker, **said)
        friend_of(team.administrator, "Rosa", "Diaz", phone="+447700900555")
    assert not sees(team.administrator, enquiry)
    assert sees(team.caseworker, enquiry)
    with pytest.raises(NotThere):
        open_enquiry(by=team.administrator, reference=enquiry.reference)
    page = signed_in(team.administrator).get(reverse("cases:intake")).content.decode()
    assert enquiry.reference not in page
    with standing.standing_as(standing.worker(team.administrator.id)):
        assert not CallBack.objects.filter(enquiry_id=enquiry.id).exists()
        assert not Intervention.objects.filter(enquiry_id=enquiry.id).exists()


def test_a_call_that_names_the_school_somebody_governs_is_not_there_for_them(cast: Cast) -> None:
    governor_at(cast.team.colleague, cast)
    assert not sees(cast.team.colleague, call(cast.team.caseworker, note="Oakfield sent him home."))
    assert sees(cast.team.colleague, call(cast.team.caseworker, note="A primary school sent him home."))


def test_a_school_that_is_named_when_they_are_rung_back_hides_the_call_then(cast: Cast) -> None:
    governor_at(cast.team.colleague, cast)
    enquiry = call(cast.team.caseworker)
    assert sees(cast.team.colleague, enquiry)
    settle_callback(
        by=cast.team.caseworker,
        enquiry=enquiry,
        given=given(note="It is about Oakfield Primary."),
        came=A_CALL_CAME_TO,
        once=uuid4(),
        at=clock.now(),
    )
    assert not sees(cast.team.colleague, enquiry)


def test_a_call_of_their_own_friend_that_somebody_took_is_gone_when_they_have_saved_it(cast: Cast) -> None:
    worker = cast.team.caseworker
    friend_of(worker, "Rosa", "Diaz")
    sent = {
        "statement_shared": "not_said", "channel": "helpline_call", "issue": "exclusion", "call_back": "yes",
        "name": "Rosa Diaz", "number": "07700 900 555", "minutes": "10", "level": "1", "then": "case",
        "once": str(uuid4()),
    }  # fmt: skip
    client = signed_in(worker)
    for _ in range(2):  # pressed twice, it is one call still
        saved = client.post(reverse("cases:enquiry_take"), sent)
        assert saved.status_code == HTTPStatus.FOUND
        assert saved["Location"] == reverse("cases:intake")
    enquiry = Enquiry.objects.get()
    assert not sees(worker, enquiry)
    assert client.get(reverse("cases:enquiry_page", args=[enquiry.reference])).status_code == 404


def test_a_call_that_is_kept_from_them_while_they_look_at_it_is_not_there_to_be_settled(cast: Cast) -> None:
    worker = cast.team.colleague
    enquiry = call(cast.team.caseworker)
    friend_of(worker, "Rosa", "Diaz")
    with standing.standing_as(standing.worker(worker.id)), pytest.raises(NotThere):
        withdraw_callback(by=worker, enquiry=enquiry, at=clock.now())


def test_a_call_that_nobody_could_return_is_told_to_the_one_above(cast: Cast) -> None:
    lead, team = lead_of(cast), cast.team
    call(team.caseworker)
    for worker in (team.caseworker, team.colleague, team.manager, team.administrator):
        friend_of(worker, "Rosa", "Diaz")
    assert tell_of_what_nobody_sees(at=clock.now()) == 1
    assert told("cases.unseen") == {lead.id}


@pytest.mark.parametrize("model", [EnquiryConflict, ReferralConflict])
def test_nobody_is_shown_that_something_is_kept_from_themselves(model: Any, cast: Cast) -> None:
    call(cast.team.caseworker)
    referred()
    friend_of(cast.team.colleague, "Rosa", "Diaz")
    assert model.objects.filter(worker=cast.team.colleague).exists()
    for who in (cast.team.colleague, cast.team.caseworker):
        with standing.standing_as(standing.worker(who.id)), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
            assert cursor.fetchone() == (0,)


def kept_page(client: Client) -> str:
    """The first thing that waits to be let seen, on this person's list; empty where nothing does."""
    links = re.findall(
        r'href="(/conflicts/kept/[^"]+)"', client.get(reverse("cases:conflict_list")).content.decode()
    )
    return str(links[0]) if links else ""


def test_whoever_decides_lets_a_worker_see_a_request_after_all_with_a_reason(cast: Cast) -> None:
    worker, request = cast.team.caseworker, referred()
    friend_of(worker, "Rosa", "Diaz")
    with pytest.raises(NotThere):
        open_referral(by=worker, reference=request.reference)
    manager = signed_in(cast.team.manager)
    page = kept_page(manager)
    shown = manager.get(page).content.decode()
    assert "Rosa Diaz" in shown
    assert "Enter why their interest does not meet it" in manager.post(page, {"reason": " "}).content.decode()
    assert manager.post(page, {"reason": "Another Rosa: I rang them."}).status_code == HTTPStatus.FOUND
    assert open_referral(by=worker, reference=request.reference) == request
    with standing.standing_as(standing.worker(worker.id)):
        assert Referral.objects.filter(pk=request.pk).exists()
    assert kept_page(manager) == ""
    assert manager.post(page, {"reason": "Again."}).status_code == HTTPStatus.NOT_FOUND
    keep_all_again(at=clock.now())
    assert open_referral(by=worker, reference=request.reference) == request, (
        "the same interest is not found again"
    )
    governor_at(worker, cast)
    with pytest.raises(NotThere):
        open_referral(by=worker, reference=request.reference)


def test_a_call_that_is_kept_from_whoever_took_it_can_be_theirs_again(cast: Cast) -> None:
    worker = cast.team.caseworker
    friend_of(worker, "Rosa", "Diaz")
    taken = call(worker)
    with pytest.raises(NotThere):
        open_enquiry(by=worker, reference=taken.reference)
    manager = signed_in(cast.team.manager)
    assert manager.post(kept_page(manager), {"reason": "Another Rosa."}).status_code == HTTPStatus.FOUND
    assert open_enquiry(by=worker, reference=taken.reference) == taken


def test_what_is_kept_from_a_manager_is_decided_by_the_one_above_and_they_see_nothing_of_it(
    cast: Cast,
) -> None:
    lead, request = lead_of(cast), referred()
    friend_of(cast.team.manager, "Rosa", "Diaz")
    manager, above = signed_in(cast.team.manager), signed_in(lead)
    page = kept_page(above)
    assert request.reference not in manager.get(reverse("cases:conflict_list")).content.decode()
    assert (
        manager.get(page).status_code
        == manager.post(page, {"reason": "x"}).status_code
        == HTTPStatus.NOT_FOUND
    )
    for who in (cast.team.caseworker, cast.team.volunteer, cast.team.administrator, cast.team.board_member):
        assert signed_in(who).get(page).status_code == HTTPStatus.FORBIDDEN
    assert above.post(page, {"reason": "Another Rosa."}).status_code == HTTPStatus.FOUND
    assert open_referral(by=cast.team.manager, reference=request.reference) == request


def test_of_what_nobody_sees_the_one_above_lets_somebody_see_it(cast: Cast) -> None:
    """Otherwise a family would wait for nobody."""
    lead, request = lead_of(cast), referred()
    everyone = (cast.team.caseworker, cast.team.colleague, cast.team.manager)
    for who in everyone:
        friend_of(who, "Rosa", "Diaz")
    assert tell_of_what_nobody_sees(at=clock.now()) == 1
    above = signed_in(lead)
    for _ in everyone:
        assert above.post(kept_page(above), {"reason": "Another Rosa."}).status_code == HTTPStatus.FOUND
    assert kept_page(above) == ""
    assert tell_of_what_nobody_sees(at=clock.now()) == 0
    assert open_referral(by=cast.team.colleague, reference=request.reference) == request


def test_nobody_lets_themselves_see_by_a_statement_of_their_own(cast: Cast) -> None:
    worker, request = cast.team.caseworker, referred()
    friend_of(worker, "Rosa", "Diaz")
    row = (uuid4(), b"x", clock.now(), cast.team.manager.id, request.id, worker.id)
    insert = (
        "INSERT INTO cases_keepinglifted (id, reason, at, by_id, referral_id, worker_id) "
        "VALUES (%s, %s, %s, %s, %s, %s)"
    )
    with (
        standing.standing_as(standing.worker(worker.id)),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(insert, row)
