"""Keeping the directory of schools and agencies."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from cases.access import may_keep_directory
from cases.choices import OrganisationKind, SettingType
from cases.models import Agency
from sendiass.accounts.models import User

OF_THE_AUTHORITY = (OrganisationKind.AUTHORITY_SEND, OrganisationKind.AUTHORITY_OTHER)


@dataclass(frozen=True, slots=True)
class AgencyDetails:
    """What the directory says of a school or agency; `closed_on` once it has closed for good."""

    name: str
    kind: OrganisationKind
    is_local_authority: bool
    setting_type: SettingType | None = None
    address: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    closed_on: date | None = None


@transaction.atomic
def add_agency(*, by: User, details: AgencyDetails, at: datetime) -> Agency:
    """Put a school or agency into the directory."""
    may_keep_directory(by).require()
    return Agency.objects.create(**_columns(details), added_at=at, changed_at=at)


@transaction.atomic
def change_agency(*, by: User, agency: Agency, details: AgencyDetails, at: datetime) -> Agency:
    """Correct what the directory says."""
    may_keep_directory(by).require()
    for name, value in _columns(details).items():
        setattr(agency, name, value)
    agency.changed_at = at
    agency.save()
    return agency


def _columns(details: AgencyDetails) -> dict[str, object]:
    return {
        **asdict(details),
        "setting_type": details.setting_type or "",
        "is_local_authority": details.is_local_authority or details.kind in OF_THE_AUTHORITY,
    }
