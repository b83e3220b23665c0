"""Hands a message to GOV.UK Notify and says truthfully how that ended, and asks what became of one. It tries nothing twice.

Its client puts a refusal and a broken line into the same exception: what it was raised from tells them apart. No text of
the answer is kept or logged: it may repeat what we sent.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from typing import Any

import requests
from notifications_python_client.errors import APIError, InvalidResponse, TokenError
from notifications_python_client.notifications import NotificationsAPIClient
from urllib3.exceptions import NewConnectionError

from sendiass.environment import Notify
from sendiass.outbox.choices import Channel
from sendiass.outbox.transport import End, Outcome

CLIENT: Any = NotificationsAPIClient  # it has no types
TIMEOUT = 20  # seconds; shorter than any job may live
REFUSED, RATE, LET_IN = 400, 429, (401, 403, 404)
NO_KEY = "NoNotifyKey"
GATEWAY = (502, 504)
"""Said by what stands in front of Notify: whether it took the message, they do not know."""

# It warns with the words of the answer.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message, opened, as Notify takes it. `reference` is our message's id, by which it is asked about later."""

    channel: Channel
    reference: str
    address: str
    subject: str
    text: str
    pdf: bytes = b""
    is_discreet: bool = False

    def __repr__(self) -> str:
        return f"<Parcel by {self.channel.value}>"


class NoAnswer(Exception):
    """Notify did not say what became of a message. The text holds the class of the error alone."""


def hand_over(parcel: Parcel, to: Notify) -> Outcome:
    """Give Notify one message. What could not be read as an answer is UNKNOWN."""
    if not to.api_key:
        return Outcome(End.NO_LINE, NO_KEY)
    try:
        answer = _send(_client(to), parcel, to)
    except (APIError, TokenError, requests.RequestException, ValueError) as error:
        return _ended(error)
    took = isinstance(answer, dict) and answer.get("reference") == parcel.reference
    return Outcome(End.LEFT) if took else Outcome(End.UNKNOWN, "NoReceipt")


def statuses(reference: str, to: Notify) -> list[str]:
    """The statuses of what Notify holds under that reference, the latest first; empty where it took nothing.

    It keeps a message for seven days. Raises NoAnswer.
    """
    if not to.api_key:
        raise NoAnswer(NO_KEY)
    try:
        answer = _client(to).get_all_notifications(reference=reference)
        return [str(one["status"]) for one in answer["notifications"] if one["reference"] == reference]
    except (APIError, TokenError, requests.RequestException, ValueError, KeyError, TypeError) as error:
        raise NoAnswer(type(error).__name__) from None


def _client(to: Notify) -> Any:
    client = CLIENT(to.api_key, base_url=to.url, timeout=TIMEOUT)
    client.request_session.max_redirects = (
        0  # what a family is told goes to the address that was set, and no other
    )
    return client


def _send(client: Any, parcel: Parcel, to: Notify) -> object:
    if parcel.channel is Channel.EMAIL:
        return client.send_email_notification(
            parcel.address,
            to.email_template,
            personalisation={"subject": parcel.subject, "body": parcel.text},
            reference=parcel.reference,
        )
    if parcel.channel is Channel.TEXT:
        return client.send_sms_notification(
            parcel.address,
            to.text_template,
            personalisation={"body": parcel.text},
            reference=parcel.reference,
            sms_sender_id=to.discreet_text_sender if parcel.is_discreet else None,
        )
    return client.send_precompiled_letter_notification(parcel.reference, io.BytesIO(parcel.pdf))


def _ended(error: Exception) -> Outcome:
    cause = error.__cause__ if isinstance(error, APIError) else error
    response = getattr(error, "response", None)
    if isinstance(error, InvalidResponse):  # it was taken, in words we can't read
        return Outcome(End.UNKNOWN, type(error).__name__)
    if response is not None:
        return _answered(response.status_code)
    if _was_never_reached(cause):
        return Outcome(End.NO_LINE, type(cause).__name__)
    if isinstance(cause, ValueError):  # an address that is none, found before the line was opened
        return Outcome(End.REFUSED, type(cause).__name__)
    return Outcome(End.UNKNOWN, type(cause).__name__)


def _was_never_reached(cause: object) -> bool:
    if isinstance(
        cause, requests.ConnectTimeout | requests.exceptions.SSLError | requests.exceptions.ProxyError
    ):
        return True
    told = cause.args[0] if isinstance(cause, requests.ConnectionError) and cause.args else None
    return isinstance(getattr(told, "reason", None), NewConnectionError)


def _answered(status: int) -> Outcome:
    said = f"Notify{status}"
    if status in LET_IN:  # our key, or our settings: no message's fault
        return Outcome(End.NO_LINE, said)
    if status in GATEWAY:
        return Outcome(End.UNKNOWN, said)
    if status == REFUSED:
        return Outcome(End.REFUSED, said)
    return Outcome(End.NOT_NOW, said)
