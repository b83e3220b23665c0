"""How casework is asked for: participles and adjectives that read as sentences. Who may see is one word, `visible_to`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import connection
from django.db.models import (
    Case,
    Exists,
    F,
    Func,
    IntegerField,
    Min,
    Model,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Concat, Replace, TruncDate

import sendiass.database.lookups  # noqa: F401  `any_of`
from cases.rules import BEFORE_CLOSING
from sendiass.accounts.roles import Permission
from sendiass.audit import AuditedQuerySet
from sendiass.clock import LONDON

if TYPE_CHECKING:
    from sendiass.accounts.models import User

M = TypeVar("M", bound=Model, covariant=True)

ACCENTED, UNACCENTED = (
    "àáâäãèéêëìíîïòóôöõùúûüçñÀÁÂÄÃÈÉÊËÌÍÎÏÒÓÔÖÕÙÚÛÜÇÑ",
    "aaaaaeeeeiiiiooooouuuucnAAAAAEEEEIIIIOOOOOUUUUCN",
)
PARTING, JOINING = "-/,.&()_:;+", "'’‘`"
SAINT = {"st", "saint"}


def words_of_agency() -> Func:
    """What an agency is found by, as the data base keeps it: words without accents, apostrophes and hyphens."""
    taken, put = ACCENTED + PARTING + JOINING.replace("'", "''"), UNACCENTED + " " * len(PARTING)
    return Func(
        F("name"),
        F("former_names"),
        F("town"),
        F("postcode"),
        Replace(F("postcode"), Value(" "), Value("")),
        arg_joiner=" || ' ' || ",  # before the template: Django compares migrations in this order
        template=f"to_tsvector('simple'::regconfig, translate(%(expressions)s, '{taken}', '{put}'))",
        output_field=SearchVectorField(),
    )


def _plain_words(words: str) -> list[str]:
    """The words typed, as `words_of_agency` has them; whatever else was typed parts words."""
    plain = words.translate(str.maketrans(ACCENTED, UNACCENTED)).translate(
        {ord(one): None for one in JOINING}
    )
    return re.findall(r"\w+", plain.replace("_", " ").lower())


WRITTEN_OUT = {"s": "section", "ss": "section", "sec": "section", "reg": "regulation", "regs": "regulation",
               "para": "paragraph", "paras": "paragraph", "r": "rule"}  # fmt: skip


def _legal_words(words: str) -> list[str]:
    """The words typed, with what lawyers shorten before a number written out."""
    parted = re.sub(
        r"\b([a-z]+)\.?\s*(?=\d)",
        lambda begun: f"{WRITTEN_OUT.get(begun[1], begun[1])} ",
        words.replace("\x00", "").lower(),
    )
    return [word for word in re.findall(r"[\w.]+(?:\(\w+\))*", parted) if word != "."]


def _with_spaces(*names: str) -> list[F | Value]:
    return [part for name in names for part in (F(name), Value(" "))]


class AgencyQuerySet(AuditedQuerySet[Any]):
    """Schools and agencies."""

    def in_use(self) -> Self:
        """Those that have not closed."""
        return self.filter(closed_on__isnull=True)

    def schools(self) -> Self:
        """Schools, colleges and early years settings."""
        return self.filter(kind__in=("school", "college", "early_years"))

    def found_by(self, words: str) -> Self:
        """Those whose name, former names, town or postcode have words that begin as every word typed does.

        Apostrophes and accents don't matter, and St is Saint.
        """
        typed = _plain_words(words)
        if not typed:
            return self.none()
        wanted = " & ".join(
            f"({' | '.join(f'{one}:*' for one in sorted(SAINT if word in SAINT else {word}))})"
            for word in typed
        )
        query = SearchQuery(wanted, config="simple", search_type="raw")
        return self.filter(words=query)

    def nearest_first(self, words: str, authorities: Iterable[str] = ()) -> Self:
        """Open before closed, our own authorities' before others', names that begin so before the rest."""
        begins = " ".join(words.split())
        return self.order_by(
            Case(When(closed_on__isnull=True, then=0), default=1, output_field=IntegerField()),
            Case(When(authority_code__in=list(authorities), then=0), default=1, output_field=IntegerField()),
            Case(When(name__istartswith=begins, then=0), default=1, output_field=IntegerField()),
            "name",
            "id",
        )


class PersonQuerySet(AuditedQuerySet[Any]):
    """People in cases."""

    def of(self, people: Iterable[UUID]) -> Self:
        """These people, however many."""
        return self.filter(id__any_of=people)

    def visible_to(self, worker: User) -> Self:
        """Those with a part in a case this worker may see."""
        if worker.holds(Permission.SEE_ALL_CASES):
            return self
        return self.filter(Exists(_live_parts().visible_to(worker).filter(person=OuterRef("pk"))))


class ContactPointQuerySet(AuditedQuerySet[Any]):
    """Ways to reach people."""

    def of_people(self, people: Iterable[UUID]) -> Self:
        """The ways to reach these people, however many."""
        return self.filter(person__id__any_of=people)

    def safe(self) -> Self:
        """Those to which something may be sent."""
        return self.filter(safety="safe")


class RelationshipQuerySet(AuditedQuerySet[Any]):
    """Who is whose parent."""

    def between(self, people: Iterable[UUID]) -> Self:
        """Relationships whose both ends are among these people."""
        ids = list(people)
        return self.filter(child__id__any_of=ids, adult__id__any_of=ids)


class NotTheSameQuerySet(AuditedQuerySet[Any]):
    """Who was told from whom."""

    def told_from(self, person: UUID) -> set[UUID]:
        """The people someone has said this one is not, whichever of the two was added second."""
        pairs = self.filter(Q(person=person) | Q(other=person)).values_list("person_id", "other_id")
        return {one for pair in pairs for one in pair if one != person}

    def between(self, one: UUID, other: UUID) -> Self:
        """What was said of these two, whichever was added second."""
        return self.filter(Q(person=one, other=other) | Q(person=other, other=one)).order_by("at", "id")


class SamePersonQuerySet(AuditedQuerySet[Any]):
    """Records linked as one human being's."""

    def live(self) -> Self:
        """Links that have not been undone."""
        return self.filter(undone_at__isnull=True)

    def touching(self, people: Iterable[UUID]) -> Self:
        """Links with an end among these people."""
        ids = list(people)
        return self.filter(Q(one__id__any_of=ids) | Q(other__id__any_of=ids))

    def between(self, one: UUID, other: UUID) -> Self:
        """The links of these two, whichever is named first."""
        first, second = sorted((one, other))
        return self.filter(one=first, other=second)

    def visible_to(self, worker: User) -> Self:
        """Those whose both ends this worker may see: of any other they never learn."""
        seen = _all("Person").visible_to(worker)
        return self.filter(one__in=seen, other__in=seen)

    def leading_on_from(self, people: Iterable[UUID]) -> list[Any]:
        """These links, from these people to others and on from those, for as long as there are more."""
        reached, links = set(people), dict[UUID, Any]()
        while more := {link.pk: link for link in self.touching(reached).exclude(pk__in=list(links))}:
            links |= more
            reached = {end for link in more.values() for end in (link.one_id, link.other_id)}
        return list(links.values())


class CaseQuerySet(AuditedQuerySet[Any]):
    """Cases."""

    def of(self, ids: Iterable[UUID]) -> Self:
        """These, however many."""
        return self.filter(pk__any_of=ids)

    def visible_to(self, worker: User) -> Self:
        """The cases this worker may open: the manager's all, others' those allocated to them now.

        Whoever opened a case for the waiting list can finish its first contact until someone gets it.
        """
        ids = _ids_visible_to(worker)
        return self if ids is None else self.filter(pk__any_of=ids)

    def allocated_to(self, worker: User) -> Self:
        """The cases this worker holds now."""
        return self.filter(pk__any_of=_all("Allocation").current().of_worker(worker).values("case"))

    def waiting(self) -> Self:
        """Taken on, and nobody's yet."""
        return self.filter(status="waiting")

    def in_hand(self) -> Self:
        """Every case not closed."""
        return self.exclude(status="closed")

    def being_worked(self) -> Self:
        """Open: neither waiting, nor resting, nor closed."""
        return self.filter(status="open")

    def quiet_since(self, day: date) -> Self:
        """Without work since before this day; a case nobody worked on yet counts from its opening."""
        return self.filter(
            Q(last_worked_on__lt=day) | Q(last_worked_on__isnull=True, opened_at__date__lt=day)
        )

    def with_next_date(self, on: date) -> Self:
        """Adds `next_date`: the earliest live key date from `on`, else null."""
        earliest = (
            _all("KeyDate")
            .live()
            .filter(case=OuterRef("pk"), on__gte=on)
            .order_by()
            .values("case")
            .annotate(earliest=Min("on"))
            .values("earliest")
        )
        dated: Self = self.annotate(next_date=Subquery(earliest))
        return dated

    def by_urgency(self, on: date) -> Self:
        """The nearest date first, then the longest wait."""
        return self.with_next_date(on).order_by(
            F("next_date").asc(nulls_last=True), "waiting_since", "opened_at", "id"
        )


class CasePersonQuerySet(AuditedQuerySet[Any]):
    """Parts in cases."""

    def present(self) -> Self:
        """Parts that have not ended."""
        return self.filter(removed_at__isnull=True)

    def of_people(self, people: Iterable[UUID]) -> Self:
        """The parts of these people, however many."""
        return self.filter(person__id__any_of=people)

    def in_cases(self, cases: Iterable[UUID]) -> Self:
        """The parts in these cases, however many."""
        return self.filter(case__id__any_of=cases)

    def visible_to(self, worker: User) -> Self:
        """The parts in cases this worker may see."""
        ids = _ids_visible_to(worker)
        return self if ids is None else self.filter(case__id__any_of=ids)


class AllocationQuerySet(AuditedQuerySet[Any]):
    """Who works what."""

    def current(self) -> Self:
        """Allocations that have not ended."""
        return self.filter(until_at__isnull=True)

    def of_cases(self, cases: Iterable[UUID]) -> Self:
        """The allocations of these cases, however many."""
        return self.filter(case__id__any_of=cases)

    def of_worker(self, worker: User) -> Self:
        """What this worker was given, in no order."""
        return self.filter(worker=worker).order_by()

    def untouched(self) -> Self:
        """Those whose case nobody has logged any work on since."""
        worked = _all("Intervention").filter(case=OuterRef("case"), recorded_at__gte=OuterRef("from_at"))
        # Work done on a later day was logged later still: most cases tell so by themselves.
        surely_worked = Q(case__last_worked_on__gt=TruncDate("from_at"))
        return self.exclude(surely_worked).filter(~Exists(worked))


class RecordQuerySet(AuditedQuerySet[Any]):
    """Records that are added and never altered."""

    def newest_per_item(self) -> Self:
        """The entry of each item that counts: the last recorded."""
        return self.order_by("case", "item", "-recorded_at", "-id").distinct("case", "item")


class EnquiryQuerySet(AuditedQuerySet[Any]):
    """Enquiries and call-backs."""

    def awaiting_callback(self) -> Self:
        """Someone is owed a call."""
        return self.filter(status="callback")

    def visible_to(self, worker: User) -> Self:
        """Every enquiry of the desk, but those that became a case only with their case."""
        return self.filter(Q(case__isnull=True) | _of_visible_cases(worker))


class CallBackQuerySet(AuditedQuerySet[Any]):
    """Names and numbers to ring back."""

    def kept(self) -> Self:
        """Not forgotten."""
        return self.filter(forgotten_at__isnull=True)

    def past_their_days(self, on: date) -> Self:
        """Still kept, though the last day has passed."""
        return self.kept().filter(kept_until__lt=on)


class InterventionQuerySet(AuditedQuerySet[Any]):
    """What was given."""

    def of(self, ids: Iterable[UUID]) -> Self:
        """These, however many."""
        return self.filter(id__any_of=ids)

    def of_case(self, case_id: UUID) -> Self:
        """The case's own, and those of the enquiries it began with."""
        return self.filter(Q(case=case_id) | Q(enquiry__case=case_id))

    def of_records(self, case_id: UUID, enquiries: Iterable[UUID]) -> Self:
        """As `of_case`, the enquiries known already: an index finds each."""
        return self.filter(Q(case=case_id) | Q(enquiry__in=list(enquiries)))

    def as_they_stand(self) -> Self:
        """Each one's last version only."""
        later = _all("Intervention").filter(original=OuterRef("original"), version__gt=OuterRef("version"))
        corrected = _all("Intervention").filter(original=OuterRef("pk"))
        return self.filter(~Exists(corrected), ~Exists(later))

    def versions_of(self, original: UUID) -> Self:
        """One entry and its corrections, the newest first."""
        return self.filter(Q(pk=original) | Q(original=original)).order_by("-version")

    def of_advice_without_options(self, case_id: UUID) -> Self:
        """The case's own advice, as it stands, of which nobody has written down the options."""
        laid = _all("AdviceOption")
        return (
            self.filter(case=case_id, kinds__contains=["advice"])
            .as_they_stand()
            .filter(
                ~Exists(laid.filter(intervention=OuterRef("pk"))),
                ~Exists(laid.filter(intervention=OuterRef("original"))),
            )
            .order_by("happened_on", "recorded_at", "id")
        )

    def newest_first(self) -> Self:
        """By the day it happened, then by when it was written down."""
        return self.order_by("-happened_on", "-recorded_at", "-id")


class DocumentQuerySet(AuditedQuerySet[Any]):
    """Documents on cases."""

    def kept(self) -> Self:
        """Those that were not taken off the case."""
        return self.filter(removed_at__isnull=True)

    def to_be_scanned(self) -> Self:
        """Those that wait for the scanner to answer, longest first."""
        return self.kept().filter(scan="waiting").order_by("added_at", "id")


class VenueQuerySet(AuditedQuerySet[Any]):
    """Places of the register."""

    def in_use(self) -> Self:
        """Those that are not retired."""
        return self.filter(retired_on__isnull=True)


class MeetingQuerySet(AuditedQuerySet[Any]):
    """Meetings about cases."""

    def of(self, case: Any) -> Self:
        """Those about this case."""
        return self.filter(case=case)

    def planned(self) -> Self:
        """Neither written up nor cancelled."""
        return self.filter(state="planned")

    def of_worker(self, worker: User) -> Self:
        """Those this worker goes to, about cases in hand that they may see."""
        return self.filter(_of_visible_cases(worker), worker=worker).exclude(case__status="closed")

    def before(self, moment: datetime) -> Self:
        """Those that begin before this moment."""
        return self.filter(starts_at__lt=moment)


class MeetingCorrectionQuerySet(AuditedQuerySet[Any]):
    """What is set beside meetings that were written up."""

    def of_meetings(self, ids: list[UUID]) -> Self:
        """Those of these meetings, the newest of each first."""
        found: Self = self.filter(meeting__id__any_of=ids).order_by("meeting", "-version")
        return found


class LegalReferenceQuerySet(AuditedQuerySet[Any]):
    """What advice rests on."""

    def as_they_stand(self) -> Self:
        """Each one's last version only."""
        later = _all("LegalReference").filter(
            Q(original=OuterRef("pk")) | Q(original=OuterRef("original"), version__gt=OuterRef("version"))
        )
        return self.filter(~Exists(later))

    def offered(self) -> Self:
        """Those that new advice may rest on."""
        return self.as_they_stand().filter(is_offered=True)

    def in_force(self, on: date) -> Self:
        """Those that have not ended by this day."""
        return self.filter(Q(in_force_until__isnull=True) | Q(in_force_until__gte=on))

    def versions_of(self, first: UUID) -> Self:
        """One reference and its later versions, the newest first."""
        return self.filter(Q(pk=first) | Q(original=first)).order_by("-version")

    def found_by(self, words: str) -> Self:
        """Those whose citation, title, sentence or other words have every word typed, begun alike.

        *s36*, *s. 36* and *section 36* are one; so are *reg 5*, *para 9.14* and *r 12* written out.
        """
        found: Self = self.annotate(
            said=Concat(
                *_with_spaces("instrument", "provision", "title", "also", "says"), output_field=TextField()
            )
        )
        for word in _legal_words(words):
            found = found.filter(said__iregex=rf"\m{re.escape(word)}")
        return found

    def nearest_first(self, words: str) -> Self:
        """Those whose number is just the number typed first, then by the text they stand in."""
        numbers = [word for word in _legal_words(words) if word[0].isdigit()]
        whole = "|".join(rf"\m{re.escape(number)}(?![0-9.])" for number in numbers) or "^$"
        return self.order_by(
            Case(When(provision__iregex=whole, then=0), default=1, output_field=IntegerField()),
            "instrument",
            "sorted_as",
            "id",
        )


class SourceQuerySet(AuditedQuerySet[Any]):
    """Independent sources a family may be told of."""

    def in_use(self) -> Self:
        """Those that have not been retired."""
        return self.filter(retired_on__isnull=True)

    def due_for_review(self, on: date) -> Self:
        """Those in use whose review has come."""
        return self.in_use().filter(review_due_on__lte=on)


class AdviceOptionQuerySet(AuditedQuerySet[Any]):
    """Options laid before families."""

    def of_advice(self, interventions: Iterable[UUID]) -> Self:
        """Those of these pieces of advice, however many, in the order they were told."""
        return self.filter(intervention__id__any_of=interventions).order_by("intervention", "place", "id")

    def with_choice(self) -> Self:
        """Adds `chosen_id`: the option of its advice that the family took last, else null."""
        newest = _all("OptionChoice").filter(intervention=OuterRef("intervention"))
        marked: Self = self.annotate(
            chosen_id=Subquery(newest.order_by("-recorded_at", "-id").values("option")[:1])
        )
        return marked


class SignpostingQuerySet(AuditedQuerySet[Any]):
    """Who else families were told of."""

    def to_a_source(self) -> Self:
        """Not those that say why to none."""
        return self.filter(source__isnull=False)


class KeyDateQuerySet(AuditedQuerySet[Any]):
    """Dates that matter."""

    def live(self) -> Self:
        """Not taken off the case."""
        return self.filter(removed_at__isnull=True)

    def from_day(self, on: date) -> Self:
        """On or after this day."""
        return self.filter(on__gte=on)

    def of_worker(self, worker: User) -> Self:
        """Those of the cases in hand that this worker holds now."""
        held = _all("Allocation").current().of_worker(worker).values("case")
        return self.filter(case__id__any_of=held).exclude(case__status="closed")


class TaskQuerySet(AuditedQuerySet[Any]):
    """What is to be done."""

    def open(self) -> Self:
        """Neither done nor withdrawn."""
        return self.filter(done_at__isnull=True, withdrawn_at__isnull=True)

    def ending_with_the_case(self) -> Self:
        """Those open that closing the case withdraws. What a family is owed about its records stays owed (L26)."""
        return self.open().exclude(rule__in=["records_refused", *BEFORE_CLOSING])

    def owed_before_closing(self) -> Self:
        """Those open without which a case does not close."""
        return self.open().filter(rule__in=list(BEFORE_CLOSING))

    def due_by(self, on: date) -> Self:
        """Due on or before this day."""
        return self.filter(due_on__lte=on)

    def overdue(self, on: date) -> Self:
        """Due before this day."""
        return self.filter(due_on__lt=on)

    def for_worker(self, worker: User) -> Self:
        """Given to them by name, or to whoever works a case that is theirs.

        While no one works a case, its tasks are those of whoever allocates it.
        """
        theirs = _all("Allocation").current().of_worker(worker).values("case")
        ways = [self.filter(worker=worker), self.filter(worker__isnull=True, case__id__any_of=theirs)]
        if worker.holds(Permission.ALLOCATE):
            nobodys = _all("Case").waiting().values("pk")
            ways.append(self.filter(worker__isnull=True, case__id__any_of=nobodys))
        # A union of short lists, each found by its index: an OR would be asked of every task there is.
        first, *others = (way.order_by().values("pk") for way in ways)
        return self.filter(pk__any_of=first.union(*others, all=True))

    def visible_to(self, worker: User) -> Self:
        """Tasks of cases they may see, and their own that are of no case."""
        return self.filter(Q(case__isnull=True, worker=worker) | _of_visible_cases(worker))

    def done_since(self, moment: datetime) -> Self:
        """Finished at or after this moment."""
        return self.filter(done_at__gte=moment)


class Moments:
    """Everything that happened on a case, newest first: (what, key, day, moment), to be counted and paged.

    `what` is "given", and `key` an intervention's id; "met", and a meeting's; or it is "recorded", and `key` the id of who set
    something down at that moment: what one act set down together is one moment. Or it is a word of a floor
    above, whose `above` selects such rows of the `case`, their day by the clocks of `zone`.
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
    SELECT 'recorded', who, (at AT TIME ZONE %(zone)s)::date, at FROM (
        SELECT by_id, at FROM cases_statuschange WHERE case_id = %(case)s
        UNION ALL SELECT recorded_by_id, recorded_at FROM cases_aim WHERE case_id = %(case)s
        UNION ALL SELECT recorded_by_id, recorded_at FROM cases_firstcontactentry WHERE case_id = %(case)s
        UNION ALL SELECT recorded_by_id, recorded_at FROM cases_signposting WHERE case_id = %(case)s
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


def _all(model: str) -> Any:
    # By name: the vocabulary stands below the shapes it asks about.
    return apps.get_model("cases", model)._default_manager.all()


def _live_parts() -> CasePersonQuerySet:
    return _all("CasePerson").present()  # type: ignore[no-any-return]


def _of_visible_cases(worker: User) -> Q:
    """What belongs to a case that `CaseQuerySet.visible_to` shows."""
    ids = _ids_visible_to(worker)
    return Q(case__isnull=False) if ids is None else Q(case__in=ids)


def _ids_visible_to(worker: User) -> Any:
    """The ids of the cases a worker may open; None for all there are, of which no list is made."""
    if worker.holds(Permission.SEE_ALL_CASES):
        return None
    cases, held = _all("Case"), _all("Allocation")
    if not worker.holds(Permission.WORK_CASES):
        return cases.none().values("pk")
    given = held.current().of_worker(worker).values("case")
    waiting = cases.waiting().filter(created_by=worker)
    their_own = waiting.filter(~Exists(held.filter(case=OuterRef("pk"))))
    # A union of two short lists: an OR of two EXISTS would be asked of every case there is.
    return given.union(their_own.values("pk"), all=True)
