"""Reads what a mail server reports of a mail that did not arrive (RFC 3464). It changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message as Mail
from email.parser import Parser

LARGEST = 2 * 1024 * 1024
"""A report holds one of our mails at most; what is larger is none of ours."""

_ID = re.compile(r"<[^<>\s]{1,190}>")
_STATUS = re.compile(r"\s*([245])\.\d{1,3}\.\d{1,3}")
_ORIGINALS = ("message/rfc822", "message/global", "message/rfc822-headers", "text/rfc822-headers")


def returned(raw: bytes) -> str:
    """The Message-ID of the mail that this reports as never to arrive; empty where it reports nothing of the kind.

    Only a delivery report counts, whose every recipient failed for good (status 5.x.x): late is not lost, and whoever
    answers by hand, or is out of the office, reports nothing.
    """
    if len(raw) > LARGEST:
        return ""
    mail = message_from_bytes(raw)
    if mail.get_content_type() != "multipart/report" or mail.get_param("report-type") != "delivery-status":
        return ""
    fates = list(_fates(mail))
    return _original(mail) if fates and all(fates) else ""


def _fates(mail: Mail) -> Iterator[bool]:
    """Of each recipient, whether the mail will never reach them."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status" or not part.is_multipart():
            continue
        for block in part.get_payload():
            if isinstance(block, Mail) and "Final-Recipient" in block:
                status = _STATUS.match(str(block.get("Status", "")))
                failed = str(block.get("Action", "")).partition("(")[0].strip().lower() == "failed"
                yield failed and bool(status and status[1] == "5")


def _original(mail: Mail) -> str:
    """The Message-ID in the part that returns our mail or its headers; Exchange may return neither, and answers to it."""
    for part in mail.walk():
        if part.get_content_type() in _ORIGINALS and (found := _id_in(part)):
            return found
    answered = _ID.search(str(mail.get("In-Reply-To", "")))
    return answered[0] if answered else ""


def _id_in(part: Mail) -> str:
    payload = part.get_payload()
    if isinstance(payload, list):
        original = payload[0] if payload else None
    else:
        content = part.get_payload(decode=True)
        text = content.decode("ascii", "replace") if isinstance(content, bytes) else ""
        original = Parser().parsestr(text, headersonly=True)
    found = _ID.search(str(original.get("Message-ID", ""))) if isinstance(original, Mail) else None
    return found[0] if found else ""
