"""Hands one mail to the mail server and says truthfully how that ended; it tries nothing twice."""

from __future__ import annotations

import contextlib
import smtplib
from dataclasses import dataclass
from enum import Enum

from django.core.mail import EmailMessage, get_connection


class End(Enum):
    """How an attempt ended."""

    LEFT = "the server took it"
    NO_LINE = "no server could be reached"
    NOT_NOW = "the server took nothing, and may later"
    REFUSED = "the server will never take it"
    UNKNOWN = "the line broke while it was being handed over"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended, and the class name of the error, never its text: servers repeat addresses."""

    end: End
    error: str = ""


TRANSIENT, PERMANENT = 400, 500
"""SMTP replies from 400 say *not now*, from 500 *never* (RFC 5321, 4.2.1)."""


def hand_over(mail: EmailMessage) -> Outcome:
    """Open a line to the server and hand `mail` over. What could not be read as an answer is UNKNOWN."""
    line = get_connection()
    try:
        line.open()
    except OSError as error:  # smtplib's errors are OSErrors too; nothing has been said of the mail yet
        return Outcome(End.NO_LINE, type(error).__name__)
    try:
        taken = line.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        return _answered(max(codes, default=PERMANENT), error)
    except smtplib.SMTPResponseException as error:
        return _answered(error.smtp_code, error)
    except (smtplib.SMTPNotSupportedError, ValueError) as error:  # found before the first command
        return Outcome(End.REFUSED, type(error).__name__)
    except OSError as error:
        return Outcome(End.UNKNOWN, type(error).__name__)
    finally:
        # Whatever the server answers to our goodbye, it has answered about the mail.
        with contextlib.suppress(OSError):
            line.close()
    return Outcome(End.LEFT) if taken else Outcome(End.REFUSED, "NothingTaken")


def _answered(code: int, error: Exception) -> Outcome:
    if code < TRANSIENT:  # an answer that is none
        return Outcome(End.UNKNOWN, type(error).__name__)
    return Outcome(End.REFUSED if code >= PERMANENT else End.NOT_NOW, type(error).__name__)
