"""Taking a call in a minute, calling back, and forgetting call-backs nothing came of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cases.access import CONFLICTS, may_take_enquiries
from cases.actions.answered import NOTHING_YET, CameOfCall, note_what_came, require_answered
from cases.actions.asking_at_once import while_nobody_declares
from cases.actions.callbacks import forget
from cases.actions.casework import next_reference
from cases.actions.idempotency import one_at_a_time, same_each_time
from cases.actions.interventions import Given, log_for_enquiry
from cases.actions.request_conflicts import keep_call_from_all
from cases.choices import CaseRole, Channel, EnquiryStatus, HowShared, Issue, ReferralSource, Stage
from cases.models import CallBack, Enquiry, Intervention, WhereToAsk
from sendiass import clock
from sendiass.access import NotThere, refuse
from sendiass.accounts.models import User
from sendiass.audit.actors import serving
from sendiass.crypto.erasure import erase
from sendiass.profiles import profile

ERASURE_LOOKS_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class RingBack:
    """Whom to ring back, in their words; kept for the profile's days."""

    name: str
    number: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What someone asked, in codes that name nobody; `statement_shared` says how the impartiality statement was said."""

    channel: Channel
    issue: Issue
    stage: Stage | None = None
    referral_source: ReferralSource | None = None
    who: CaseRole | None = None
    statement_shared: HowShared | None = None
    ring_back: RingBack | None = None
    given: Given | None = None
    came: CameOfCall = NOTHING_YET
    """What came of it; all of it, where they are not to be rung back."""
    ask_at: str = ""
    """The email address to which they want our questionnaire, where help was given; it is used once and forgotten."""


@transaction.atomic
def take_enquiry(*, by: User, asked: Asked, once: UUID, at: datetime) -> Enquiry:
    """Write down a call: what was asked, what was given, whom to ring back.

    Whoever has an interest in it does not see it, be it who took it (Y12). The same call under the same `once` is one
    enquiry; another call under it, after the back button, is another.
    Raises Refused when there is neither anything given nor anyone to ring back, and for a call that is answered and does not
    say what came of it (L22), or whom they were told of or why of nobody (Y13).
    """
    may_take_enquiries(by).require()
    while_nobody_declares()
    if asked.given is None and asked.ring_back is None:
        refuse("Say what was given, or whom to call back.", "L23").require()
    once = same_each_time(once, asked)
    one_at_a_time(once)
    with serving(CONFLICTS):  # it may be kept from them by now, and is theirs all the same
        earlier: Enquiry | None = Enquiry.objects.filter(once=once, taken_by=by).first()
    if earlier:
        return earlier
    if asked.ring_back is None:
        require_answered(asked.came)
    enquiry = Enquiry.objects.create(
        reference=next_reference("cases_enquiry_reference", mark="E"),
        status=EnquiryStatus.CALLBACK if asked.ring_back else EnquiryStatus.ANSWERED,
        channel=asked.channel,
        issue=asked.issue,
        stage=asked.stage or "",
        referral_source=asked.referral_source or "",
        who=asked.who or "",
        statement_shared=asked.statement_shared or "",
        taken_at=at,
        taken_by=by,
        settled_at=None if asked.ring_back else at,
        settled_by=None if asked.ring_back else by,
        once=once,
    )
    if asked.ring_back:
        _keep(asked.ring_back, enquiry=enquiry, at=at)
    if asked.given:
        log_for_enquiry(by=by, enquiry=enquiry, given=asked.given, once=once, at=at)
    note_what_came(asked.came, enquiry=enquiry, by=by, at=at)
    _ask_there("" if asked.ring_back else asked.ask_at, enquiry=enquiry, at=at)
    keep_call_from_all(enquiry, at=at)
    return enquiry


@transaction.atomic
def settle_callback(
    *,
    by: User,
    enquiry: Enquiry,
    given: Given,
    came: CameOfCall,
    once: UUID,
    at: datetime,
    ask_at: str = "",
) -> Enquiry:
    """They were rung back and helped; the name and number have done their work and are forgotten.

    `ask_at` is the email address to which they want our questionnaire.
    Raises Refused when no call is owed any more, and unless it is said what came of it (L22) and whom they were told of, or
    why of nobody (Y13).
    """
    may_take_enquiries(by).require()
    while_nobody_declares()
    enquiry = _held(enquiry)
    if Intervention.objects.filter(by=by, once=once, enquiry=enquiry).exists():
        return enquiry
    enquiry = _owed(enquiry, by=by)
    require_answered(came, enquiry=enquiry)
    log_for_enquiry(by=by, enquiry=enquiry, given=given, once=once, at=at)
    note_what_came(came, enquiry=enquiry, by=by, at=at)
    _settle(enquiry, as_=EnquiryStatus.ANSWERED, by=by, at=at)
    _ask_there(ask_at, enquiry=enquiry, at=at)
    keep_call_from_all(enquiry, at=at)
    return enquiry


@transaction.atomic
def note_no_answer(*, by: User, enquiry: Enquiry, tried_before: int, at: datetime) -> None:
    """They were rung and nobody answered: the call stays owed. `tried_before` is the number of tries the worker saw.

    The same try told twice counts once. Raises Refused when no call is owed any more.
    """
    _owed(enquiry, by=by)
    callback = CallBack.objects.kept().select_for_update().filter(enquiry=enquiry).first()
    if callback is None:
        refuse("The name and the number have been forgotten.", "L26").require()
    elif callback.attempts == tried_before:
        callback.attempts, callback.last_tried_at = tried_before + 1, at
        callback.save(update_fields=["attempts", "last_tried_at"])


@transaction.atomic
def withdraw_callback(*, by: User, enquiry: Enquiry, at: datetime) -> None:
    """They no longer want to be rung: nothing was given, and the name and number are forgotten.

    Raises Refused when no call is owed any more.
    """
    _settle(_owed(enquiry, by=by), as_=EnquiryStatus.NOT_WANTED, by=by, at=at)


def forget_old_callbacks(*, at: datetime) -> int:
    """Forget every call-back whose days have passed, and finish any forgetting that was cut short. Returns how many."""
    past = list(CallBack.objects.past_their_days(clock.day_of(at)).select_related("enquiry"))
    for callback in past:
        with transaction.atomic():
            forget(callback, at=at)
            _fade(callback.enquiry, at=at)
    for callback in CallBack.objects.filter(forgotten_at__gte=at - ERASURE_LOOKS_BACK):
        erase(callback.key_subject)
    return len(past)


def _held(enquiry: Enquiry) -> Enquiry:
    held: Enquiry | None = Enquiry.objects.select_for_update().filter(pk=enquiry.pk).first()
    if held is None:  # it was kept from them, or became another's case, while they looked at it
        raise NotThere
    return held


def _owed(enquiry: Enquiry, *, by: User) -> Enquiry:
    may_take_enquiries(by).require()
    held = _held(enquiry)
    if held.status != EnquiryStatus.CALLBACK:
        refuse("This call-back has been settled already.", "L26").require()
    return held


def _settle(enquiry: Enquiry, *, as_: EnquiryStatus, by: User, at: datetime) -> None:
    enquiry.status, enquiry.settled_at, enquiry.settled_by = as_, at, by
    enquiry.save(update_fields=["status", "settled_at", "settled_by"])
    forget(CallBack.objects.kept().filter(enquiry=enquiry).first(), at=at)


def _ask_there(address: str, *, enquiry: Enquiry, at: datetime) -> None:
    if address:
        WhereToAsk.objects.create(enquiry=enquiry, address=address, added_at=at)


def _fade(enquiry: Enquiry, *, at: datetime) -> None:
    if enquiry.status == EnquiryStatus.CALLBACK:
        enquiry.status, enquiry.settled_at = EnquiryStatus.FADED, at
        enquiry.save(update_fields=["status", "settled_at"])


def _keep(ring_back: RingBack, *, enquiry: Enquiry, at: datetime) -> None:
    CallBack.objects.create(
        enquiry=enquiry,
        name=ring_back.name,
        number=ring_back.number,
        when=ring_back.when,
        kept_until=clock.day_of(at) + timedelta(days=profile().periods.callback_kept_days),
        added_at=at,
    )
