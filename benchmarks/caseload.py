"""A made-up caseload of any size, case by case, as the application's own verbs would have left it.

What a case is like follows from its number and the caseload's size alone. It opens no connection.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db.models import TextChoices

from benchmarks.names import family_name, given_names
from benchmarks.sheets import Sheet
from cases import choices
from cases.choices import CaseRole, CaseStatus, FirstContactItem
from cases.models import (
    Aim,
    Allocation,
    CallBack,
    CallOutcome,
    Case,
    CasePerson,
    ContactPoint,
    Enquiry,
    FirstContactEntry,
    Intervention,
    KeyDate,
    Person,
    Relationship,
    Signposting,
    StatusChange,
    Task,
)
from sendiass.audit.models import LogEntry, Reading
from sendiass.crypto.cells import OpenKey
from sendiass.crypto.keyring import bound_to
from sendiass.crypto.models import DataKey
from sendiass.crypto.providers import KEY_BYTES, key_provider
from sendiass.crypto.subjects import KeySubject
from sendiass.demonstration.names import FAMILIES
from sendiass.profiles import profile

WORKERS = 41
HELD_BY_THE_FIRST = 500
"""How many cases in hand the first worker holds, whatever the size."""
ROWS_OF_THE_BUSY = 30
"""How many interventions the case has whose page is measured: more than a page of its history shows."""
CALLED_LATELY = 1000
"""Among so many of the newest cases some calls are still owed: as many at any size, or no two days could be compared."""
DAYS = 3650
RECENT = 0.2
"""The part of the cases, the newest, most of which are still in hand; hardly any of the others is."""
CHANNELS = ("phone_call", "email", "helpline_call", "meeting", "home_visit", "text", "letter", "liaison")
NOTES = (
    "Rang about the school's reply. Talked through what the letter says and what it leaves out. ",
    "Went through the draft plan section by section; the provision is not specific or quantified. ",
    "Explained the duty to assess and the weeks the authority has. Will send the leaflet on the test in law. ",
    "They would like to put their views in writing before the meeting; agreed to look at a first draft. ",
    "Met at school with the SENCO. Notes of what was agreed are in their own words. ",
    "No answer; left no message, as asked. ",
)
WISHES = (
    "For school to listen and to get the help written down so that it really happens.",
    "To understand what our rights are. Nobody has told us anything since the summer.",
    "A school where she is not frightened in the mornings.",
)
STREETS = ("Mill Lane", "Station Road", "Church Street", "Victoria Avenue", "The Crescent", "Park Row")


@dataclass(frozen=True, slots=True)
class Service:
    """Who works here and on which day it all ends: what every part of the filling needs to know."""

    size: int
    until: datetime
    manager: UUID
    workers: tuple[UUID, ...]
    schools: tuple[UUID, ...]
    first_workers: frozenset[int]

    @property
    def on(self) -> date:
        return self.until.date()

    @property
    def busy(self) -> int:
        """The number of the case with the long history."""
        return min(self.first_workers)

    @property
    def logged_on(self) -> int:
        """The number of the case on which the benchmark logs work."""
        return max(self.first_workers)


def status_of(number: int, size: int) -> CaseStatus:
    """How a case stands, without making the rest of it: most of the newest are in hand."""
    chance = Random(number)  # noqa: S311  made-up cases, not keys
    in_hand = 0.8 if number > size * (1 - RECENT) else 0.02
    if chance.random() > in_hand:
        return CaseStatus.CLOSED
    return chance.choices((CaseStatus.OPEN, CaseStatus.INACTIVE, CaseStatus.WAITING), (80, 12, 8))[0]


def chosen_for_the_first(size: int) -> frozenset[int]:
    """The numbers of the cases that the first worker holds, spread over all that are open."""
    being_worked = [number for number in range(1, size + 1) if status_of(number, size) is CaseStatus.OPEN]
    return frozenset(Random(size).sample(being_worked, HELD_BY_THE_FIRST))  # noqa: S311


@dataclass
class Batch:
    """The rows of some cases, and the keys that seal them."""

    chance: Random
    sheets: dict[str, Sheet] = field(default_factory=dict)
    keys: list[tuple[UUID, str, UUID, int, bytes, datetime]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for model in IN_ORDER:
            self.sheets[model.__name__] = Sheet(model, self.chance)

    def __getitem__(self, model: type) -> Sheet:
        return self.sheets[model.__name__]

    def new_key(self, subject: KeySubject, at: datetime) -> OpenKey:
        """A key for a subject, wrapped as the keyring wraps it."""
        key_id, key = self.sheets["Case"].new_id(), os.urandom(KEY_BYTES)
        version, wrapped = key_provider().wrap(key, bound_to(key_id, subject))
        self.keys.append((key_id, subject.kind, subject.id, version, wrapped, at))
        return OpenKey(key_id, AESGCM(key))


IN_ORDER = (
    Case,
    FirstContactEntry,
    Person,
    CasePerson,
    ContactPoint,
    Relationship,
    Allocation,
    StatusChange,
    Aim,
    Enquiry,
    CallBack,
    Intervention,
    Signposting,
    CallOutcome,
    KeyDate,
    Task,
    LogEntry,
    Reading,
)
"""The tables in the order in which their rows may be written."""
KEY_COLUMNS = ("id", "subject_kind", "subject_id", "kek_version", "wrapped", "created_at")
KEY_TABLE = DataKey._meta.db_table


def batch_of(numbers: Sequence[int], service: Service) -> Batch:
    """The rows of the cases with these numbers, and of the calls that led to none."""
    batch = Batch(Random(f"{service.size}:{numbers[0]}"))  # noqa: S311
    for number in numbers:
        _Story(batch, service, number).tell()
    return batch


@cache
def _values(words: type[TextChoices]) -> tuple[str, ...]:
    return tuple(map(str, words.values))


class _Story:
    """One case from its first call to its last task."""

    def __init__(self, batch: Batch, service: Service, number: int) -> None:
        self.batch, self.service, self.number, self.chance = batch, service, number, batch.chance
        self.status = status_of(number, service.size)
        self.worker = self._worker()
        age = (service.size - number) / service.size * DAYS
        self.opened = service.until - timedelta(days=1 + age, minutes=self.chance.randrange(600))
        self.case = batch[Case].new_id()
        self.key = batch.new_key(KeySubject("case", self.case), self.opened)

    def tell(self) -> None:
        """All its rows."""
        last = self._work()
        self._open(last)
        self._first_contact()
        self._family()
        self._allocate()
        self._tasks_and_dates()
        if self.chance.random() < 0.3:
            self._enquire()

    def _worker(self) -> UUID:
        """The first worker holds exactly the chosen ones; of the closed ones each has had a share."""
        first, *others = self.service.workers
        if self.number in self.service.first_workers:
            return first
        in_hand = self.status is not CaseStatus.CLOSED
        return self.chance.choice(others if in_hand else self.service.workers)

    def _day(self, spread: float) -> datetime:
        """A moment after the opening and before the end; the spread, in days, is the mean."""
        at = self.opened + timedelta(hours=3, days=self.chance.expovariate(1 / spread))
        return min(at, self.service.until - timedelta(minutes=self.chance.randrange(1, 600)))

    def _open(self, last: datetime) -> None:
        closed = self.status is CaseStatus.CLOSED
        self.closed_at = last + timedelta(minutes=30) if closed else None
        waiting = self.status is CaseStatus.WAITING
        self.batch[Case].add(
            id=self.case,
            reference=f"{profile().identity.reference_prefix}-{self.number:05d}",
            status=self.status,
            issue=self._skewed(choices.Issue),
            stage=self._skewed(choices.Stage),
            referral_source=self._skewed(choices.ReferralSource),
            opened_at=self.opened,
            waiting_since=self.opened if waiting else None,
            closed_at=self.closed_at,
            last_worked_on=last.date(),
            created_by_id=self.service.manager,
        )
        self._step("", CaseStatus.WAITING, self.opened)
        if not waiting:
            self._step(CaseStatus.WAITING, CaseStatus.OPEN, self.opened + timedelta(hours=2))
        if self.status in (CaseStatus.INACTIVE, CaseStatus.CLOSED):
            self._step(CaseStatus.OPEN, self.status, self.closed_at or last)
        self._history("cases.case", self.case, self.opened)

    def _step(self, was: str, to: CaseStatus, at: datetime) -> None:
        self.batch[StatusChange].add(
            key=self.key,
            case_id=self.case,
            from_status=was,
            to_status=to,
            at=at,
            by_id=self.service.manager,
            reason="The family has what it came for." if to is CaseStatus.CLOSED else "",
        )

    def _skewed(self, words: type[TextChoices]) -> str:
        """One of the words, the first far oftener than the last."""
        values = _values(words)
        return values[min(int(self.chance.expovariate(4 / len(values))), len(values) - 1)]

    def _work(self) -> datetime:
        """The interventions, five on average and few cases with many; returns the last one's moment."""
        number = ROWS_OF_THE_BUSY
        if self.number != self.service.busy:
            number = 1 + min(int(self.chance.expovariate(1 / 4.5)), 60)
        moments = sorted(self._day(60) for _ in range(number))
        for at in moments:
            note = "".join(self.chance.choices(NOTES, k=self.chance.randrange(1, 6)))
            given = self.batch[Intervention].add(
                key=self.key,
                case_id=self.case,
                happened_on=at.date(),
                channel=self.chance.choices(CHANNELS, (40, 30, 8, 6, 5, 5, 3, 3))[0],
                direction=self.chance.choice(("incoming", "outgoing", "")),
                kinds=["information", "advice"] if self.chance.random() < 0.4 else ["information"],
                level=self.chance.choices((1, 2, 3, 4), (50, 30, 15, 5))[0],
                minutes=self.chance.choice((5, 10, 15, 15, 20, 30, 45, 60, 90)),
                voice=["self_advocacy"] if self.chance.random() < 0.3 else [],
                note=note,
                by_id=self.worker,
                recorded_at=at,
            )
            self._history("cases.intervention", given, at, note=[None, note], level=[None, 1])
            self.batch[Reading].add(
                at=at,
                actor_id=self.worker,
                actor_kind="worker",
                purpose="case page",
                page="cases:case_page",
                subjects=[self.case],
            )
        return moments[-1]

    def _history(self, model: str, row: UUID, at: datetime, **changes: object) -> None:
        changed = {"case": [None, str(self.case)], **changes}
        self.batch[LogEntry].add(
            key=self.key,
            at=at,
            model=model,
            object_id=row,
            action=LogEntry.Action.CREATE,
            fields=sorted(changed),
            actor_id=self.worker,
            actor_kind="worker",
            subject_kind="case",
            subject_id=self.case,
            changes=changed,
        )

    def _first_contact(self) -> None:
        self.batch[Aim].add(
            key=self.key,
            case_id=self.case,
            words=self.chance.choice(WISHES),
            whose=CaseRole.PARENT_CARER,
            said_on=self.opened.date(),
            recorded_at=self.opened,
            recorded_by_id=self.worker,
        )
        for item in FirstContactItem:
            self.batch[FirstContactEntry].add(
                key=self.key,
                case_id=self.case,
                item=item,
                state="done",
                agreement="agreed" if item is FirstContactItem.AGREEMENT else "",
                who=CaseRole.PARENT_CARER if item is FirstContactItem.AGREEMENT else "",
                how="phone" if item is FirstContactItem.STATEMENT else "",
                happened_on=self.opened.date(),
                done_by_id=self.worker,
                recorded_at=self.opened,
                recorded_by_id=self.worker,
            )

    def _family(self) -> None:
        *_, ethnicity, language = self.chance.choice(FAMILIES)
        family = family_name(self.chance)
        born = self.opened.date() - timedelta(days=self.chance.randrange(1200, 6500))
        child_id = self._person(
            CaseRole.CHILD_OR_YOUNG_PERSON,
            given_names=given_names(self.chance),
            family_name=family,
            date_of_birth=born,
            school_id=self.chance.choice(self.service.schools),
            ethnicity=ethnicity,
            spoken_language=language,
        )
        kinds = ["mother", "father", "grandparent"]
        for kind in kinds[: self.chance.choices((1, 2, 3), (70, 25, 5))[0]]:
            given = given_names(self.chance)
            adult = self._person(
                CaseRole.PARENT_CARER, given_names=given, family_name=family, spoken_language=language
            )
            self._reach(adult, f"{given}.{family}".replace(" ", ".").lower())
            self.batch[Relationship].add(
                child_id=child_id,
                adult_id=adult,
                kind=kind,
                has_parental_responsibility="yes" if kind != "grandparent" else "no",
                added_at=self.opened,
            )

    def _person(self, role: CaseRole, **known: object) -> UUID:
        person = self.batch[Person].new_id()
        self.person_key = self.batch.new_key(KeySubject("person", person), self.opened)
        self.batch[Person].add(
            key=self.person_key,
            id=person,
            created_at=self.opened,
            changed_at=self.opened,
            created_by_id=self.worker,
            **known,
        )
        self.batch[CasePerson].add(
            case_id=self.case, person_id=person, role=role, added_at=self.opened, added_by_id=self.worker
        )
        return person

    def _reach(self, person: UUID, called: str) -> None:
        mobile = f"+4477009{self.chance.randrange(100_000):05d}"
        street = f"{self.chance.randrange(1, 200)} {self.chance.choice(STREETS)}"
        town = f"{street}\nLeicester\nLE{self.chance.randrange(1, 9)} {self.chance.randrange(1, 9)}XX"
        for kind, value, share in (
            ("mobile", mobile, 1.0),
            ("email", f"{called}@family.example", 0.8),
            ("post", town, 0.7),
        ):
            if self.chance.random() < share:
                self.batch[ContactPoint].add(
                    key=self.person_key,
                    person_id=person,
                    kind=kind,
                    value=value,
                    safety=self.chance.choices(("safe", "not_known", "not_safe"), (90, 7, 3))[0],
                    is_preferred=kind == "mobile",
                    added_at=self.opened,
                )

    def _allocate(self) -> None:
        if self.status is CaseStatus.WAITING:
            return
        closed = self.status is CaseStatus.CLOSED
        self.batch[Allocation].add(
            key=self.key,
            case_id=self.case,
            worker_id=self.worker,
            reason="",
            from_at=self.opened + timedelta(hours=2),
            until_at=self.closed_at if closed else None,
            by_id=self.service.manager,
            ended_by_id=self.service.manager if closed else None,
        )

    def _tasks_and_dates(self) -> None:
        closed = self.status is CaseStatus.CLOSED
        for _ in range(self.chance.choices((0, 1, 2, 3), (20, 45, 25, 10))[0]):
            due = self.service.on + timedelta(days=self.chance.randrange(-6, 30))
            self.batch[Task].add(
                key=self.key,
                case_id=self.case,
                rule="by_hand",
                words="Ring school about the reply",
                due_on=self.opened.date() + timedelta(days=10) if closed else due,
                created_at=self.opened,
                created_by_id=self.worker,
                done_at=self.closed_at,
                done_by_id=self.worker if closed else None,
            )
        for _ in range(self.chance.choices((0, 1, 2), (60, 30, 10))[0]):
            ahead = timedelta(days=self.chance.randrange(-20, 120))
            self.batch[KeyDate].add(
                key=self.key,
                case_id=self.case,
                kind=self.chance.choice(_values(choices.KeyDateKind)),
                on=(self.opened.date() if closed else self.service.on) + ahead,
                added_at=self.opened,
                added_by_id=self.worker,
            )

    def _enquire(self) -> None:
        """A call: most led to this case, some were answered, a few wait for a call back."""
        enquiry = self.batch[Enquiry].new_id()
        key = self.batch.new_key(KeySubject("enquiry", enquiry), self.opened)
        recent = self.number > self.service.size - CALLED_LATELY
        status = self.chance.choices(
            ("became_case", "answered", "callback"), (60, 39 - 9 * recent, 10 * recent)
        )
        self.batch[Enquiry].add(
            id=enquiry,
            reference=f"{profile().identity.reference_prefix}-E{self.number:05d}",
            status=status[0],
            channel="helpline_call",
            issue=self._skewed(choices.Issue),
            stage=self._skewed(choices.Stage),
            who=CaseRole.PARENT_CARER,
            statement_shared="phone",
            taken_at=self.opened - timedelta(hours=1),
            taken_by_id=self.service.manager,
            settled_at=None if status == ["callback"] else self.opened,
            settled_by_id=None if status == ["callback"] else self.service.manager,
            case_id=self.case if status == ["became_case"] else None,
        )
        self.batch[Intervention].add(
            key=key,
            enquiry_id=enquiry,
            happened_on=self.opened.date(),
            channel="helpline_call",
            kinds=["information"],
            level=1,
            minutes=10,
            note=NOTES[2],
            by_id=self.service.manager,
            recorded_at=self.opened - timedelta(hours=1),
        )
        if status == ["answered"]:
            self._answer(enquiry, key)
        if status == ["callback"]:
            callback = self.batch[CallBack].new_id()
            self.batch[CallBack].add(
                key=self.batch.new_key(KeySubject("callback", callback), self.opened),
                id=callback,
                enquiry_id=enquiry,
                name="Somebody",
                number="+447700900123",
                kept_until=self.service.on + timedelta(days=7),
                added_at=self.opened,
            )

    def _answer(self, enquiry: UUID, key: OpenKey) -> None:
        self.batch[Signposting].add(
            key=key,
            enquiry_id=enquiry,
            none_because="They knew of one.",
            told_on=self.opened.date(),
            recorded_at=self.opened,
            recorded_by_id=self.service.manager,
        )
        self.batch[CallOutcome].add(
            key=key,
            enquiry_id=enquiry,
            got_it="not_asked",
            recorded_at=self.opened,
            recorded_by_id=self.service.manager,
        )
