"""The team and schools are sent a questionnaire's address: the same to all, once each, joined to nobody's answer (L11)."""

from __future__ import annotations

from html import unescape
from uuid import uuid4

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from cases.actions.agencies import AgencyDetails, add_agency
from cases.choices import OrganisationKind
from feedback.access import who_is_the_team
from feedback.actions.asking_round import ask_schools, ask_the_team
from feedback.actions.batches import Answered, MailboxFull, put_answer, settle_batches
from feedback.choices import Audience
from feedback.models import AskedRound, Batch
from feedback.querysets import asked_in
from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.actions import Newcomer
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.audit import reading
from sendiass.outbox.models import Message
from tests.asking import after, answered, asked
from tests.cast import Cast, joined

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L11")]
OFFICES = ("office@oakfield.example", "office@mill-lane.example")


@pytest.fixture
def manager(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.team.manager)
    return client


def page_of(client: Client, batch: Batch, **typed: str) -> str:
    address = reverse("feedback:round_ask", args=[batch.pk])
    answer = client.post(address, typed, follow=True) if typed else client.get(address)
    return unescape(answer.content.decode())


def sent(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=kind))


def said_in(message: Message, by: User) -> str:
    with reading(by=by, subjects=[message.key_subject], purpose="test"):
        return str(message.body["text"])


def test_one_button_asks_everyone_who_works_here_once_and_the_same(manager: Client, cast: Cast) -> None:
    batch, team = asked(Audience.TEAM), who_is_the_team()
    assert cast.team.manager in team
    assert not [one for one in team if one.role == Role.BOARD_MEMBER or not one.is_active]
    assert f"Send it to {len(team)} people" in page_of(manager, batch)
    assert f"Sent to {len(team)} addresses" in page_of(manager, batch, then="ask")
    assert "each of them has been asked already" in page_of(manager, batch, then="ask")
    assert "Everyone has been asked." in page_of(manager, batch)
    messages = sent("feedback.team_asked")
    assert {one.subject_id for one in messages} == {one.id for one in team}
    texts = {said_in(one, cast.team.manager) for one in messages}
    assert len(texts) == 1
    assert f"/q/{batch.code}/" in texts.pop()


def test_whoever_joins_later_is_asked_when_it_is_pressed_again(cast: Cast) -> None:
    batch = asked(Audience.TEAM)
    first = ask_the_team(by=cast.team.manager, batch=batch, at=clock.now())
    who = Newcomer("nell@service.example", "Nell Shaw", Role.CASEWORKER)
    manager, other = cast.team.manager, cast.team.administrator
    newcomer = joined(by=manager, confirmed_by=other, newcomer=who, at=clock.now())
    assert ask_the_team(by=cast.team.manager, batch=batch, at=clock.now()) == 1
    assert Message.objects.filter(kind="feedback.team_asked", subject_id=newcomer.id).exists()
    assert asked_in([batch]) == {batch.id: first + 1}


def test_schools_of_the_directory_are_offered_and_each_address_is_written_to_once(
    manager: Client, cast: Cast
) -> None:
    batch = asked(Audience.SCHOOL)
    details = AgencyDetails(
        name="Mill Lane Primary", kind=OrganisationKind.SCHOOL, is_local_authority=False, email=OFFICES[1]
    )
    add_agency(by=cast.team.manager, details=details, at=clock.now())
    assert OFFICES[1] in page_of(manager, batch)
    both = f"{OFFICES[0]}\n{OFFICES[1].upper()}, {OFFICES[1]}"
    assert "Sent to 2 addresses" in page_of(manager, batch, addresses=both)
    assert OFFICES[1] not in page_of(manager, batch)
    assert "Nothing was sent" in page_of(manager, batch, addresses=OFFICES[0])
    for message in sent("feedback.school_asked"):
        text = said_in(message, cast.team.manager)
        assert f"/q/{batch.code}/" in text
        assert "say nothing about any child or family" in text
        for word in ("Khan", "Amina", cast.khans.case.reference):
            assert word not in text


@pytest.mark.parametrize(
    "typed", ["not an address", "a@b", "a@school.example\x00", "a@school.example\nx", " "]
)
def test_an_address_that_is_none_is_named_kept_and_nobody_is_written_to(manager: Client, typed: str) -> None:
    batch = asked(Audience.SCHOOL)
    page = page_of(manager, batch, addresses=typed)
    assert "There is a problem" in page
    assert not AskedRound.objects.exists()
    assert not sent("feedback.school_asked")


def test_the_number_asked_is_known_stands_beside_the_results_and_bounds_a_flood(
    manager: Client, cast: Cast
) -> None:
    batch = asked(Audience.SCHOOL)
    assert asked_in([batch]) == {batch.id: None}
    addresses = [f"office{number}@school.example" for number in range(12)]
    ask_schools(by=cast.team.manager, batch=batch, addresses=addresses, at=clock.now())
    for _ in range(24):
        answered(batch, Answered("4"))
    with pytest.raises(MailboxFull):
        put_answer(batch=batch, sheet={1: Answered("4")}, once=uuid4())
    settle_batches(on=after(batch))
    page = unescape(manager.get(reverse("feedback:result_page", args=[batch.pk])).content.decode())
    assert "Asked: 12." in page
    assert "More answers came than people were asked" in page


def test_nothing_says_which_address_was_asked_or_who_answered(cast: Cast) -> None:
    batch = asked(Audience.SCHOOL)
    ask_schools(by=cast.team.manager, batch=batch, addresses=OFFICES, at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(one)::text FROM feedback_askedround one")
        kept = " ".join(row for (row,) in cursor.fetchall())
    assert "oakfield" not in kept
    assert set(AskedRound.objects.values_list("batch", flat=True)) == {batch.id}


def test_once_its_period_is_over_nobody_is_asked(manager: Client, cast: Cast) -> None:
    batch = asked(Audience.TEAM)
    for _ in range(5):
        answered(batch, Answered("4"))
    settle_batches(on=after(batch))
    assert manager.get(reverse("feedback:round_ask", args=[batch.pk])).status_code == 404
    with pytest.raises(Refused, match="This period is over"):
        ask_the_team(by=cast.team.manager, batch=batch, at=clock.now())


def test_each_button_asks_only_whom_its_questionnaire_asks(cast: Cast) -> None:
    school, parents = asked(Audience.SCHOOL), asked()
    with pytest.raises(Refused, match="asks somebody else"):
        ask_the_team(by=cast.team.manager, batch=school, at=clock.now())
    with pytest.raises(Refused, match="asks somebody else"):
        ask_schools(by=cast.team.manager, batch=parents, addresses=OFFICES, at=clock.now())


@pytest.mark.parametrize("who", ["caseworker", "administrator", "volunteer", "board_member"])
def test_only_the_manager_asks(cast: Cast, who: str) -> None:
    client = Client()
    client.force_login(getattr(cast.team, who))
    assert client.post(reverse("feedback:round_ask", args=[asked(Audience.TEAM).pk])).status_code == 403
    with pytest.raises(Refused):
        ask_the_team(by=getattr(cast.team, who), batch=asked(Audience.TEAM), at=clock.now())
    assert not AskedRound.objects.exists()


def test_families_are_asked_by_no_button(manager: Client) -> None:
    for audience in (Audience.PARENT_CARER, Audience.CHILD, Audience.YOUNG_PERSON):
        assert manager.get(reverse("feedback:round_ask", args=[asked(audience).pk])).status_code == 404


def test_the_data_base_counts_nobody_where_casework_asks_and_forgets_nobody(cast: Cast) -> None:
    batch, parents = asked(Audience.TEAM), asked()
    row = {"asked_at": clock.now(), "asked_by": cast.team.manager}
    with pytest.raises(IntegrityError), transaction.atomic():
        AskedRound.objects.create(id=uuid4(), batch=parents, **row)
    AskedRound.objects.create(id=uuid4(), batch=batch, **row)
    for statement in ("UPDATE feedback_askedround SET asked_at = now()", "DELETE FROM feedback_askedround"):
        with pytest.raises(ProgrammingError) as refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)
