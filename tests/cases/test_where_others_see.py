"""Where others may see what comes, what is sent names nobody, or is not sent and the worker reads why (DOMAIN 4.10)."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from cases.actions.acknowledgement import has_safe_address, send_acknowledgement
from cases.actions.people import Reach, add_contact
from cases.choices import ContactPointKind, ContactSafety
from cases.models import ContactPoint
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import ServicePrincipal
from sendiass.environment import Notify
from sendiass.outbox.choices import Channel
from sendiass.outbox.models import Message
from tests.cast import Cast
from tests.kernel.outbox.notify_api import KEY, TEXT_TEMPLATE

pytestmark = pytest.mark.django_db
SHARED = Reach(ContactPointKind.EMAIL, "khans@home.example", ContactSafety.SAFE, is_discreet=True)
PHONE = Reach(
    ContactPointKind.MOBILE, "+447700900777", ContactSafety.SAFE, may_leave_message=True, is_preferred=True
)
OUTBOX = ServicePrincipal("outbox")


def reached(cast: Cast, reach: Reach) -> ContactPoint:
    family = cast.khans
    for other in ContactPoint.objects.filter(person=family.parent):
        other.delete()
    return add_contact(
        by=cast.team.caseworker, case=family.case, person=family.parent, reach=reach, at=clock.now()
    )


def told(cast: Cast) -> list[Message]:
    return list(Message.objects.filter(subject_id=cast.khans.parent.pk, kind="cases.acknowledgement"))


def tell(cast: Cast) -> None:
    family = cast.khans
    send_acknowledgement(by=cast.team.caseworker, case=family.case, person=family.parent, at=clock.now())


def people_page(client: Client, cast: Cast) -> str:
    client.force_login(cast.team.caseworker)
    page = client.get(reverse("cases:people_page", args=[cast.khans.case.reference]))
    return unescape(page.content.decode())


@pytest.fixture
def has_texts(settings: Settings) -> Notify:
    settings.NOTIFY = has = Notify(KEY, "http://127.0.0.1:9", text_template=TEXT_TEMPLATE)
    return has


def test_a_worker_says_so_on_the_form_and_everyone_who_works_the_case_sees_it(
    cast: Cast, client: Client
) -> None:
    family = cast.khans
    client.force_login(cast.team.caseworker)
    address = reverse("cases:contact_add", args=[family.case.reference, family.parent.pk])
    assert "Others may see what is sent here" in unescape(client.get(address).content.decode())
    form = client.get(address).context["form"]
    said = {"kind": "email", "email": "khans@home.example", "safety": "safe", "is_discreet": "on"}
    assert client.post(address, {**said, "once": form["once"].value()}).status_code == 302
    assert ContactPoint.objects.get(person=family.parent, kind="email").is_discreet
    assert "say nothing of what it is about" in people_page(client, cast)
    overview = client.get(reverse("cases:case_page", args=[family.case.reference])).content.decode()
    assert "Others may see it: email" in overview


@pytest.mark.clause("L27")
def test_what_says_whom_it_is_from_is_not_sent_there_and_the_worker_reads_why(
    cast: Cast, client: Client
) -> None:
    reached(cast, SHARED)
    assert not has_safe_address(cast.khans.case)
    with pytest.raises(Refused, match="others may see what is sent there"):
        tell(cast)
    assert told(cast) == []
    assert "How to see their records is not sent there." in people_page(client, cast)


@pytest.mark.clause("L27")
def test_another_safe_address_that_nobody_else_sees_is_used_before(cast: Cast) -> None:
    reached(cast, SHARED)
    post = Reach(ContactPointKind.POST, "1 High Street\nLE1 1AA", ContactSafety.SAFE)
    family = cast.khans
    add_contact(by=cast.team.caseworker, case=family.case, person=family.parent, reach=post, at=clock.now())
    tell(cast)
    assert [one.channel for one in told(cast)] == [Channel.POST]


@pytest.mark.clause("L27")
def test_a_text_does_not_tell_anybody_how_to_see_their_records(
    cast: Cast, client: Client, has_texts: Notify
) -> None:
    reached(cast, PHONE)
    assert not has_safe_address(cast.khans.case)
    with pytest.raises(Refused):
        tell(cast)
    assert (
        "How to see their records is not sent there. This cannot be said in a text message."
        in people_page(client, cast)
    )


def test_where_the_service_cannot_send_texts_the_number_says_so(cast: Cast, client: Client) -> None:
    reached(cast, PHONE)
    assert "This service cannot send text messages." in people_page(client, cast)
