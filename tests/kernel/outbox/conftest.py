"""A kind of message of our own, a mail server that listens, and someone to write to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction
from pytest_django import Settings

from sendiass.audit import ServicePrincipal, acting
from sendiass.crypto.subjects import KeySubject
from sendiass.outbox import kinds, own
from sendiass.outbox.kinds import MessageKind
from sendiass.outbox.models import Message
from sendiass.outbox.recipients import Recipient
from tests.kernel.outbox import smtp_sink
from tests.kernel.outbox.post import FAMILY, HELLO, NOON, Write
from tests.kernel.outbox.smtp_sink import Sink


@pytest.fixture(autouse=True)
def a_kind_of_our_own(settings: Settings) -> Iterator[None]:
    """The kind HELLO is known, and its template is found."""
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [Path(__file__).parent / "templates"]}]
    settings.MESSAGE_KINDS = ["tests.kernel.outbox.post.HELLO"]
    kinds.all_kinds.cache_clear()
    yield
    kinds.all_kinds.cache_clear()


@pytest.fixture
def about() -> KeySubject:
    """The person whom the messages are about."""
    return KeySubject("person", uuid4())


@pytest.fixture
def write(about: KeySubject) -> Write:
    """Write one message, by default a mail to Amina Khan, in a transaction of its own."""

    def write_one(
        *,
        to: Recipient = FAMILY,
        key: str | None = None,
        at: datetime = NOON,
        note: str = "Your appointment is on Monday.",
        not_before: datetime | None = None,
        about: KeySubject = about,
        kind: MessageKind = HELLO,
    ) -> Message:
        with transaction.atomic():
            return own.send(
                kind=kind,
                to=to,
                about=about,
                context={"name": to.name, "note": note},
                key=key or f"hello:{uuid4()}",
                by=ServicePrincipal("sweeps"),
                at=at,
                not_before=not_before,
                reference="LEI-2026-0042",
            )

    return write_one


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[Sink]:
    """A mail server that takes everything, until a test tells it otherwise."""
    with smtp_sink.listening() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5
        yield sink


@pytest.fixture
def as_worker() -> Iterator[None]:
    """What a job of the outbox has: the outbox acts."""
    with acting(by=ServicePrincipal("outbox")):
        yield
