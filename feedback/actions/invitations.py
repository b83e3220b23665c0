"""Asking those whose case closed, or whose call was answered, what they thought: once, or on record why not (L30).

The floor below says that a case closed; this one fetches it. Each may be called twice, late or at once with another:
the data base holds that nobody is asked twice for one closing, and the outbox that nothing is sent twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

import psycopg
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Max

from cases.access import may_involve
from cases.actions.idempotency import one_at_a_time
from cases.choices import CaseRole, EnquiryStatus, WhyNotAsked
from cases.models import (
    AskedAtClosing,
    ContactPoint,
    Enquiry,
    Intervention,
    Person,
    SamePerson,
    WhereToAsk,
)
from cases.reaching import others_would_see, recipient_at, safe_addresses
from feedback import emails
from feedback.actions.batches import open_batches, settle_batches
from feedback.choices import InvitationState, WhyNotSent
from feedback.models import Batch, Invitation
from feedback.querysets import InvitationQuerySet
from feedback.rules import Standing, audience_of, is_short, why_not_sent
from sendiass import clock
from sendiass.audit import ServicePrincipal, reading
from sendiass.crypto.erasure import erase
from sendiass.crypto.subjects import KeySubject
from sendiass.outbox import own
from sendiass.outbox.choices import State
from sendiass.outbox.hiding import Telling
from sendiass.outbox.kinds import MessageKind
from sendiass.outbox.models import Message
from sendiass.outbox.recipients import AddressUnusable, Recipient
from sendiass.profiles import profile

Step = Callable[[UUID, datetime], bool]
INVITER = ServicePrincipal("invitations")
ASKED_ONCE = ("feedback_invitation_asked_id_key", "feedback_invitation_enquiry_id_key")
LOOKS_BACK = timedelta(days=90)
"""How far back a sweep looks for somebody who was not asked yet."""
ADDRESS_KEPT = timedelta(days=7)
"""How long an address given for the questionnaire alone is kept at most, though the mail never left."""


def send_invitations(*, at: datetime) -> int:
    """Ask everyone who is to be asked and was not yet, or write down why not; how many. A sweep."""
    closings = AskedAtClosing.objects.written_since(at - LOOKS_BACK).filter(invitation__isnull=True)
    calls = Enquiry.objects.filter(
        status=EnquiryStatus.ANSWERED, settled_at__gte=at - LOOKS_BACK, invitation__isnull=True
    )
    waiting, asking = list(closings.values_list("pk", flat=True)), list(calls.values_list("pk", flat=True))
    if not waiting and not asking:
        return 0
    settle_batches(on=clock.day_of(at))
    open_batches(on=clock.day_of(at))
    steps = [(_after_a_closing, one) for one in waiting] + [(_after_a_call, one) for one in asking]
    return _each(steps, at=at)


def remind(*, at: datetime) -> int:
    """Ask everyone of a batch that ends soon once more, since nobody can know who answered; how many. A sweep.

    Whoever was asked only lately is left in peace until half of that time has gone by.
    """
    today, before = clock.day_of(at), profile().questionnaires.reminded_before_days
    batches = Batch.objects.open().filter(until_on__gte=today, until_on__lte=today + timedelta(days=before))
    first_asked_by = today - timedelta(days=before // 2)
    return _each(
        [
            (_remind, invitation)
            for batch in batches.order_by("pk")
            for invitation in _first_asked_by(batch, first_asked_by).values_list("pk", flat=True)
        ],
        at=at,
    )


def forget_where_to_ask(*, at: datetime) -> int:
    """Destroy the addresses that have done their work, and finish any forgetting that was cut short; how many. A sweep."""
    done = 0
    for one in WhereToAsk.objects.kept().order_by("added_at", "id"):
        done += _forget_if_done(one.pk, at)
    for one in WhereToAsk.objects.filter(forgotten_at__gte=at - ADDRESS_KEPT):
        erase(one.key_subject)
    return done


def _each(steps: Iterable[tuple[Step, UUID]], *, at: datetime) -> int:
    """Take every step, though one fails: nobody waits for whoever cannot be asked. Raises what failed, at the end."""
    done, failed = 0, []
    for step, pk in steps:
        try:
            done += _once(step, pk, at)
        except OperationalError:
            raise  # the data base is away, and for everyone
        except Exception as error:
            failed.append(error)
    if failed:
        raise ExceptionGroup("somebody could not be asked", failed)
    return done


def _once(step: Step, pk: UUID, at: datetime) -> bool:
    try:
        with transaction.atomic():
            return step(pk, at)
    except IntegrityError as error:
        if _constraint_of(error) not in ASKED_ONCE:
            raise
        return False  # another sweep was there first


def _constraint_of(error: IntegrityError) -> str | None:
    cause = error.__cause__
    return cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None


def _after_a_closing(pk: UUID, at: datetime) -> bool:
    asked = AskedAtClosing.objects.select_related("case", "person").get(pk=pk)
    person, role = asked.person, CaseRole(asked.role)
    point = safe_addresses(person, emails.QUESTIONNAIRE).first()
    because = why_not_sent(
        _standing(asked, emails.QUESTIONNAIRE, point, was_asked_lately=_was_asked_lately(person, at))
    )
    to = _to(point, person) if point and because is None else None
    if because is None and to is None:
        because = WhyNotSent.NO_SAFE_ADDRESS
    new = Invitation(
        asked=asked,
        case=asked.case,
        person=person,
        audience=audience_of(role, is_young_person=_is_young_person(person, clock.day_of(at))),
        is_short=is_short(_highest_level(Intervention.objects.of_case(asked.case_id))),
        decided_at=at,
    )
    _decide(new, to=to, because=because, about=person.key_subject, at=at)
    return True


def _standing(
    asked: AskedAtClosing, kind: MessageKind, point: ContactPoint | None, *, was_asked_lately: bool
) -> Standing:
    return Standing(
        not_asked_because=WhyNotAsked(asked.not_asked_because) if asked.not_asked_because else None,
        is_erased=asked.person.is_erased,
        may_know=bool(may_involve(asked.case, CaseRole(asked.role))),
        was_asked_lately=was_asked_lately,
        has_safe_address=point is not None,
        others_would_see=others_would_see(asked.person, kind),
    )


def _after_a_call(pk: UUID, at: datetime) -> bool:
    call = Enquiry.objects.get(pk=pk)
    where: WhereToAsk | None = WhereToAsk.objects.kept().filter(enquiry=call).first()
    to = None
    if where is not None:
        with reading(by=INVITER, subjects=[where.key_subject], purpose="questionnaire"):
            to = Recipient.by_email(address=where.address)
    new = Invitation(
        enquiry=call,
        case=call.case,
        audience=audience_of(CaseRole(call.who or CaseRole.PARENT_CARER), is_young_person=None),
        is_short=is_short(_highest_level(Intervention.objects.filter(enquiry=call))),
        decided_at=at,
    )
    about = where.key_subject if where else call.key_subject
    _decide(new, to=to, because=None if to else WhyNotSent.NO_SAFE_ADDRESS, about=about, at=at)
    return True


def _decide(
    new: Invitation, *, to: Recipient | None, because: WhyNotSent | None, about: KeySubject, at: datetime
) -> None:
    if to is None or because is not None:
        new.state, new.because = InvitationState.NOT_SENT, because or WhyNotSent.NO_SAFE_ADDRESS
        new.save(force_insert=True)
        return
    try:
        with transaction.atomic():
            new.state, new.channel, new.batch = InvitationState.SENT, to.channel, _batch_for(new)
            new.save(force_insert=True)
            _write(emails.QUESTIONNAIRE, new, to=to, about=about, at=at)
    except Telling:
        new.state, new.because = InvitationState.NOT_SENT, WhyNotSent.OTHERS_SEE
        new.channel, new.batch = "", None
        new.save(force_insert=True)


def _batch_for(new: Invitation) -> Batch:
    """The batch that is open for them: the long questionnaire where there is no short one for them."""
    of_them = Batch.objects.open().filter(questionnaire__audience=new.audience)
    found: Batch | None = of_them.filter(questionnaire__is_short=new.is_short).first()
    return found or of_them.earliest("questionnaire__is_short")


def _write(
    kind: MessageKind, invitation: Invitation, *, to: Recipient, about: KeySubject, at: datetime
) -> None:
    batch = invitation.batch
    assert batch is not None  # noqa: S101 - the data base holds it
    own.send(
        kind=kind,
        to=to,
        about=about,
        context=emails.words_of_invitation(
            code=batch.code,
            closes=batch.until_on,
            written_language=invitation.person.written_language if invitation.person else "",
        ),
        key=f"{kind.code}:{invitation.pk}",
        by=INVITER,
        at=at,
    )


def _first_asked_by(batch: Batch, day: date) -> InvitationQuerySet:
    """Those of a batch who were asked on that day or before."""
    asked: InvitationQuerySet = Invitation.objects.to_remind().filter(
        batch=batch, person__isnull=False, decided_at__date__lte=day
    )
    return asked.order_by("pk")


def _remind(pk: UUID, at: datetime) -> bool:
    one = Invitation.objects.select_for_update(of=("self",)).select_related("person", "batch").get(pk=pk)
    if one.reminded_on is not None or one.person is None or one.person.is_erased:
        return False
    point = safe_addresses(one.person, emails.ASKED_AGAIN).first()
    to = _to(point, one.person) if point and _may_still_be_asked(one, point) else None
    if to is None:
        return False
    try:
        with transaction.atomic():
            _write(emails.ASKED_AGAIN, one, to=to, about=one.person.key_subject, at=at)
    except Telling:
        return False
    one.reminded_on = clock.day_of(at)
    one.save(update_fields=["reminded_on"])
    return True


def _may_still_be_asked(one: Invitation, point: ContactPoint) -> bool:
    """Whether nothing came to stand against it since: a death, a danger, a wish, on this case or a later closing."""
    theirs = AskedAtClosing.objects.select_related("case", "person").filter(person=one.person)
    stand = (theirs.get(pk=one.asked_id), theirs.latest("recorded_at", "id"))
    return not any(
        why_not_sent(_standing(asked, emails.ASKED_AGAIN, point, was_asked_lately=False)) for asked in stand
    )


def _to(point: ContactPoint, person: Person) -> Recipient | None:
    with reading(by=INVITER, subjects=[person.key_subject], purpose="questionnaire"):
        try:
            return recipient_at(point, person)
        except AddressUnusable:
            return None


def _was_asked_lately(person: Person, at: datetime) -> bool:
    """Whether any record of this human being was; until the transaction ends, nobody else decides that of them."""
    days = timedelta(days=profile().questionnaires.asked_again_after_days)
    links = SamePerson.objects.live().leading_on_from([person.pk])
    same = {person.pk, *(end for link in links for end in (link.one_id, link.other_id))}
    one_at_a_time(min(same))
    return bool(Invitation.objects.of_person_since(same, at - days).exists())


def _is_young_person(person: Person, on: date) -> bool | None:
    ends = person.compulsory_school_age_ends_on
    return None if ends is None else on > ends


def _highest_level(interventions: object) -> int | None:
    level: int | None = interventions.as_they_stand().aggregate(highest=Max("level"))["highest"]  # type: ignore[attr-defined]
    return level


@transaction.atomic
def _forget_if_done(pk: UUID, at: datetime) -> bool:
    one: WhereToAsk = WhereToAsk.objects.select_for_update().get(pk=pk)
    key = Invitation.objects.filter(enquiry=one.enquiry_id).values_list("pk", flat=True).first()
    has_left = Message.objects.filter(key=f"{emails.QUESTIONNAIRE.code}:{key}", state=State.SENT).exists()
    if one.forgotten_at is not None or not (has_left or one.added_at < at - ADDRESS_KEPT):
        return False
    one.forgotten_at = at
    one.save(update_fields=["forgotten_at"])
    subject = one.key_subject
    transaction.on_commit(lambda: erase(subject))
    return True
