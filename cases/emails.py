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

REFERRAL_RECEIVED = MessageKind(
    code="cases.referral_received",
    label="Acknowledgement of a request from the website",
    subject="We have your message",
    template="cases/emails/referral_received",
)


def referral_received(*, called: str) -> Mapping[str, object]:
    """What whoever came by the public form is told in writing: that we have it, that we are impartial, how to see it (L27)."""
    return {
        "called": called,
        "answer_words": profile().referral.answer_words,
        "phone": profile().identity.phone,
        "impartiality": profile().impartiality.in_writing,
        "how_to_see": profile().records.how_to_see,
        "sar_contact": profile().host.sar_contact,
        "controller": profile().host.controller_name,
    }


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
