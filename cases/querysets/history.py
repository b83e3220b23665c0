"""Everything that happened on a case, in one question."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from sendiass.clock import LONDON


class Moments:
    """Everything that happened on a case, newest first: (what, key, day, moment), to be counted and paged.

    `what` is "given", and `key` an intervention's id; "met", and a meeting's; "emergency", and that of an opening in one;
    or it is "recorded", and `key` the id of who set something down at that moment: what one act set down together is
    one moment. Or it is a word of a floor above, whose `above` selects such rows of the `case`, their day by the clocks
    of `zone`.
    """

    def __init__(
        self, case_id: UUID, enquiries: Iterable[UUID], above: Iterable[str] = (), *, at_a_time: int
    ) -> None:
        moments = MOMENTS.format(above="".join(f" UNION ALL {one}" for one in above))
        self._question = f"{moments}{A_PART_AND_ALL}"
        self._of: dict[str, Any] = {"case": case_id, "enquiries": list(enquiries), "zone": LONDON.key}
        self._at_a_time = at_a_time

    def count(self) -> int:
        """How many there are; asked together with the newest of them, which most often are asked for next."""
        return int(self._newest[0][-1]) if self._newest else 0

    def __getitem__(self, part: slice) -> list[Moment]:
        """Those from one place to another."""
        is_newest = part.start == 0 and part.stop <= self._at_a_time
        rows = self._newest[: part.stop] if is_newest else self._asked(part.start, part.stop - part.start)
        return [Moment(*row[:-1]) for row in rows]

    @cached_property
    def _newest(self) -> list[tuple[Any, ...]]:
        return self._asked(0, self._at_a_time)

    def _asked(self, start: int, most: int) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self._question, {**self._of, "start": start, "most": most})
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


class Moment(NamedTuple):
    """One thing in a case's history, by its key."""

    what: str
    key: UUID
    day: date
    at: datetime


# Written out: the ORM takes longer to compose a union of seven than the data base to answer it.
MOMENTS = """
WITH moments (what, key, day, moment) AS (
    SELECT 'given', given.id, given.happened_on, given.recorded_at FROM cases_intervention given
    WHERE (given.case_id = %(case)s OR given.enquiry_id = ANY (%(enquiries)s))
      AND NOT EXISTS (SELECT FROM cases_intervention later WHERE later.original_id = given.id)
      AND NOT EXISTS (SELECT FROM cases_intervention later
                      WHERE later.original_id = given.original_id AND later.version > given.version)
    UNION
    SELECT 'met', id, (starts_at AT TIME ZONE %(zone)s)::date, ended_at FROM cases_meeting
    WHERE case_id = %(case)s AND state = 'held'
    UNION
    SELECT 'emergency', id, (from_at AT TIME ZONE %(zone)s)::date, from_at FROM cases_breakglass
    WHERE case_id = %(case)s
    UNION
    SELECT 'recorded', who, (at AT TIME ZONE %(zone)s)::date, at FROM (
        SELECT by_id, at FROM cases_statuschange WHERE case_id = %(case)s
        UNION ALL SELECT recorded_by_id, recorded_at FROM cases_aim WHERE case_id = %(case)s
        UNION ALL SELECT recorded_by_id, recorded_at FROM cases_firstcontactentry WHERE case_id = %(case)s
        UNION ALL SELECT recorded_by_id, recorded_at FROM cases_signposting
                  WHERE case_id = %(case)s OR enquiry_id = ANY (%(enquiries)s)
        UNION ALL SELECT by_id, from_at FROM cases_allocation WHERE case_id = %(case)s
        UNION ALL SELECT ended_by_id, until_at FROM cases_allocation
                  WHERE case_id = %(case)s AND until_at IS NOT NULL
        UNION ALL SELECT added_by_id, added_at FROM cases_document WHERE case_id = %(case)s
        UNION ALL SELECT removed_by_id, removed_at FROM cases_document
                  WHERE case_id = %(case)s AND removed_at IS NOT NULL
    ) AS beside (who, at)
{above}
)
"""
A_PART_AND_ALL = """
SELECT what, key, day, moment, count(*) OVER () FROM moments
ORDER BY day DESC, moment DESC, what, key OFFSET %(start)s LIMIT %(most)s
"""
