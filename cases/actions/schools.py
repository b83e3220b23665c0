"""Taking the national register of schools into the directory. Nothing is deleted, and no successor is guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, transaction

from cases.choices import OrganisationKind, SettingType
from cases.models import Agency
from sendiass.access import Decision, allow, refuse
from sendiass.audit import ServicePrincipal, acting
from sendiass.audit.recording import create_recorded

REGISTER = ServicePrincipal("school register")
LOCK = 0x5343_484F_4F4C  # "SCHOOL"; held until the transaction ends
BATCH = 1_000
SAME = (
    "name",
    "kind",
    "setting_type",
    "phase",
    "specialisms",
    "authority_code",
    "authority_name",
    "address",
    "town",
    "postcode",
    "phone",
)
"""What the register says last word on; the email address is ours."""


@dataclass(frozen=True, slots=True)
class RegisteredSchool:
    """One school as the register has it; `closed_on` may be unknown though it has closed."""

    urn: str
    name: str
    kind: OrganisationKind
    setting_type: SettingType | None
    phase: str
    specialisms: str
    authority_code: str
    authority_name: str
    address: str
    town: str
    postcode: str
    phone: str
    is_closed: bool
    closed_on: date | None


@dataclass(slots=True)
class Taken:
    """What one refresh did, or would do: counts, and the names of those no longer in the register."""

    new: int = 0
    changed: int = 0
    renamed: int = 0
    closed: int = 0
    reopened: int = 0
    unchanged: int = 0
    missing: list[str] = field(default_factory=list)


def take_register(
    *,
    schools: Sequence[RegisteredSchool],
    authorities: Iterable[str] = (),
    on: date,
    at: datetime,
    is_rehearsal: bool = False,
    tell: Callable[[int], None] = lambda _done: None,
) -> Taken:
    """Bring the directory up to the register, all of it or nothing.

    With `authorities`, only schools in their areas are missed. A school the register has closed without
    saying when counts as closed `on` the day we learnt it. `tell` hears how many have been looked at.
    """
    with acting(by=REGISTER), transaction.atomic():
        _may_begin().require()
        kept = {agency.urn: agency for agency in Agency.objects.filter(urn__isnull=False).order_by("urn")}
        taken, done = Taken(), 0
        for some in (schools[first : first + BATCH] for first in range(0, len(schools), BATCH)):
            made = [_new(school, on, at) for school in some if school.urn not in kept]
            if made and not is_rehearsal:
                create_recorded(Agency, made)
            taken.new += len(made)
            for school in some:
                if (agency := kept.get(school.urn)) and _bring_up(agency, school, on, taken):
                    agency.changed_at = at
                    if not is_rehearsal:
                        agency.save()
            done += len(some)
            tell(done)
        wanted, seen = set(authorities), {school.urn for school in schools}
        taken.missing = [
            f"{agency.name} (URN {urn})"
            for urn, agency in kept.items()
            if urn not in seen and (not wanted or agency.authority_code in wanted)
        ]
    return taken


def _may_begin() -> Decision:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        (is_free,) = cursor.fetchone()
    if is_free:
        return allow("one-import")
    return refuse("Schools are being imported already. Wait until that ends.", "one-import")


def _new(school: RegisteredSchool, on: date, at: datetime) -> Agency:
    return Agency(
        urn=school.urn,
        is_local_authority=False,
        closed_on=_closed_on(school, None, on),
        added_at=at,
        changed_at=at,
        **_columns(school),
    )


def _bring_up(agency: Agency, school: RegisteredSchool, on: date, taken: Taken) -> bool:
    """Set on the row what the register says otherwise, count it, and tell whether anything was."""
    closed_on = _closed_on(school, agency.closed_on, on)
    was_closed, changes = agency.closed_on is not None, _columns(school)
    if agency.closed_on == closed_on and all(getattr(agency, name) == changes[name] for name in SAME):
        taken.unchanged += 1
        return False
    if agency.name != school.name:
        agency.former_names = with_former_name(agency, school.name)
        taken.renamed += 1
    for name, value in changes.items():
        setattr(agency, name, value)
    agency.closed_on = closed_on
    taken.changed += 1
    taken.closed += not was_closed and school.is_closed
    taken.reopened += was_closed and not school.is_closed
    return True


def with_former_name(agency: Agency, name: str) -> str:
    """Its former names once it is called `name`."""
    names = [one for one in agency.former_names.splitlines() if one not in (agency.name, name)]
    return "\n".join([*names, agency.name])


def _columns(school: RegisteredSchool) -> dict[str, str]:
    return {name: str(getattr(school, name) or "") for name in SAME}


def _closed_on(school: RegisteredSchool, kept: date | None, on: date) -> date | None:
    return (school.closed_on or kept or on) if school.is_closed else None
