"""Writing down talks with the local authority, none of which names a family; the manager's word on those that wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from cases.actions.idempotency import one_at_a_time
from cases.choices import MeetingRole
from cases.rules import may_have_happened
from consent.access import may_correct_liaison, may_keep_liaison, may_review_liaison
from consent.choices import Attended, LiaisonKind, LiaisonTopic
from consent.models import LiaisonEntry, LiaisonReview
from consent.rules import PartInMeeting, may_be_talked_about, may_have_taken_part
from consent.screening import Kind, Screened, screen
from sendiass import clock
from sendiass.access import Decision, Refused, allow, refuse
from sendiass.accounts.models import User
from sendiass.audit import reading

AGREED, REASON = "agreed", "reason"
SURE = frozenset({Kind.REFERENCE, Kind.NUMBER, Kind.EMAIL})
"""What says by itself who someone is: no chance makes it of ordinary words."""
PURPOSE, OBSERVES_BECAUSE, NOT_STATED_BECAUSE = "purpose", "observes_because", "not_stated_because"


class NamesSomeone(Refused):
    """A text points at people the worker may see; `screened` says where. It is not kept."""

    def __init__(self, screened: Screened) -> None:
        super().__init__(
            refuse("A family's case is not talked about here. Take out what could say who someone is.", "L05")
        )
        self.screened = screened


@dataclass(frozen=True, slots=True)
class Talk:
    """One talk with the authority: the words on each topic, what was agreed to do, and one's part in a meeting."""

    kind: LiaisonKind
    happened_on: date
    said: Mapping[LiaisonTopic, str]
    attended: frozenset[Attended] = frozenset()
    agreed: str = ""
    part: PartInMeeting | None = None

    @property
    def texts(self) -> dict[str, str]:
        """All its words by part, for the screen."""
        said = {topic.value: words for topic, words in self.said.items()}
        return {**said, AGREED: self.agreed, **words_of(self.part)}


def words_of(part: PartInMeeting | None) -> dict[str, str]:
    """The words of one's part in a meeting, for the screen; none where it was no meeting."""
    if part is None:
        return {}
    return {
        PURPOSE: part.purpose,
        OBSERVES_BECAUSE: part.observes_because,
        NOT_STATED_BECAUSE: part.not_stated_because,
    }


@transaction.atomic
def record_liaison(
    *,
    by: User,
    talk: Talk,
    once: UUID,
    at: datetime,
    corrects: LiaisonEntry | None = None,
    reason: str = "",
) -> LiaisonEntry:
    """Write down a talk, or a correction beside one; the same `once` twice is one entry.

    Raises NamesSomeone where it points at people the worker may see. It waits for the manager where it may point at
    others, where the worker may not see cases, and while another of theirs waits (docs/decisions/0025).
    """
    may_keep_liaison(by).require()
    one_at_a_time(once)
    earlier: LiaisonEntry | None = LiaisonEntry.objects.filter(once=once, recorded_by=by).first()
    if earlier:
        return earlier
    may_be_talked_about(talk.kind, talk.said.keys()).require()
    may_have_taken_part(talk.kind, talk.part).require()
    may_have_happened(talk.happened_on, on=clock.day_of(at)).require()
    original, version = _place(by, corrects, reason)
    entry: LiaisonEntry = LiaisonEntry.objects.create(
        kind=talk.kind,
        happened_on=talk.happened_on,
        attended=[one.value for one in Attended if one in talk.attended],
        topics=[topic.value for topic in LiaisonTopic if topic in talk.said],
        said={topic.value: words for topic, words in talk.said.items()},
        agreed=talk.agreed,
        **_columns(talk.part),
        original_id=original,
        version=version,
        correction_reason=reason,
        held=_has_to_wait(by, {**talk.texts, REASON: reason}, at),
        recorded_at=at,
        recorded_by=by,
        once=once,
    )
    return entry


@transaction.atomic
def review_liaison(
    *, by: User, entry: LiaisonEntry, accepted: bool, reason: str = "", at: datetime
) -> LiaisonReview:
    """Let a text that waits into the log, or send it back to its writer with a reason.

    What may be a name is the manager's to judge. Raises Refused for letting in what says by itself who someone is.
    """
    one_at_a_time(entry.id)
    entry = LiaisonEntry.objects.select_related("review").get(pk=entry.pk)
    may_review_liaison(by, entry).require()
    if not accepted and not reason.strip():
        refuse("Say what has to change.", "L05").require()
    if accepted:
        _may_be_let_in(by, entry, at).require()
    return LiaisonReview.objects.create(
        entry=entry, written_by_id=entry.recorded_by_id, accepted=accepted, reason=reason, by=by, at=at
    )


def texts_of(entry: LiaisonEntry) -> dict[str, str]:
    """Every text of an entry, by its part; needs a reading of it."""
    return {**entry.said, AGREED: entry.agreed, REASON: entry.correction_reason, **words_of(entry.part)}


def _may_be_let_in(by: User, entry: LiaisonEntry, at: datetime) -> Decision:
    with reading(by=by, subjects=[entry.key_subject], purpose="screening a talk that waits"):
        screened = screen(by=by, texts=texts_of(entry), on=clock.day_of(at))
    if screened.held:
        return refuse("The names to screen it for are still being opened. Try again in a minute.", "L05")
    for one in screened.marked:
        if one.kind in SURE:
            return refuse(f"Something in it {one.kind.value}. Send it back to be taken out.", "L05")
    return allow("L05")


def _columns(part: PartInMeeting | None) -> dict[str, object]:
    if part is None:
        return {}
    return {
        "purpose": part.purpose,
        "role": part.role,
        "observes_because": part.observes_because if part.role is MeetingRole.OBSERVE else None,
        "role_stated": part.role_stated,
        "not_stated_because": None if part.role_stated else part.not_stated_because,
    }


def _has_to_wait(by: User, texts: Mapping[str, str], at: datetime) -> bool:
    one_at_a_time(by.id)  # two at once must not both find that nothing waits
    if LiaisonEntry.objects.waiting().filter(recorded_by=by).exists():
        return True
    screened = screen(by=by, texts=texts, on=clock.day_of(at))
    if screened.marked:
        raise NamesSomeone(screened)
    return screened.held


def _place(by: User, corrects: LiaisonEntry | None, reason: str) -> tuple[UUID | None, int]:
    """Which entry it corrects and as its how manyeth version; those that wait and are not this worker's count, too."""
    if corrects is None:
        return None, 1
    may_correct_liaison(by, corrects).require()
    if not reason.strip():
        refuse("Say why you correct it.", "L05").require()
    original: UUID = corrects.original_id or corrects.id
    one_at_a_time(original)
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.consent_liaison_corrections(%s)", [original])
        return original, cursor.fetchone()[0] + 2
