"""What casework writes to families. It says; the outbox sends; who may be written to is the action's question."""

from __future__ import annotations

from collections.abc import Mapping

from sendiass.outbox.kinds import MessageKind
from sendiass.profiles import profile

ACKNOWLEDGEMENT = MessageKind(
    code="cases.acknowledgement",
    label="Acknowledgement: how to see your records",
    subject="What happens next",
    template="cases/emails/acknowledgement",
)


def acknowledgement(*, called: str, reference: str) -> Mapping[str, object]:
    """What the written acknowledgement says: that they came to us, that we are impartial, how to see their records (L27)."""
    return {
        "called": called,
        "case_reference": reference,
        "impartiality": profile().impartiality.in_writing,
        "how_to_see": profile().records.how_to_see,
        "sar_contact": profile().host.sar_contact,
        "controller": profile().host.controller_name,
    }
