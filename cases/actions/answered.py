"""What is asked when a call has been answered, as when a case closes: what came of it, and whom they were told of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases import rules
from cases.choices import GotIt
from cases.models import CallOutcome, Enquiry, IndependentSource, Signposting
from sendiass import clock
from sendiass.access import refuse
from sendiass.accounts.models import User


@dataclass(frozen=True, slots=True)
class CameOfCall:
    """What a caller wanted and whether they got it, as they say; and whom they were told of, or why of nobody.

    While they are still to be rung back any of it may be left open.
    """

    got_it: GotIt | None = None
    wanted: str = ""
    sources: tuple[IndependentSource, ...] = ()
    told_of_none_because: str = ""


NOTHING_YET = CameOfCall()


def require_answered(said: CameOfCall, *, enquiry: Enquiry | None = None) -> None:
    """Raises Refused where it does not say what came of a call (L22), or whom they were told of or why of nobody (Y13)."""
    rules.may_answer_call(said.got_it, wanted=said.wanted).require()
    told = bool(said.sources) or (enquiry is not None and was_told(enquiry))
    rules.may_close_signposted(told, because=said.told_of_none_because).require()


def note_what_came(said: CameOfCall, *, enquiry: Enquiry, by: User, at: datetime) -> None:
    """Write down what is said of it. Raises Refused for a source that has been retired."""
    if said.got_it is not None:
        wanted = said.wanted if said.wanted.strip() else None
        CallOutcome.objects.create(
            enquiry=enquiry, got_it=said.got_it, wanted=wanted, recorded_at=at, recorded_by=by
        )
    for one in said.sources:
        if one.retired_on is not None:
            refuse(f"Families are no longer told of {one.name}. Select another source.", "Y13").require()
        _point(enquiry, one, None, by=by, at=at)
    if said.told_of_none_because.strip() and not said.sources and not was_told(enquiry):
        _point(enquiry, None, said.told_of_none_because, by=by, at=at)


def was_told(enquiry: Enquiry) -> bool:
    """Whether they were told of an independent source before."""
    return bool(Signposting.objects.to_a_source().filter(enquiry=enquiry).exists())


def _point(
    enquiry: Enquiry, source: IndependentSource | None, because: str | None, *, by: User, at: datetime
) -> None:
    Signposting.objects.create(
        enquiry=enquiry,
        source=source,
        none_because=because,
        told_on=clock.day_of(at),
        recorded_at=at,
        recorded_by=by,
    )
