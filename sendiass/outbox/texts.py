"""Says a message as a text message: a line or two, neutral for everyone, for a phone lies on the table (DOMAIN 4.10).

That each kind stays within `rules.MOST_SEGMENTS`, in every language, a wall test holds.
"""

from __future__ import annotations

from django.template.loader import render_to_string

from sendiass.outbox.kinds import MessageKind


def rendered(kind: MessageKind, context: dict[str, object]) -> dict[str, str]:
    """What will be sent, on one line; it has no other part."""
    return {"text": " ".join(render_to_string(kind.text_template, context).split()), "html": ""}
