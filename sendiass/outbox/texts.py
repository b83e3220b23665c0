"""Says a message as a text message: a line or two, neutral for everyone, for a phone lies on the table (DOMAIN 4.10)."""

from __future__ import annotations

from django.template.loader import render_to_string

from sendiass.outbox.kinds import MessageKind
from sendiass.outbox.rules import MOST_SEGMENTS, segments


class TooLong(Exception):
    """A text of more segments than one of ours may have. The text does not repeat it."""


def rendered(kind: MessageKind, context: dict[str, object]) -> dict[str, str]:
    """What will be sent; it has no other part. Raises TooLong."""
    text = " ".join(render_to_string(kind.text_template, context).split())
    if segments(text) > MOST_SEGMENTS:
        raise TooLong(kind.code)
    return {"text": text, "html": ""}
