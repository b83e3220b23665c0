"""The pages of letters to post and of mail that needs a person: who sees them, and what they change."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from sendiass import clock
from sendiass.access import Refused
from sendiass.accounts.actions import Newcomer, enrol, found_service
from sendiass.accounts.models import User
from sendiass.accounts.roles import Role
from sendiass.audit import ServicePrincipal, acting
from sendiass.audit.models import LogEntry, Reading
from sendiass.crypto.subjects import KeySubject
from sendiass.outbox import actions, delivery
from sendiass.outbox.choices import CancelReason, State
from sendiass.outbox.models import Message
from tests.kernel.outbox.post import AT_HOME, NOON, Write, fresh
from tests.kernel.outbox.smtp_sink import Sink

pytestmark = pytest.mark.django_db
LISTS = ["outbox:letter_list", "outbox:mail_list"]
PRIVATE = ("Amina", "Khan", "Narborough", "home.example", "appointment")


@pytest.fixture
def manager_and_administrator() -> tuple[User, User]:
    return found_service(
        manager=Newcomer("mo@example.org", "Mo Patel", Role.MANAGER),
        second=Newcomer("ada@example.org", "Ada Lowe", Role.ADMINISTRATOR),
        at=NOON,
        invite=False,
    )


@pytest.fixture
def administrator(manager_and_administrator: tuple[User, User]) -> User:
    return manager_and_administrator[1]


@pytest.fixture
def caseworker(manager_and_administrator: tuple[User, User]) -> User:
    manager, administrator = manager_and_administrator
    newcomer = Newcomer("cas@example.org", "Cas Worker", Role.CASEWORKER)
    return enrol(by=manager, confirmed_by=administrator, newcomer=newcomer, at=NOON)


@pytest.fixture
def desk(administrator: User) -> Client:
    """The administrator's browser."""
    client = Client()
    client.force_login(administrator)
    return client


def text(response: HttpResponseBase) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()


def unsure(write: Write) -> Message:
    """A mail whose worker was killed."""
    message = write()
    with acting(by=ServicePrincipal("outbox")):
        delivery._claim(Message.objects.filter(pk=message.pk), NOON)
        delivery.give_up_lapsed(at=NOON + timedelta(hours=1))
    return fresh(message)


def stuck(write: Write, mail_server: Sink) -> Message:
    """A mail the server refused."""
    mail_server.to_recipient = "550 unknown"
    message = write()
    with acting(by=ServicePrincipal("outbox")):
        delivery.deliver(message.pk, clock=lambda: NOON)
    mail_server.to_recipient = "250 OK"
    return fresh(message)


@pytest.mark.parametrize("name", LISTS)
def test_a_caseworker_is_told_why_the_page_is_not_theirs(caseworker: User, client: Client, name: str) -> None:
    client.force_login(caseworker)
    response = client.get(reverse(name))
    assert response.status_code == 403
    assert "Your role does not let you post letters" in text(response)


def test_a_caseworker_changes_nothing_by_address(caseworker: User, client: Client, write: Write) -> None:
    letter = write(to=AT_HOME)
    client.force_login(caseworker)
    assert client.get(reverse("outbox:letter_pdf", args=[letter.pk])).status_code == 403
    assert client.post(reverse("outbox:letter_post", args=[letter.pk])).status_code == 403
    assert fresh(letter).state == State.WAITING
    with pytest.raises(Refused):
        actions.mark_posted(by=caseworker, message=letter, at=NOON)


@pytest.mark.parametrize("name", LISTS)
def test_empty_lists_say_so(desk: Client, name: str) -> None:
    assert "app-empty" in text(desk.get(reverse(name)))


class TestLetters:
    """Printing and posting."""

    def test_the_list_shows_what_kind_which_case_and_when_and_nothing_else(
        self, desk: Client, write: Write
    ) -> None:
        write(to=AT_HOME)
        page = text(desk.get(reverse("outbox:letter_list")))
        for shown in ("A friendly word", "LEI-2026-0042", "16 Nov 2026"):
            assert shown in page
        for private in PRIVATE:
            assert private not in page
        assert not Reading.objects.exists()

    def test_opening_one_is_a_reading_and_its_headers_hold_no_name(
        self, desk: Client, administrator: User, write: Write, about: KeySubject
    ) -> None:
        letter = write(to=AT_HOME)
        response = desk.get(reverse("outbox:letter_pdf", args=[letter.pk]))
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["Content-Disposition"] == 'inline; filename="letter.pdf"'
        assert response.headers["Cache-Control"] == "no-store"
        assert "Amina Khan" in PdfReader(io.BytesIO(response.content)).pages[0].extract_text()
        entry = Reading.objects.get()
        assert (entry.actor_id, entry.subjects, entry.page) == (
            administrator.id,
            [about.id],
            "outbox:letter_pdf",
        )

    def test_a_posted_letter_says_by_whom_and_leaves_the_list(
        self, desk: Client, administrator: User, write: Write
    ) -> None:
        letter = write(to=AT_HOME)
        page = text(desk.post(reverse("outbox:letter_post", args=[letter.pk]), follow=True))
        assert "The letter is marked as posted." in page
        assert "No letters are waiting" in page
        kept = fresh(letter)
        assert (kept.state, kept.posted_by_id) == (State.POSTED, administrator.id)
        assert kept.sent_at is not None
        assert LogEntry.objects.filter(object_id=letter.pk, actor_id=administrator.id).exists()

    def test_a_second_press_changes_nothing_and_says_so(self, desk: Client, write: Write) -> None:
        letter = write(to=AT_HOME)
        desk.post(reverse("outbox:letter_post", args=[letter.pk]))
        first = fresh(letter).sent_at
        page = text(desk.post(reverse("outbox:letter_post", args=[letter.pk]), follow=True))
        assert "already marked" in page
        assert fresh(letter).sent_at == first

    def test_it_can_be_cancelled_with_a_reason_and_not_without(self, desk: Client, write: Write) -> None:
        letter = write(to=AT_HOME)
        address = reverse("outbox:letter_cancel", args=[letter.pk])
        assert "Stop this message?" in text(desk.get(address))
        assert "Select why it should not go" in text(desk.post(address))
        assert fresh(letter).state == State.WAITING
        desk.post(address, {"because": CancelReason.NOT_SAFE})
        kept = fresh(letter)
        assert (kept.state, kept.cancelled_because) == (State.CANCELLED, CancelReason.NOT_SAFE)

    @pytest.mark.parametrize("name", ["outbox:letter_pdf", "outbox:letter_post", "outbox:letter_cancel"])
    def test_a_mail_and_an_unknown_letter_are_both_not_there(
        self, desk: Client, write: Write, name: str
    ) -> None:
        for key in (write().pk, uuid4()):
            method = desk.post if name == "outbox:letter_post" else desk.get
            assert method(reverse(name, args=[key])).status_code == 404

    def test_nothing_is_changed_by_looking(self, desk: Client, write: Write) -> None:
        letter = write(to=AT_HOME)
        assert desk.get(reverse("outbox:letter_post", args=[letter.pk])).status_code == 405


class TestMail:
    """Deciding about mail."""

    def test_what_may_have_been_sent_is_shown_with_its_three_ways_out(
        self, desk: Client, write: Write
    ) -> None:
        message = unsure(write)
        page = text(desk.get(reverse("outbox:mail_list")))
        assert "May have been sent" in page
        for name in ("outbox:mail_retry", "outbox:mail_arrived", "outbox:mail_cancel"):
            assert reverse(name, args=[message.pk]) in page
        for private in PRIVATE:
            assert private not in page

    def test_what_is_stuck_cannot_have_arrived(self, desk: Client, write: Write, mail_server: Sink) -> None:
        message = stuck(write, mail_server)
        page = text(desk.get(reverse("outbox:mail_list")))
        assert "Stuck" in page
        assert reverse("outbox:mail_arrived", args=[message.pk]) not in page
        desk.post(reverse("outbox:mail_arrived", args=[message.pk]))
        assert fresh(message).state == State.STUCK

    def test_sent_again_it_arrives_as_the_same_mail(
        self, desk: Client, write: Write, mail_server: Sink
    ) -> None:
        message = stuck(write, mail_server)
        desk.post(reverse("outbox:mail_retry", args=[message.pk]))
        kept = fresh(message)
        assert (kept.state, kept.attempts) == (State.WAITING, 0)
        with acting(by=ServicePrincipal("outbox")):
            delivery.deliver(message.pk, clock=clock.now)
        assert [mail["Message-ID"] for mail in mail_server.mails] == [message.message_id]

    @pytest.mark.parametrize("name", ["outbox:mail_retry", "outbox:mail_arrived"])
    def test_what_a_worker_has_in_hand_by_now_stays_in_its_hand(
        self, desk: Client, write: Write, name: str
    ) -> None:
        message = unsure(write)
        message.state = State.BEING_SENT  # pressed by somebody else, and taken up, since the page was opened
        message.save(update_fields=["state"])
        desk.post(reverse(name, args=[message.pk]))
        assert fresh(message).state == State.BEING_SENT

    def test_a_person_can_say_that_it_arrived(self, desk: Client, administrator: User, write: Write) -> None:
        message = unsure(write)
        desk.post(reverse("outbox:mail_arrived", args=[message.pk]))
        kept = fresh(message)
        assert kept.state == State.SENT
        assert kept.sent_at is not None
        assert LogEntry.objects.filter(object_id=message.pk, actor_id=administrator.id).exists()

    def test_what_is_tried_again_is_shown_with_its_next_attempt(
        self, desk: Client, write: Write, mail_server: Sink
    ) -> None:
        mail_server.to_recipient = "450 later"
        message = write()
        with acting(by=ServicePrincipal("outbox")):
            delivery.deliver(message.pk, clock=lambda: NOON)
        page = text(desk.get(reverse("outbox:mail_list")))
        assert "Being tried again" in page
        assert "12:01pm" in page

    def test_it_can_be_cancelled(self, desk: Client, write: Write) -> None:
        message = unsure(write)
        desk.post(
            reverse("outbox:mail_cancel", args=[message.pk]), {"because": CancelReason.TOLD_ANOTHER_WAY}
        )
        assert fresh(message).state == State.CANCELLED
