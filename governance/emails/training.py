"""What we write to our own people about training: that some is due, overdue, or was gone beyond. It names nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from cases.emails import TO_A_COLLEAGUE, tell_colleagues
from sendiass.accounts.models import User
from sendiass.audit import Actor
from sendiass.outbox.kinds import MessageKind
from sendiass.ui.words import long_date

TRAINING_DUE = MessageKind(
    code="governance.training_due",
    label=TO_A_COLLEAGUE,
    subject="Something needs you",
    template="governance/emails/training_due",
)
TRAINING_OVERDUE = MessageKind(
    code="governance.training_overdue",
    label=TO_A_COLLEAGUE,
    subject="Something needs you",
    template="governance/emails/training_overdue",
)
ABOVE_TRAINING = MessageKind(
    code="governance.above_training",
    label=TO_A_COLLEAGUE,
    subject="Something needs you",
    template="governance/emails/above_training",
)


def tell_training_due(worker: User, *, label: str, due: date, about: object, by: Actor, at: datetime) -> None:
    """Tell somebody which training they are to have, and by when. `about` is the fact: one message, however often."""
    said = {"link": _address("governance:training_own"), "label": label, "due": long_date(due)}
    tell_colleagues(TRAINING_DUE, [worker], said, about=about, by=by, at=at)


def tell_training_overdue(to: Iterable[User], *, about: object, by: Actor, at: datetime) -> None:
    """Tell those who keep the register that somebody's training is overdue."""
    tell_colleagues(
        TRAINING_OVERDUE, to, {"link": _address("governance:training_list")}, about=about, by=by, at=at
    )


def tell_above_training(to: Iterable[User], *, about: UUID, by: Actor, at: datetime) -> None:
    """Tell them that work was done at a level which asks for more legal training than its worker has."""
    tell_colleagues(
        ABOVE_TRAINING, to, {"link": _address("governance:above_list")}, about=about, by=by, at=at
    )


def _address(url_name: str) -> str:
    return settings.SITE_URL + reverse(url_name)
