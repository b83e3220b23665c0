"""Whether somebody named in an interest is somebody on record: the same, perhaps, or not. It tells nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from cases.choices import ConflictGround
from cases.models import Interest
from cases.search.alike import Described, asked_of, graded_names
from cases.search.folding import digits
from cases.search.index import INDEX
from cases.search.known import Known
from cases.search.likeness import Grade, days_like


def described(interest: Interest) -> Described:
    """Whom an interest names; needs a reading of its worker's own."""
    return Described(
        given_names=interest.given_names,
        family_name=interest.family_name,
        born=interest.date_of_birth,
        numbers=(interest.phone,) if interest.phone else (),
        emails=(interest.email,) if interest.email else (),
    )


def named_by(someone: Described) -> Mapping[UUID, ConflictGround]:
    """Everyone on record whom this may be, whoever asks. Raises NotReady."""
    found = {person for asked in asked_of(someone) for group in INDEX.matching(asked) for person in group}
    return met(someone, INDEX.known(found))


def named_among(someone: Described, people: Iterable[UUID]) -> Mapping[UUID, ConflictGround]:
    """Which of these people this may be. Raises NotReady."""
    INDEX.bring_up_to_date()
    return met(someone, INDEX.known(people))


def met(someone: Described, held: Mapping[UUID, Known]) -> Mapping[UUID, ConflictGround]:
    """What somebody described has in common with each of these, where it is enough."""
    weighed = ((person, ground_of(someone, one)) for person, one in held.items())
    return {person: ground for person, ground in weighed if ground is not None}


def ground_of(someone: Described, held: Known) -> ConflictGround | None:
    """The same person by number or address, or by the whole name and date of birth; a similar name is a question.

    Two known dates of birth that are not alike are two people, whatever they are called.
    """
    if set(map(digits, someone.numbers)) & set(held.numbers) - {""}:
        return ConflictGround.PERSON
    if {email.strip().casefold() for email in someone.emails} & set(held.emails) - {""}:
        return ConflictGround.PERSON
    of_family, of_given = graded_names(someone, held)
    if of_family is None or of_given is None:
        return None
    day = days_like(someone.born, held.born) if someone.born and held.born else None
    if someone.born and held.born and day is None:
        return None
    is_same_name = of_family is Grade.EXACT and of_given in (Grade.EXACT, Grade.SHORT_FORM)
    return ConflictGround.PERSON if is_same_name and day is Grade.EXACT else ConflictGround.NAME
