"""Whoever can only be texted, or likes it best, is asked by text, and only where a text is welcome (L30, DOMAIN 4.10)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytest_django import Settings

from cases.actions.people import Reach, add_contact
from cases.choices import ContactPointKind, ContactSafety
from cases.models import ContactPoint
from feedback.actions.invitations import INVITER, send_invitations
from feedback.choices import WhyNotSent
from feedback.models import Invitation
from sendiass import clock
from sendiass.audit import ServicePrincipal, acting, reading
from sendiass.environment import Notify
from sendiass.outbox import returns
from sendiass.outbox.choices import Channel, State
from sendiass.outbox.models import Message
from tests.cast import Cast
from tests.closing import closed_case
from tests.kernel.outbox.notify_api import KEY, TEXT_TEMPLATE

pytestmark = [pytest.mark.django_db, pytest.mark.clause("L30")]
EMAIL = Reach(ContactPointKind.EMAIL, "khans@home.example", ContactSafety.SAFE)
PHONE = Reach(
    ContactPointKind.MOBILE, "+447700900777", ContactSafety.SAFE, may_leave_message=True, is_preferred=True
)
OUTBOX = ServicePrincipal("outbox")


@pytest.fixture
def has_texts(settings: Settings) -> Notify:
    settings.NOTIFY = has = Notify(KEY, "http://127.0.0.1:9", text_template=TEXT_TEMPLATE)
    return has


def reached(cast: Cast, *ways: Reach) -> list[ContactPoint]:
    family = cast.khans
    return [
        add_contact(
            by=cast.team.caseworker, case=family.case, person=family.parent, reach=one, at=clock.now()
        )
        for one in ways
    ]


def asked(cast: Cast) -> list[Message]:
    closed_case(by=cast.team.caseworker, case=cast.khans.case)
    with acting(by=INVITER):
        send_invitations(at=clock.now())
    return list(Message.objects.filter(subject_id=cast.khans.parent.pk, kind="feedback.questionnaire"))


def test_whoever_can_only_be_texted_is_asked_by_text_without_a_name(cast: Cast, has_texts: Notify) -> None:
    reached(cast, replace(PHONE, is_preferred=False))
    [message] = asked(cast)
    one = Invitation.objects.get(person=cast.khans.parent)
    assert one.batch
    assert (one.state, one.channel, message.channel) == ("sent", "text", Channel.TEXT)
    with reading(by=OUTBOX, subjects=[message.key_subject], purpose="test"):
        assert message.recipient_address == PHONE.value
        assert f"/q/{one.batch.code}/" in message.body["text"]
        for name in ("Khan", "Zahra", cast.khans.case.reference):
            assert name not in message.body["text"]


@pytest.mark.parametrize(
    "reach",
    [
        replace(PHONE, may_leave_message=False),
        replace(PHONE, safety=ContactSafety.NOT_KNOWN),
        replace(PHONE, is_discreet=True),
        replace(PHONE, kind=ContactPointKind.LANDLINE, value="+441164960123"),
    ],
    ids=["leave nothing", "not asked", "others see it", "landline"],
)
def test_no_text_goes_where_it_was_not_welcome(cast: Cast, has_texts: Notify, reach: Reach) -> None:
    reached(cast, reach)
    assert asked(cast) == []
    why = WhyNotSent.OTHERS_SEE if reach.is_discreet else WhyNotSent.NO_SAFE_ADDRESS
    assert Invitation.objects.get(person=cast.khans.parent).because == why


def test_an_email_goes_before_a_text_unless_texts_are_liked_best(cast: Cast, has_texts: Notify) -> None:
    reached(cast, replace(PHONE, is_preferred=False), EMAIL)
    assert [one.channel for one in asked(cast)] == [Channel.EMAIL]


def test_where_texts_are_liked_best_a_text_goes(cast: Cast, has_texts: Notify) -> None:
    reached(cast, PHONE, EMAIL)
    assert [one.channel for one in asked(cast)] == [Channel.TEXT]


def test_a_number_that_is_none_is_marked_like_an_address_that_came_back(
    cast: Cast, has_texts: Notify
) -> None:
    [point] = reached(cast, PHONE)
    [message] = asked(cast)
    message.state, message.sent_at = State.SENT, clock.now()
    with acting(by=OUTBOX):
        message.save(update_fields=["state", "sent_at"])
        assert returns.came_back(message.message_id, at=clock.now())
    point.refresh_from_db()
    assert point.safety == ContactSafety.NOT_WORKING
