"""Several workers at once, and workers that die: these tests really commit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Event

import pytest
from django.db import connections, transaction

from sendiass.audit import ServicePrincipal, acting
from sendiass.outbox import delivery
from sendiass.outbox.choices import State
from sendiass.outbox.models import Message
from tests.kernel.outbox.post import NOON, Write, fresh
from tests.kernel.outbox.smtp_sink import Sink

ROOT = Path(__file__).resolve().parents[3]


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def deliver_due(moment: datetime = NOON) -> int:
    return delivery.deliver_due(clock=at(moment), until=moment + timedelta(minutes=3), most=50)


def test_two_workers_at_once_deliver_each_message_once(
    committed_db: object, write: Write, mail_server: Sink
) -> None:
    for _ in range(6):
        write()
    together = Barrier(4)

    def work(_: int) -> int:
        together.wait(timeout=10)
        try:
            with acting(by=ServicePrincipal("outbox")):
                return deliver_due()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as workers:
        delivered = list(workers.map(work, range(4)))
    assert sum(delivered) == 6
    assert len({mail["Message-ID"] for mail in mail_server.mails}) == len(mail_server.taken) == 6


def test_it_is_committed_as_being_sent_before_the_server_hears_of_it(
    committed_db: object, write: Write, mail_server: Sink
) -> None:
    message = write()
    mail_server.before_content = Event()

    def work() -> None:
        try:
            with acting(by=ServicePrincipal("outbox")):
                delivery.deliver(message.pk, clock=at(NOON))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as worker:
        running = worker.submit(work)
        assert mail_server.at_content.wait(timeout=10)
        seen = fresh(message).state
        mail_server.before_content.set()
        running.result(timeout=10)
    assert seen == State.BEING_SENT
    assert fresh(message).state == State.SENT


def test_a_transaction_around_delivery_is_refused(
    committed_db: object, write: Write, mail_server: Sink
) -> None:
    message = write()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        delivery.deliver(message.pk, clock=at(NOON))
    assert mail_server.taken == []


def test_a_worker_killed_between_claim_and_sent_leaves_it_visible_and_never_sends_it_twice(
    committed_db: object, write: Write, mail_server: Sink
) -> None:
    message = write()
    mail_server.before_content = Event()
    worker = another_process(message, mail_server)
    try:
        assert mail_server.at_content.wait(timeout=60), "the worker never got as far as the server"
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(timeout=10)
        mail_server.before_content.set()
    kept = fresh(message)
    assert kept.state == State.BEING_SENT
    assert kept.claimed_at is not None
    mail_server.before_content = None
    with acting(by=ServicePrincipal("outbox")):
        assert deliver_due(kept.claimed_at + timedelta(hours=1)) == 0
        delivery.give_up_lapsed(at=kept.claimed_at + timedelta(hours=1))
        assert deliver_due(kept.claimed_at + timedelta(hours=2)) == 0
    assert fresh(message).state == State.UNSURE
    assert list(Message.objects.needing_a_person()) == [message]


WORKER = """
import django
from django.conf import settings
from django.db import connections
django.setup()
for alias in ("default", "audit", "keys"):
    connections.settings[alias]["NAME"] = {names!r}[alias]
    connections[alias].settings_dict["NAME"] = {names!r}[alias]
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", {port}, 30
settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
settings.MESSAGE_KINDS = ["tests.kernel.outbox.post.HELLO"]
from sendiass.outbox import jobs
jobs.deliver({message!r})
"""


def another_process(message: Message, mail_server: Sink) -> subprocess.Popen[bytes]:
    """A worker that delivers the message and can be killed."""
    names = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "audit", "keys")}
    code = WORKER.format(names=names, port=mail_server.port, message=str(message.pk))
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
