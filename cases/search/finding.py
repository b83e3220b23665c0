"""Finds people and cases for a worker: cut to what they may see, then ranked, then cut to the first few."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.conf import settings
from django.db.models import Case as Choice
from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from cases.access import CONFLICTS, cases_called, may_see_all_cases
from cases.models import Case, CasePerson, Conflict, Person, SamePerson
from cases.querysets import CasePersonQuerySet
from cases.search.asking import read_words
from cases.search.index import INDEX, why
from sendiass.accounts.models import User
from sendiass.audit.actors import serving
from sendiass.database.questions import question
from sendiass.profiles import profile

MOST_FOUND = 50
NOBODY = UUID(int=0)
"""The id that no record has."""
IN_HAND_FIRST = (F("case__closed_at").desc(nulls_first=True), "-case__opened_at", "id")

_REFERENCE = re.compile(r"([A-Z]{2,5})?[- ]?(\d{1,7})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A person in a case the worker may see; sealed until opened in a reading.

    `why` says in words why they were found where that is not plain to see. `human` is the first record found of
    the same human being: records that are linked stand together.
    """

    case: Case
    part: CasePerson
    person: Person
    human: UUID
    why: tuple[str, ...] = ()


def find(*, by: User, text: str) -> list[Found]:
    """People this worker may see who match, the best matches first and cases in hand before closed ones.

    At most MOST_FOUND, and beside them their other records. Raises NotReady.
    """
    parts = CasePerson.objects.present().visible_to(by)
    asked = read_words(text)
    ranks = [] if asked.is_empty else INDEX.matching(asked, among=people_seen(by))
    referred = _referred(text)
    wanted = [Q(case__id__any_of=Case.objects.filter(referred).values("id"))] if referred else []
    wanted += [Q(person__id__any_of=people) for people in ranks]
    # It is asked whether anybody was found or not: nobody can tell by the questions somebody hidden from nobody (Y12).
    wanted = wanted or [Q(person__id__any_of=[NOBODY])]
    whens = [When(one, then=Value(rank)) for rank, one in enumerate(wanted)]
    ranked = parts.filter(reduce(or_, wanted)).annotate(rank=Choice(*whens, output_field=IntegerField()))
    chosen = list(ranked.select_related("case", "person").order_by("rank", *IN_HAND_FIRST)[:MOST_FOUND])
    held = INDEX.known({part.person_id for part in chosen})
    whys = {person: why(asked, one) for person, one in held.items()}
    return _with_other_records(chosen, parts, whys)


def people_seen(by: User) -> set[UUID] | None:
    """The people in cases this worker may see; None for whoever sees everyone."""
    if may_see_all_cases(by):
        return None
    return set(_people_seen(by=by))


def people_kept_from(by: User) -> set[UUID]:
    """The people who are only in cases that an interest of this worker shuts to them (Y12)."""
    parts = CasePerson.objects.all()
    with serving(CONFLICTS):
        shut = Conflict.objects.standing().filter(worker=by).values("case")
        elsewhere = parts.filter(person=OuterRef("person")).exclude(case__in=shut)
        return set(parts.filter(~Exists(elsewhere), case__in=shut).values_list("person_id", flat=True))


@question
def _people_seen(*, by: User) -> QuerySet[CasePerson, UUID]:
    parts = CasePerson.objects.present().visible_to(by)
    found: QuerySet[CasePerson, UUID] = parts.values_list("person_id", flat=True)
    return found


def find_case(*, by: User, text: str) -> Case | None:
    """The case whose reference was typed in full, if this worker may see it."""
    return next(iter(cases_called(by=by, reference=text.strip().upper())), None)


def find_unnamed(*, by: User, text: str) -> list[Case]:
    """Cases this worker may see in which nobody is named, whose reference was typed in part."""
    referred = _referred(text)
    if referred is None:
        return []
    named = CasePerson.objects.present().filter(case=OuterRef("pk"))
    found = Case.objects.visible_to(by).filter(referred).exclude(Exists(named))
    return list(found.order_by("closed_at", "-opened_at", "id")[:MOST_FOUND])


def _referred(text: str) -> Q | None:
    """What a reference must be to be meant: it begins so, or has this number (5 is 00005). None for other words."""
    match = _REFERENCE.fullmatch(text.strip())
    if not match:
        return None
    letters, number = match.groups()
    prefix = (letters or profile().identity.reference_prefix).upper()
    begun = Q(reference__begun_by=f"{prefix}-{number}")
    return begun | Q(reference=f"{prefix}-{number.zfill(5)}")


def digest(text: str) -> str:
    """A keyed digest of what was searched for, for the reading's purpose: equal searches show, words do not."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, text.strip().casefold().encode(), hashlib.sha256).hexdigest()[:16]


def _with_other_records(
    chosen: list[CasePerson], parts: CasePersonQuerySet, whys: dict[UUID, tuple[str, ...]]
) -> list[Found]:
    """What was chosen, and beside each person their other records that this worker may see."""
    people = list(dict.fromkeys(part.person_id for part in chosen))
    links = SamePerson.objects.live().touching(people).values_list("one_id", "other_id")
    unseen = {person for link in links for person in link} - set(people)
    others = parts.of_people(unseen).select_related("case", "person").order_by(*IN_HAND_FIRST)
    everyone = [*chosen, *others] if unseen else chosen
    humans = _humans(dict.fromkeys(part.person_id for part in everyone), links)
    found = [
        Found(part.case, part, part.person, humans[part.person_id], whys.get(part.person_id, ()))
        for part in everyone
    ]
    order = {human: place for place, human in enumerate(dict.fromkeys(one.human for one in found))}
    return sorted(found, key=lambda one: order[one.human])


def _humans(people: Iterable[UUID], links: Iterable[tuple[UUID, UUID]]) -> dict[UUID, UUID]:
    """For each record the first one of the same human being, by the links whose both ends are here."""
    humans = {person: person for person in people}
    order = {person: place for place, person in enumerate(humans)}
    for one, other in links:
        if one in humans and other in humans:
            first, second = sorted((humans[one], humans[other]), key=order.__getitem__)
            humans = {person: first if human == second else human for person, human in humans.items()}
    return humans
