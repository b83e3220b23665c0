"""Keeping the register of places where families can be met (L18)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from cases.access import may_keep_venues
from cases.choices import Has, WhoseBuilding
from cases.models import Venue
from cases.rules import may_have_happened
from sendiass import clock
from sendiass.accounts.models import User


@dataclass(frozen=True, slots=True)
class VenueDetails:
    """What the register says of a place; `retired_on` once it is used no more."""

    name: str
    whose: WhoseBuilding
    has_private_room: Has
    has_step_free_access: Has
    has_accessible_toilet: Has
    has_hearing_loop: Has
    reviewed_on: date
    address: str = ""
    postcode: str = ""
    getting_there: str = ""
    notes: str = ""
    retired_on: date | None = None


@transaction.atomic
def add_venue(*, by: User, details: VenueDetails, at: datetime) -> Venue:
    """Put a place into the register. Raises Refused where somebody is said to have looked at it in the future."""
    may_keep_venues(by).require()
    may_have_happened(details.reviewed_on, on=clock.day_of(at)).require()
    venue: Venue = Venue.objects.create(**asdict(details), changed_at=at, changed_by=by)
    return venue


@transaction.atomic
def change_venue(*, by: User, venue: Venue, details: VenueDetails, at: datetime) -> Venue:
    """Correct what the register says, or retire the place. Meetings held there keep it."""
    may_keep_venues(by).require()
    may_have_happened(details.reviewed_on, on=clock.day_of(at)).require()
    held: Venue = Venue.objects.select_for_update().get(pk=venue.pk)
    for name, value in asdict(details).items():
        setattr(held, name, value)
    held.changed_at, held.changed_by = at, by
    held.save()
    return held
