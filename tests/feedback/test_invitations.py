"""Everyone who came to us is asked once what they thought, or it is on record why not; nobody is asked twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from cases.actions.casework import change_status
from cases.actions.enquiries import Asked, take_enquiry
from cases.actions.interventions import Given
from cases.actions.people import Reach, add_contact
from cases.choices import (
    CaseRole,
    CaseStatus,
    Channel,
    ContactPointKind,
    ContactSafety,
    HelpKind,
    Issue,
    Language,
    WhyNotAsked,
)
from cases.models import Case, ContactPoint, Person, WhereToAsk
from cases.reaching import safe_addresses
from feedback.actions.batches import Answered, MailboxFull, settle_batches
from feedback.actions.invitations import INVITER, forget_where_to_ask, remind, send_invitations
from feedback.choices import Audience, WhyNotSent
from feedback.models import Invitation
from feedback.querysets import asked_in
from feedback.rules import Standing, audience_of, is_short, most_answers, why_not_sent
from feedback.rules.questionnaires import MOST_TAKEN
from sendiass import clock
from sendiass.audit import ServicePrincipal, acting, reading
from sendiass.crypto.erasure import is_erased
from sendiass.outbox import delivery, returns
from sendiass.outbox.choices import State
from sendiass.outbox.models import Message
from sendiass.profiles import profile
from tests.asking import after, answered, asked
from tests.cast import Cast, logged
from tests.closing import A_CALL_CAME_TO, closed_case
from tests.kernel.outbox.reports import report

pytestmark = pytest.mark.django_db
KIND, AGAIN = "feedback.questionnaire", "feedback.asked_again"


def reached(cast: Cast, kind: ContactPointKind = ContactPointKind.EMAIL) -> None:
    where = "khan@family.example" if kind is ContactPointKind.EMAIL else "1 High Street\nLeicester\nLE1 1AA"
    reach = Reach(kind, where, ContactSafety.SAFE)
    add_contact(
        by=cast.team.caseworker, case=cast.khans.case, person=cast.khans.parent, reach=reach, at=clock.now()
    )


def swept() -> int:
    with acting(by=INVITER):
        return send_invitations(at=clock.now())


def of_parent(cast: Cast) -> Invitation:
    found: Invitation = Invitation.objects.filter(person=cast.khans.parent).latest("decided_at")
    return found


def said(message: Message) -> str:
    with reading(by=INVITER, subjects=[message.key_subject], purpose="test"):
        return str(message.body.get("text") or message.body["html"])


@pytest.mark.clause("L30")
def test_whoever_can_safely_be_written_to_is_asked_with_the_code_of_everyone(cast: Cast) -> None:
    reached(cast)
    closed_case(by=cast.team.caseworker, case=cast.khans.case)
    assert swept() == 2
    one = of_parent(cast)
    assert (one.state, one.channel, one.audience) == ("sent", "email", Audience.PARENT_CARER)
    assert one.batch
    message = Message.objects.get(kind=KIND)
    assert message.subject == "What did you think?"
    assert f"/q/{one.batch.code}/" in said(message)
    for name in ("Khan", "Zahra", cast.khans.case.reference):
        assert name not in said(message)


@pytest.mark.clause("L30")
def test_each_is_asked_in_the_language_they_read_and_in_english(cast: Cast) -> None:
    reached(cast)
    parent = Person.objects.get(pk=cast.khans.parent.pk)
    parent.written_language = Language.URDU
    parent.save(update_fields=["written_language"])
    closed_case(by=cast.team.caseworker, case=cast.khans.case)
    swept()
    batch = of_parent(cast).batch
    assert batch
    message = Message.objects.get(kind=KIND)
    with reading(by=INVITER, subjects=[message.key_subject], purpose="test"):
        html, text = message.body["html"], message.body["text"]
    assert '<div lang="ur" dir="rtl">' in html
    assert f"/q/{batch.code}/ur/" in text
    assert text.index(f"/q/{batch.code}/ur/") < text.index("You can tell us what you thought")


@pytest.mark.clause("L30")
def test_whoever_cannot_be_written_to_is_on_record_with_the_reason(cast: Cast) -> None:
    closed_case(by=cast.team.caseworker, case=cast.khans.case)
    swept()
    assert set(Invitation.objects.values_list("state", "because")) == {("not_sent", "no_safe_address")}
    assert not Message.objects.filter(kind=KIND).exists()


@pytest.mark.clause("L30")
@pytest.mark.parametrize("why", list(WhyNotAsked))
def test_whom_the_worker_keeps_from_being_asked_nobody_asks(cast: Cast, why: WhyNotAsked) -> None:
    reached(cast)
    closed_case(by=cast.team.caseworker, case=cast.khans.case, not_asked={cast.khans.parent.id: why})
    swept()
    assert of_parent(cast).because == why.value
    assert not Message.objects.filter(kind=KIND).exists()


@pytest.mark.clause("L30")
def test_a_letter_is_written_to_whoever_has_no_email(cast: Cast) -> None:
    reached(cast, ContactPointKind.POST)
    closed_case(by=cast.team.caseworker, case=cast.khans.case)
    swept()
    assert of_parent(cast).channel == "post"
    assert Message.objects.get(kind=KIND).state == State.WAITING


@pytest.mark.clause("L30")
def test_a_sweep_that_runs_twice_asks_once(cast: Cast) -> None:
    reached(cast)
    closed_case(by=cast.team.caseworker, case=cast.khans.case)
    assert swept() == 2
    assert swept() == 0
    assert Message.objects.filter(kind=KIND).count() == 1


@pytest.mark.clause("L30")
def test_closing_again_within_the_interval_asks_nobody_twice(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    reached(cast)
    closed_case(by=mine, case=case)
    swept()
    change_status(by=mine, case=case, to=CaseStatus.OPEN, reason="They rang.", at=clock.now())
    closed_case(by=mine, case=Case.objects.get(pk=case.pk), reason="Done again.")
    swept()
    assert of_parent(cast).because == WhyNotSent.ASKED_LATELY
    assert Message.objects.filter(kind=KIND).count() == 1


@pytest.mark.clause("L30")
def test_after_the_interval_they_are_asked_again(cast: Cast) -> None:
    mine, case = cast.team.caseworker, cast.khans.case
    reached(cast)
    closed_case(by=mine, case=case)
    with acting(by=INVITER):
        send_invitations(at=clock.now() - timedelta(days=profile().questionnaires.asked_again_after_days + 1))
    change_status(by=mine, case=case, to=CaseStatus.OPEN, reason="They rang.", at=clock.now())
    closed_case(by=mine, case=Case.objects.get(pk=case.pk), reason="Done again.")
    swept()
    assert Message.objects.filter(kind=KIND).count() == 2


@pytest.mark.clause("L30")
def test_the_long_one_goes_to_whoever_had_more_than_a_word_of_help(cast: Cast) -> None:
    reached(cast)
    logged(cast.team.caseworker, cast.khans.case)  # of level 2
    closed_case(by=cast.team.caseworker, case=cast.khans.case)
    swept()
    one = of_parent(cast)
    assert one.batch
    assert (one.is_short, one.batch.questionnaire.is_short) == (False, False)


def asked_days_before_the_end(cast: Cast, days: int) -> Invitation:
    """The mother's, of a batch that ends so many days after she was asked."""
    reached(cast)
    closed_case(by=cast.team.caseworker, case=cast.khans.case)
    with acting(by=INVITER):
        send_invitations(at=on_day(asked().until_on - timedelta(days=days)))
    return of_parent(cast)


def on_day(day: date) -> datetime:
    return clock.now() + timedelta(days=(day - clock.today()).days)


def asked_again(invitation: Invitation, *, days_before_the_end: int) -> int:
    assert invitation.batch
    with acting(by=INVITER):
        return remind(at=on_day(invitation.batch.until_on - timedelta(days=days_before_the_end)))


@pytest.mark.clause("L30")
@pytest.mark.parametrize("rolls", [False, True])
def test_everyone_of_a_batch_is_asked_once_more_and_only_once(cast: Cast, rolls: bool) -> None:
    invitation = asked_days_before_the_end(cast, 30)
    assert invitation.batch
    if rolls:
        settle_batches(on=after(invitation.batch))
        invitation.batch.refresh_from_db()
        assert invitation.batch.rolled == 1
    assert asked_again(invitation, days_before_the_end=20) == 0
    assert asked_again(invitation, days_before_the_end=1) == 1
    assert asked_again(invitation, days_before_the_end=0) == 0
    assert Message.objects.filter(kind=AGAIN).count() == 1


@pytest.mark.clause("L30")
def test_whoever_was_asked_lately_is_left_in_peace_for_a_while(cast: Cast) -> None:
    invitation = asked_days_before_the_end(cast, 10)
    assert asked_again(invitation, days_before_the_end=9) == 0
    assert asked_again(invitation, days_before_the_end=4) == 0
    assert asked_again(invitation, days_before_the_end=3) == 1


@pytest.mark.clause("L30")
@pytest.mark.parametrize("why", list(WhyNotAsked))
def test_nobody_is_reminded_against_what_was_said_at_a_later_closing(cast: Cast, why: WhyNotAsked) -> None:
    invitation = asked_days_before_the_end(cast, 30)
    worker, case = cast.team.caseworker, cast.khans.case
    change_status(by=worker, case=case, to=CaseStatus.OPEN, reason="More to do.", at=clock.now())
    closed_case(by=worker, case=case, not_asked={cast.khans.parent.id: why})
    assert asked_again(invitation, days_before_the_end=1) == 0
    assert not Message.objects.filter(kind=AGAIN).exists()


@pytest.mark.clause("L30")
def test_nobody_is_reminded_at_an_address_that_is_no_longer_safe_nor_said_to_have_been(cast: Cast) -> None:
    invitation = asked_days_before_the_end(cast, 30)
    point = ContactPoint.objects.get(person=cast.khans.parent, kind=ContactPointKind.EMAIL)
    point.safety = ContactSafety.NOT_SAFE
    point.save(update_fields=["safety"])
    assert asked_again(invitation, days_before_the_end=1) == 0
    assert not Message.objects.filter(kind=AGAIN).exists()
    invitation.refresh_from_db()
    assert invitation.reminded_on is None


@pytest.mark.clause("L30")
@pytest.mark.parametrize(
    "written",
    [
        {"state": "not_sent", "because": WhyNotSent.NO_SAFE_ADDRESS, "batch": None, "channel": ""},
        {"decided_at": datetime(2026, 1, 1, 9, tzinfo=UTC)},
        {"audience": Audience.CHILD},
    ],
    ids=["not asked after all", "another moment", "another questionnaire"],
)
def test_no_statement_rewrites_who_was_asked(cast: Cast, written: dict[str, Any]) -> None:
    reached(cast)
    closed_case(by=cast.team.caseworker, case=cast.khans.case)
    swept()
    one = of_parent(cast)
    for name, value in written.items():
        setattr(one, name, value)
    with pytest.raises(IntegrityError, match="decided once"), transaction.atomic():
        one.save(update_fields=list(written))
    one.refresh_from_db()
    one.reminded_on = clock.today()
    one.save(update_fields=["reminded_on"])
    one.reminded_on = None
    with pytest.raises(IntegrityError, match="decided once"), transaction.atomic():
        one.save(update_fields=["reminded_on"])


@pytest.mark.clause("L30")
def test_a_questionnaire_that_came_back_is_told_to_whoever_closed_the_case(
    cast: Cast, client: Client
) -> None:
    reached(cast)
    closed_case(by=cast.team.caseworker, case=cast.khans.case)
    swept()
    message = Message.objects.get(kind=KIND)
    delivery.deliver(message.pk, clock=lambda: clock.now() + timedelta(minutes=1))
    message.refresh_from_db()
    came_back = report("exim", message_id=message.message_id, address="khan@family.example")
    with acting(by=ServicePrincipal("outbox")):
        assert returns.take_report(came_back, at=clock.now())
    point = ContactPoint.objects.get(person=cast.khans.parent, kind=ContactPointKind.EMAIL)
    assert point.safety == ContactSafety.NOT_WORKING
    client.force_login(cast.team.caseworker)
    assert "An email came back" in client.get(reverse("cases:today")).content.decode()


def call(cast: Cast, ask_at: str = "") -> None:
    given_help = Given(
        happened_on=clock.today(),
        channel=Channel.HELPLINE_CALL,
        kinds=(HelpKind.INFORMATION,),
        level=1,
        minutes=5,
        note="They asked about transport.",
    )
    told = Asked(
        channel=Channel.HELPLINE_CALL,
        issue=Issue.TRANSPORT,
        given=given_help,
        came=A_CALL_CAME_TO,
        ask_at=ask_at,
    )
    take_enquiry(by=cast.team.caseworker, asked=told, once=uuid4(), at=clock.now())


@pytest.mark.clause("L30", "L26")
def test_a_caller_who_left_an_address_for_it_is_asked_and_the_address_forgotten(cast: Cast) -> None:
    call(cast, "caller@family.example")
    assert swept() == 1
    one = Invitation.objects.get(enquiry__isnull=False)
    assert (one.state, one.is_short, one.person) == ("sent", True, None)
    message = Message.objects.get(kind=KIND)
    with acting(by=INVITER):
        assert forget_where_to_ask(at=clock.now()) == 0
        message.state, message.claimed_at = State.BEING_SENT, clock.now()
        message.save(update_fields=["state", "claimed_at"])
        message.state, message.sent_at = State.SENT, clock.now()
        message.save(update_fields=["state", "sent_at"])
        assert forget_where_to_ask(at=clock.now()) == 1
        forget_where_to_ask(at=clock.now())
    where = WhereToAsk.objects.get()
    assert where.forgotten_at
    assert is_erased(where.key_subject)


@pytest.mark.clause("L30")
def test_a_caller_who_left_none_is_on_record_as_not_asked(cast: Cast) -> None:
    call(cast)
    assert swept() == 1
    assert Invitation.objects.get(enquiry__isnull=False).because == WhyNotSent.NO_SAFE_ADDRESS


@given(
    because=st.none() | st.sampled_from(WhyNotAsked),
    facts=st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans()),
)
def test_nobody_is_asked_while_any_reason_stands_against_it(
    because: WhyNotAsked | None, facts: tuple[bool, bool, bool, bool]
) -> None:
    erased, may_know, lately, address = facts
    why = why_not_sent(Standing(because, erased, may_know, lately, address))
    assert (why is None) == (because is None and not erased and may_know and not lately and address)


@given(st.none() | st.booleans(), st.sampled_from(CaseRole))
def test_a_child_gets_the_childrens_and_only_a_child(young: bool | None, role: CaseRole) -> None:
    asked = audience_of(role, is_young_person=young)
    assert (asked is Audience.CHILD) == (role is CaseRole.CHILD_OR_YOUNG_PERSON and young is False)


@given(st.none() | st.integers(1, 4))
def test_only_the_first_level_is_little_help(level: int | None) -> None:
    assert is_short(level) == (level in (None, 1))


@given(st.none() | st.integers(0, 100_000))
def test_whoever_was_asked_finds_room_and_a_flood_an_end(asked: int | None) -> None:
    room = most_answers(asked)
    assert room <= MOST_TAKEN
    assert asked is None or room >= min(asked, MOST_TAKEN)


@pytest.mark.clause("L30")
def test_a_flood_ends_at_a_small_multiple_of_those_who_were_asked(cast: Cast) -> None:
    reached(cast)
    closed_case(by=cast.team.caseworker, case=cast.khans.case)
    swept()
    batch = of_parent(cast).batch
    assert batch
    assert asked_in([batch]) == {batch.id: 1}
    for _ in range(most_answers(1)):
        answered(batch, Answered("4"))
    with pytest.raises(MailboxFull):
        answered(batch, Answered("0"))
    settle_batches(on=after(batch))
    client = Client()
    client.force_login(cast.team.manager)
    page = client.get(f"/feedback/questionnaires/{batch.id}/").content.decode()
    assert "More answers came than people were asked" in page


def case_page(cast: Cast) -> str:
    client = Client()
    client.force_login(cast.team.caseworker)
    return " ".join(
        client.get(reverse("cases:case_page", args=[cast.khans.case.reference])).content.decode().split()
    )


@pytest.mark.clause("L30")
def test_the_record_of_a_closed_case_says_who_was_asked_and_who_was_not_and_why(cast: Cast) -> None:
    reached(cast)
    assert "Asked what they thought" not in case_page(cast)
    closed_case(by=cast.team.caseworker, case=cast.khans.case)
    assert case_page(cast).count("will be asked within a minute") == 2
    swept()
    html = case_page(cast)
    assert "asked by email" in html
    assert "not asked. No email or postal address of theirs is marked safe" in html
    change_status(
        by=cast.team.manager, case=cast.khans.case, to=CaseStatus.OPEN, reason="More to do.", at=clock.now()
    )
    closed_case(by=cast.team.manager, case=cast.khans.case)
    swept()
    assert "not asked. They were asked not long before" in case_page(cast)


@pytest.mark.clause("L30")
@pytest.mark.parametrize("sender", ["post@letters.example", ""])
def test_where_others_see_it_an_invitation_names_nobody_or_is_on_record_as_not_sent(
    cast: Cast, settings: Settings, sender: str
) -> None:
    settings.DISCREET_FROM = sender
    reach = Reach(ContactPointKind.EMAIL, "khans@home.example", ContactSafety.SAFE, is_discreet=True)
    add_contact(
        by=cast.team.caseworker, case=cast.khans.case, person=cast.khans.parent, reach=reach, at=clock.now()
    )
    closed_case(by=cast.team.caseworker, case=cast.khans.case)
    swept()
    one = of_parent(cast)
    if not sender:
        assert (one.state, one.because) == ("not_sent", WhyNotSent.OTHERS_SEE)
        return
    message = Message.objects.get(kind=KIND)
    assert (one.state, message.is_discreet) == ("sent", True)
    assert profile().identity.name not in said(message)
    assert profile().identity.phone not in said(message)


@pytest.mark.clause("L30")
def test_words_that_tell_stop_one_invitation_and_nobody_elses(
    cast: Cast, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DISCREET_FROM = "post@letters.example"
    reach = Reach(ContactPointKind.EMAIL, "khans@home.example", ContactSafety.SAFE, is_discreet=True)
    add_contact(
        by=cast.team.caseworker, case=cast.khans.case, person=cast.khans.parent, reach=reach, at=clock.now()
    )
    closed_case(by=cast.team.caseworker, case=cast.khans.case)
    monkeypatch.setattr("sendiass.outbox.hiding.tells", lambda text: "did you think" in text)
    assert swept() == 2
    one = of_parent(cast)
    assert (one.state, one.because) == ("not_sent", WhyNotSent.OTHERS_SEE)
    assert not Message.objects.filter(kind=KIND).exists()


@pytest.mark.clause("L30")
def test_one_who_cannot_be_asked_keeps_nobody_else_waiting(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached(cast)
    closed_case(by=cast.team.caseworker, case=cast.khans.case)

    def broken(person: Person, saying: object) -> object:
        if person == cast.khans.child:
            raise LookupError("broken")
        return safe_addresses(person, saying)  # type: ignore[arg-type]

    monkeypatch.setattr("feedback.actions.invitations.safe_addresses", broken)
    with pytest.raises(ExceptionGroup):
        swept()
    assert of_parent(cast).state == "sent"
    monkeypatch.undo()
    assert swept() == 1


@pytest.mark.clause("L30")
def test_whoever_lives_in_send_road_is_asked_where_others_see_it(cast: Cast) -> None:
    reach = Reach(
        ContactPointKind.POST, "Sendall House\n1 Send Road\nLE1 1AA", ContactSafety.SAFE, is_discreet=True
    )
    add_contact(
        by=cast.team.caseworker, case=cast.khans.case, person=cast.khans.parent, reach=reach, at=clock.now()
    )
    closed_case(by=cast.team.caseworker, case=cast.khans.case)
    swept()
    assert (of_parent(cast).state, of_parent(cast).channel) == ("sent", "post")
