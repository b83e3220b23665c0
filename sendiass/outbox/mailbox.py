"""Fetches reports from the mailbox to which they are sent, by IMAP. It deletes nothing.

The mailbox is for reports alone: what was looked at is marked as read there.
"""

from __future__ import annotations

import contextlib
import imaplib
import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sendiass.environment import Mailbox
from sendiass.outbox.bounces import LARGEST

log = logging.getLogger(__name__)

TIMEOUT = 20  # seconds
MOST = 200
"""How many are looked at each time."""


class MailboxUnreachable(Exception):
    """The mailbox did not answer, or let us not in. The text holds no word of the server's: it may repeat addresses."""


def look_through(mailbox: Mailbox, take: Callable[[bytes], object]) -> int:
    """Give each unread mail to `take` and then mark it as read; how many. What `take` raised for is read again next time.

    Raises MailboxUnreachable.
    """
    looked = 0
    try:
        with _opened(mailbox) as line:
            for number in _unread(line)[:MOST]:
                looked += _look_at(line, number, take)
    except (imaplib.IMAP4.error, OSError) as error:
        raise MailboxUnreachable(type(error).__name__) from None
    return looked


def _look_at(line: imaplib.IMAP4, number: str, take: Callable[[bytes], object]) -> bool:
    raw = _fetched(line, number)
    try:
        take(raw)
    except (imaplib.IMAP4.error, OSError):
        raise
    except Exception as error:
        log.warning("A report was not taken in: %s", type(error).__name__)
        return False
    line.store(number, "+FLAGS", r"(\Seen)")
    return True


@contextmanager
def _opened(mailbox: Mailbox) -> Iterator[imaplib.IMAP4]:
    line: imaplib.IMAP4
    if mailbox.tls:
        line = imaplib.IMAP4_SSL(
            mailbox.host, mailbox.port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT
        )
    else:
        line = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=TIMEOUT)
    try:
        if mailbox.starttls:
            line.starttls(ssl.create_default_context())
        line.login(mailbox.user, mailbox.password)
        _answered(line.select(mailbox.folder))
        yield line
    finally:
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            line.logout()


def _unread(line: imaplib.IMAP4) -> list[str]:
    [found, *_] = _answered(line.search(None, "UNSEEN"))
    return found.decode("ascii").split() if isinstance(found, bytes) else []


def _fetched(line: imaplib.IMAP4, number: str) -> bytes:
    """The mail, or as much of it as a report may have."""
    for part in _answered(line.fetch(number, f"(BODY.PEEK[]<0.{LARGEST + 1}>)")):
        if isinstance(part, tuple):
            return bytes(part[1])
    return b""


def _answered(said: tuple[str, list[Any]]) -> list[Any]:
    word, parts = said
    if word != "OK":
        raise imaplib.IMAP4.error(word)
    return parts
