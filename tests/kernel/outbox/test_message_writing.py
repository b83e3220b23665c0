"""A message and the fact that causes it: both or neither, and once."""

from __future__ import annotations

import socket
import time
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
import redis
from django.db import IntegrityError, connection, transaction
from kombu.exceptions import InconsistencyError, OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks

from sendiass.audit import ServicePrincipal, reading
from sendiass.audit.models import LogEntry
from sendiass.celery import ContentInTheQueue, app
from sendiass.crypto.errors import Closed
from sendiass.crypto.subjects import KeySubject
from sendiass.outbox import own, writing
from sendiass.outbox.choices import Channel, Door, State
from sendiass.outbox.kinds import MessageKind, UnknownKind
from sendiass.outbox.models import Message
from sendiass.outbox.recipients import AddressUnusable, Recipient
from tests.kernel.outbox.post import AT_HOME, FAMILY, HELLO, NOON, Write, fresh


@pytest.mark.django_db
def test_a_fact_that_comes_to_nothing_causes_no_message(write: Write) -> None:
    with transaction.atomic():
        write(key="hello:1")
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_a_message_outside_the_transaction_of_its_fact_is_refused(
    committed_db: object, about: KeySubject
) -> None:
    with pytest.raises(writing.NoFact):
        own.send(
            kind=HELLO,
            to=FAMILY,
            about=about,
            context={},
            key="hello:1",
            by=ServicePrincipal("sweeps"),
            at=NOON,
        )


@pytest.mark.django_db
def test_one_fact_causes_one_message_however_often_it_is_told(write: Write) -> None:
    first, again = write(key="hello:1"), write(key="hello:1", note="Other words.")
    assert first.pk == again.pk
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_a_key_is_not_lent_to_a_message_about_someone_else(write: Write) -> None:
    write(key="hello:1")
    with pytest.raises(writing.KeyTaken):
        write(key="hello:1", about=KeySubject("person", uuid4()))


@pytest.mark.django_db
def test_a_kind_that_settings_do_not_name_is_refused(write: Write) -> None:
    with pytest.raises(UnknownKind):
        write(kind=MessageKind("post.other", "Other", "A note for you", "post/hello"))


@pytest.mark.django_db
def test_a_template_cannot_be_given_another_recipient(about: KeySubject) -> None:
    with transaction.atomic(), pytest.raises(ValueError, match="to"):
        own.send(
            kind=HELLO,
            to=FAMILY,
            about=about,
            context={"to": "x"},
            key="k",
            by=ServicePrincipal("sweeps"),
            at=NOON,
        )


@pytest.mark.django_db
@pytest.mark.clause("L26")
def test_to_whom_and_what_was_written_is_sealed(write: Write) -> None:
    message = write()
    with connection.cursor() as cursor:
        cursor.execute("SELECT outbox_message::text FROM outbox_message WHERE id = %s", [message.pk])
        [row] = cursor.fetchone()
    for private in ("Amina", "Khan", "amina", "home.example", "appointment", "Monday"):
        assert private not in row
        assert private.encode().hex() not in row
    with pytest.raises(Closed):
        _ = fresh(message).body


@pytest.mark.django_db
@pytest.mark.parametrize("to", [FAMILY, AT_HOME])
def test_the_subject_holds_no_name_and_is_the_same_for_everyone(write: Write, to: Recipient) -> None:
    message = write(to=to)
    assert (message.subject, message.door, message.channel) == ("A note for you", Door.OWN, to.channel)


@pytest.mark.django_db
def test_words_are_frozen_when_they_are_written(
    write: Write, about: KeySubject, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = write()
    with reading(by=ServicePrincipal("outbox"), subjects=[about], purpose="test"):
        body = fresh(message).body
    assert set(body) == {"text", "html"}
    assert "Your appointment is on Monday." in body["text"]
    assert "<p>Your appointment is on Monday.</p>" in body["html"]


@pytest.mark.django_db
def test_what_was_typed_is_escaped_in_html_and_plain_in_text(write: Write, about: KeySubject) -> None:
    message = write(note="Tom & <b>Jerry's</b>")
    with reading(by=ServicePrincipal("outbox"), subjects=[about], purpose="test"):
        body = fresh(message).body
    assert "Tom & <b>Jerry's</b>" in body["text"]
    assert "Tom &amp; &lt;b&gt;Jerry&#x27;s&lt;/b&gt;" in body["html"]


@pytest.mark.django_db
def test_the_history_says_when_it_was_written(write: Write) -> None:
    message = write()
    assert LogEntry.objects.filter(object_id=message.pk, action=LogEntry.Action.CREATE).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("subject", "'Dear Amina'"),
        ("recipient_address", "'\\x00'::bytea"),
        ("body", "'\\x00'::bytea"),
        ("key", "'other'"),
    ],
)
def test_nobody_rewrites_a_message(write: Write, column: str, value: str) -> None:
    write()
    with pytest.raises(IntegrityError, match="stays as it was written"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE outbox_message SET {column} = {value}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "state = 'sent'",
        "state = 'posted'",
        "state = 'cancelled'",
        "state = 'being_sent'",
        "state = 'lost'",
        "sent_at = now()",
        "cancelled_because = 'not_needed'",
    ],
)
def test_a_state_that_does_not_say_what_it_must_is_refused_by_the_data_base(
    write: Write, change: str
) -> None:
    write()
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(f"UPDATE outbox_message SET {change}")


@pytest.mark.django_db
def test_a_letter_is_never_sent_by_mail(write: Write) -> None:
    write(to=AT_HOME)
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_message SET state = 'sent', sent_at = now()")


class TestTheQueue:
    """What the queue learns of a message."""

    @pytest.fixture
    def published(self, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
        calls: list[tuple[str, list[str]]] = []
        monkeypatch.setattr(app, "send_task", lambda name, args, **_: calls.append((name, args)))
        return calls

    @pytest.mark.django_db
    def test_it_is_told_the_id_and_only_after_the_commit(
        self,
        write: Write,
        published: list[tuple[str, list[str]]],
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            message = write()
            assert published == []
        assert published == [("sendiass.outbox.jobs.deliver", [str(message.pk)])]

    @pytest.mark.django_db
    def test_it_is_not_told_of_letters_nor_of_what_is_for_later(
        self,
        write: Write,
        published: list[tuple[str, list[str]]],
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            write(to=AT_HOME)
            write(not_before=NOON + timedelta(hours=1))
        assert published == []

    @pytest.mark.django_db
    def test_a_dead_queue_does_not_undo_the_fact(
        self,
        write: Write,
        monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        with app.connection_for_write("redis://127.0.0.1:1/0") as dead:
            sending = app.send_task
            monkeypatch.setattr(app, "send_task", lambda *a, **k: sending(*a, **k, connection=dead))
            with django_capture_on_commit_callbacks(execute=True):
                message = write()
        assert fresh(message).state == State.WAITING

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        "error", [InconsistencyError, OperationalError, redis.TimeoutError, ConnectionResetError]
    )
    def test_whatever_a_queue_in_trouble_says_the_fact_stands(
        self,
        write: Write,
        monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
        error: type[Exception],
    ) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise error("no route")

        monkeypatch.setattr(app, "send_task", refuse)
        with django_capture_on_commit_callbacks(execute=True):
            message = write()
        assert fresh(message).state == State.WAITING

    @pytest.mark.django_db
    def test_a_queue_that_hangs_does_not_hold_whoever_saves(
        self,
        write: Write,
        monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            where = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
            with app.connection_for_write(where) as hanging:
                sending = app.send_task
                monkeypatch.setattr(app, "send_task", lambda *a, **k: sending(*a, **k, connection=hanging))
                began = time.monotonic()
                with django_capture_on_commit_callbacks(execute=True):
                    message = write()
                took = time.monotonic() - began
        assert fresh(message).state == State.WAITING
        assert took < 30

    def test_content_is_refused(self) -> None:
        with pytest.raises(ContentInTheQueue):
            app.send_task(writing.DELIVER, args=["Amina Khan"])
        with pytest.raises(ContentInTheQueue):
            app.send_task(writing.DELIVER, kwargs={"message": "amina.khan@home.example"})

    def test_the_job_it_names_exists(self) -> None:
        app.loader.import_default_modules()
        assert writing.DELIVER in app.tasks


class TestAddresses:
    """Where something can be sent."""

    @pytest.mark.parametrize(
        "address", ["", "amina", "a@b", "a@example.org\nBcc: b@example.org", "a b@example.org"]
    )
    def test_what_is_no_mail_address_is_refused_without_repeating_it(self, address: str) -> None:
        with pytest.raises(AddressUnusable) as refused:
            Recipient.by_email(address=address)
        assert "example.org" not in str(refused.value)

    def test_a_letter_needs_a_name_and_a_line(self) -> None:
        with pytest.raises(AddressUnusable):
            Recipient.by_post(name=" ", lines=("14 Narborough Road",))
        with pytest.raises(AddressUnusable):
            Recipient.by_post(name="Amina Khan", lines=("", " "))

    def test_a_recipient_is_not_told_by_its_repr(self) -> None:
        assert "Amina" not in repr(FAMILY)
        assert Channel.POST.value in repr(AT_HOME)


@pytest.mark.django_db
def test_the_application_role_may_not_switch_the_freezing_off(app_sql: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app_sql.execute("ALTER TABLE outbox_message DISABLE TRIGGER outbox_message_stays_as_written")
