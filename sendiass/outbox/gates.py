"""Asks, at the moment a message would leave, whether it still may. The floor that wrote it answers; settings name it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from sendiass.outbox.choices import CancelReason
from sendiass.outbox.models import Message

Gate = Callable[[Message, datetime], CancelReason | None]
"""Given a message and a moment: why it may not leave then, or None. It changes nothing, and may lock what it asks."""


def why_not(message: Message, at: datetime) -> CancelReason | None:
    """Why the message may not leave at that moment, by its door's gate; None where it may, or the door has none."""
    path = settings.OUTBOX_GATES.get(message.door)
    return cast(Gate, import_string(path))(message, at) if path else None
