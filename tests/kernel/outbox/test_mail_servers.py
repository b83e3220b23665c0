"""Against a real mail server that refuses, keeps us waiting or dies half-way: nothing goes twice by itself, nothing is lost."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from socket import SO_LINGER, SOL_SOCKET, socket
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django import Settings

from sendiass.outbox import delivery
from sendiass.outbox.choices import State
from tests.kernel.outbox.post import NOON, Write, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_worker")]
PATIENCE = 0.6  # seconds that we wait for an answer
TOO_LONG = 3.0


@dataclass
class Moods:
    """How the server meets each step; nothing said is a yes. What it took for good is in `kept`."""

    at_sender: str = ""
    at_recipient: str = ""
    at_content: str = ""
    waits_at_greeting: bool = False
    waits_at_content: bool = False
    cuts_at_sender: bool = False
    cuts_before_content: bool = False
    cuts_after_keeping: bool = False
    resets: bool = False
    waits_after_keeping: bool = False
    slowly: float = 0
    kept: list[str] = field(default_factory=list)
    calls: list[SMTP] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 - its name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.cuts_at_sender:
            _hang_up(server, resets=self.resets)
        if not self.at_sender:
            envelope.mail_from = address
        return self.at_sender or "250 OK"

    async def handle_RCPT(  # noqa: N802 - its name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await asyncio.sleep(self.slowly)
        if not self.at_recipient:
            envelope.rcpt_tos.append(address)
        return self.at_recipient or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        await asyncio.sleep(self.slowly)
        if self.at_content:
            return self.at_content
        if self.cuts_before_content:
            _hang_up(server, resets=self.resets)
            return "250 nobody hears this"
        self.kept.append((envelope.content or b"").decode(errors="replace"))  # type: ignore[union-attr]
        if self.cuts_after_keeping:
            _hang_up(server, resets=self.resets)
        if self.waits_after_keeping:
            await asyncio.sleep(TOO_LONG)
        return "250 kept"


class _Server(SMTP):
    """aiosmtpd's, which can keep silent where it greets and where it should ask for the content."""

    async def _handle_client(self) -> None:
        if self.event_handler.waits_at_greeting:
            await asyncio.sleep(TOO_LONG)
        await super()._handle_client()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - its name
        if self.event_handler.waits_at_content:
            await asyncio.sleep(TOO_LONG)
        await super().smtp_DATA(arg)


class _Listening(Controller):
    def factory(self) -> SMTP:
        server = _Server(self.handler, **self.SMTP_kwargs)
        self.handler.calls.append(server)
        return server

    def hang_up(self) -> None:
        """End every call that is still up, so that none outlives the server."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result(timeout=5)

    async def _hang_up(self) -> None:
        for call in self.handler.calls:
            if call.transport is not None:
                call.transport.abort()
            if call._handler_coroutine is not None:
                call._handler_coroutine.cancel()
        await asyncio.sleep(0.05)


def _hang_up(server: SMTP, *, resets: bool) -> None:
    transport: Any = server.transport
    if resets:
        transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


@pytest.fixture
def server(settings: Settings) -> Iterator[Moods]:
    """A mail server on this machine, through Django's own way to reach one."""
    moods = Moods()
    controller = _Listening(moods, hostname="127.0.0.1", port=_free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = PATIENCE
    try:
        yield moods
    finally:
        controller.hang_up()
        controller.stop()


def _free_port() -> int:
    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def sweep(moment: datetime) -> int:
    clock: Callable[[], datetime] = lambda: moment  # noqa: E731
    return delivery.deliver_due(clock=clock, until=moment + timedelta(minutes=3), most=50)


NOT_TAKEN = [
    ("later", {"at_sender": "451 4.3.0 not now"}, State.WAITING),
    ("sender", {"at_sender": "550 5.7.1 not you"}, State.STUCK),
    ("greylisted", {"at_recipient": "450 4.2.0 come back"}, State.WAITING),
    ("unknown", {"at_recipient": "550 5.1.1 nobody"}, State.STUCK),
    ("full", {"at_content": "452 4.3.1 no room in the queue"}, State.WAITING),
    ("unwanted", {"at_content": "554 5.6.0 not that"}, State.STUCK),
    ("silent", {"waits_at_greeting": True}, State.WAITING),
]
WHO_KNOWS = [
    ("cut at its sender", {"cuts_at_sender": True}),
    ("reset at its sender", {"cuts_at_sender": True, "resets": True}),
    ("silent at its content", {"waits_at_content": True}),
    ("cut with its content", {"cuts_before_content": True}),
    ("reset with its content", {"cuts_before_content": True, "resets": True}),
    ("cut after it was kept", {"cuts_after_keeping": True}),
    ("reset after it was kept", {"cuts_after_keeping": True, "resets": True}),
    ("silent after it was kept", {"waits_after_keeping": True}),
]


@pytest.mark.parametrize(
    ("moods", "state"), [one[1:] for one in NOT_TAKEN], ids=[one[0] for one in NOT_TAKEN]
)
def test_what_it_would_not_take_is_not_lost_and_arrives_once_when_it_does(
    server: Moods, write: Write, moods: dict[str, Any], state: State
) -> None:
    message = write()
    for name, mood in moods.items():
        setattr(server, name, mood)
    sweep(NOON)
    assert (fresh(message).state, server.kept) == (state, [])
    for name in moods:
        setattr(server, name, getattr(Moods(), name))
    sweep(NOON + timedelta(hours=1))
    sweep(NOON + timedelta(hours=2))
    left = state is State.WAITING  # what it will never take waits for a person
    assert (fresh(message).state, len(server.kept)) == (State.SENT if left else State.STUCK, int(left))


@pytest.mark.parametrize("moods", [one[1] for one in WHO_KNOWS], ids=[one[0] for one in WHO_KNOWS])
def test_what_may_have_left_is_a_persons_to_decide_and_never_goes_again_by_itself(
    server: Moods, write: Write, moods: dict[str, Any]
) -> None:
    message = write()
    for name, mood in moods.items():
        setattr(server, name, mood)
    sweep(NOON)
    kept = len(server.kept)
    assert fresh(message).state == State.UNSURE
    for name in moods:
        setattr(server, name, getattr(Moods(), name))
    for days in range(1, 4):
        assert sweep(NOON + timedelta(days=days)) == 0
    assert (fresh(message).state, len(server.kept)) == (State.UNSURE, kept)


def test_a_slow_server_is_waited_for(server: Moods, write: Write) -> None:
    server.slowly = PATIENCE / 3
    messages = [write(), write()]
    assert sweep(NOON) == 2
    assert {fresh(message).state for message in messages} == {State.SENT}
    assert len(server.kept) == 2
