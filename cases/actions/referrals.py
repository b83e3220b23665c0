"""The public form behind its pages: begun, kept by code, sent, acknowledged once, and forgotten (L26, L27, L28)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from cases import emails, rules
from cases.actions.asking_at_once import while_nobody_declares
from cases.actions.casework import next_reference
from cases.actions.forgetting import forget_referral
from cases.actions.request_conflicts import keep_from_all
from cases.actions.told import FamilysYes, Told, Way, written_to
from cases.choices import (
    AccessibleFormat,
    ContactPointKind,
    ReferralState,
    Referrer,
)
from cases.models import BegunReferral, IntakeClosure, Referral
from sendiass import clock
from sendiass.access import NotThere
from sendiass.audit import ServicePrincipal
from sendiass.audit.actors import serving
from sendiass.crypto.erasure import erase
from sendiass.drafts.keeping import Fields
from sendiass.outbox import hiding, own
from sendiass.outbox.hiding import Telling
from sendiass.outbox.recipients import AddressUnusable, Recipient
from sendiass.profiles import profile

BEHIND_THE_FORM = ServicePrincipal("self-referral")
"""Who looks when somebody without an account is shown what they wrote."""

CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32: none is taken for another, so five bits each survive being written down."""

CODE_LENGTH, CODE_PART = 16, 4
READ_AS = str.maketrans("OIL", "011")
ERASURE_LOOKS_BACK = timedelta(days=30)

Answers = Mapping[str, Fields]
"""What was typed, by question."""


def new_code() -> str:
    """Eighty bits that nobody guesses, in letters and figures that nobody mistakes."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def code_as_read(code: str) -> str:
    """In groups of four, as one writes it down."""
    return " ".join(code[start : start + CODE_PART] for start in range(0, len(code), CODE_PART))


def code_as_typed(text: str) -> str:
    """The code that was meant: any case, any gaps, O for nought and I or L for one."""
    return "".join(one for one in text.upper().translate(READ_AS) if one in CODE_LETTERS)


def _digest(code: str) -> str:
    # Keyed from outside the data base: whoever holds a copy of it cannot try codes until one fits.
    said = f"code of a referral\n{code_as_typed(code)}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()


@transaction.atomic
def begin_referral(*, who: Referrer, yes: FamilysYes | None, at: datetime) -> str:
    """Begin a form whose writer agreed to its being kept. Returns its code, which is told once and not kept.

    Raises Refused while intake is closed, and for a professional without the family's yes.
    """
    on = clock.day_of(at)
    is_paused = IntakeClosure.objects.in_force(on).exists()
    rules.may_begin_referral(who, has_yes=yes is not None, is_paused=is_paused).require()
    if yes:
        rules.may_have_happened(yes.on, on=on).require()
    code = new_code()
    with serving(BEHIND_THE_FORM):
        BegunReferral.objects.create(
            code_digest=_digest(code),
            who=who,
            yes_from=yes.given_by if yes else "",
            yes_how=yes.how if yes else "",
            yes_on=yes.on if yes else None,
            agreed_at=at,
            answers={},
            begun_at=at,
            changed_at=at,
            kept_until=_kept_until(at),
        )
    return code


def find_begun(code: str, *, at: datetime) -> BegunReferral | None:
    """The half-written form of that code; None alike for a code that never was, is past its days, or was sent."""
    if len(code_as_typed(code)) != CODE_LENGTH:
        return None
    with serving(BEHIND_THE_FORM):
        found: BegunReferral | None = (
            BegunReferral.objects.still_kept(clock.day_of(at)).filter(code_digest=_digest(code)).first()
        )
    return found


@transaction.atomic
def keep_answer(*, begun: BegunReferral, question: str, fields: Fields, at: datetime) -> Answers:
    """Keep what was typed at one question, in place of what stood there, and all of it for the days anew. Returns all.

    Needs a reading of it. Raises NotThere once it was sent or forgotten.
    """
    with serving(BEHIND_THE_FORM):
        held = BegunReferral.objects.select_for_update().filter(pk=begun.pk).first()
        if held is None:
            raise NotThere
        held.answers = answers = {**held.answers, question: fields}
        held.changed_at, held.kept_until = at, _kept_until(at)
        held.save(update_fields=["answers", "changed_at", "kept_until"])
    return answers


@transaction.atomic
def send_referral(*, begun: BegunReferral, told: Told, at: datetime) -> Referral:
    """Send it to the intake desk, and write to the family that we have it, if one of their addresses is safe.

    Whoever has an interest in it does not see it (Y12). Sent twice it is one. Raises NotThere once it has been forgotten.
    """
    while_nobody_declares()
    with serving(BEHIND_THE_FORM):
        return _send(begun, told, at=at)


def _send(begun: BegunReferral, told: Told, *, at: datetime) -> Referral:
    held = BegunReferral.objects.select_for_update().filter(pk=begun.pk).first()
    if held is None:
        sent: Referral | None = Referral.objects.filter(pk=begun.pk).first()
        if sent is None:
            raise NotThere
        return sent
    way = written_to(told)
    to = _recipient(told, way) if way else None
    referral: Referral = Referral.objects.create(
        id=held.id,
        reference=next_reference("cases_referral_reference", mark="R"),
        state=ReferralState.WAITING,
        who=held.who,
        issue=told.issue,
        stage=told.stage,
        referral_source=told.source,
        yes_from=held.yes_from,
        yes_how=held.yes_how,
        yes_on=held.yes_on,
        told=_kept(told),
        agreed_at=held.agreed_at,
        sent_at=at,
        acknowledged_at=at if to and not to.is_discreet else None,
    )
    held.delete()
    keep_from_all(referral, at=at)
    if to:
        _acknowledge(referral, told, to, at=at)
    return referral


def forget_old_referrals(*, at: datetime) -> int:
    """Forget every half-written form past its days, and what was settled without a case. Returns how many.

    Finishes any forgetting that was cut short.
    """
    past = list(BegunReferral.objects.past_their_days(clock.day_of(at)).values_list("pk", flat=True))
    for pk in past:
        with transaction.atomic():
            held = BegunReferral.objects.select_for_update().filter(pk=pk).first()
            if held and held.kept_until < clock.day_of(at):
                erase(
                    held.key_subject
                )  # first: a row without its key is found again, a key without its row is not
                held.delete()
    settled = list(Referral.objects.to_forget(at - timedelta(days=profile().referral.settled_kept_days)))
    for referral in settled:
        with transaction.atomic():
            forget_referral(referral, at=at)
    for referral in Referral.objects.filter(forgotten_at__gte=at - ERASURE_LOOKS_BACK):
        erase(referral.key_subject)
    return len(past) + len(settled)


def _kept_until(at: datetime) -> date:
    return clock.day_of(at) + timedelta(days=profile().referral.begun_kept_days)


def _kept(told: Told) -> dict[str, Any]:
    """What stands under the key; the codes stand in plain beside it."""
    kept = {name: value for name, value in asdict(told).items() if name not in ("issue", "stage", "source")}
    kept["child_born"] = told.child_born.isoformat() if told.child_born else None
    return kept


def _recipient(told: Told, way: Way) -> Recipient | None:
    """Whoever asks, at this way of theirs; None where nothing can be sent to what was typed."""
    name = f"{told.given_names} {told.family_name}".strip()
    try:
        if way.kind is ContactPointKind.EMAIL:
            return Recipient.by_email(address=way.value, name=name, is_discreet=way.is_discreet)
        large = AccessibleFormat.LARGE_PRINT in told.formats
        lines = tuple(way.value.splitlines())
        return Recipient.by_post(name=name, lines=lines, large_print=large, is_discreet=way.is_discreet)
    except AddressUnusable:
        return None


def _acknowledge(referral: Referral, told: Told, to: Recipient, *, at: datetime) -> None:
    """Tell them that we have it. Where others may see it nothing is said but that, and only if even that tells nothing."""
    kind = emails.REFERRAL_RECEIVED_UNNAMED if to.is_discreet else emails.REFERRAL_RECEIVED
    if not hiding.may_go(kind, channel=to.channel, is_discreet=to.is_discreet):
        return
    context = {} if to.is_discreet else emails.referral_received(called=told.given_names)
    with suppress(Telling), transaction.atomic():
        own.send(
            kind=kind,
            to=to,
            about=referral.key_subject,
            context=context,
            key=f"referral:{referral.id}",
            by=BEHIND_THE_FORM,
            at=at,
            reference=referral.reference,
        )
