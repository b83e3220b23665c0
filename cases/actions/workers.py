"""What those who work cases say of themselves, so that a family finds the right one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from cases.choices import Language
from cases.models import Speaks
from sendiass.accounts.models import User


@transaction.atomic
def say_languages(*, by: User, languages: Collection[Language], at: datetime) -> Speaks:
    """Which languages one speaks or signs well enough to work in; said again, it replaces what was said."""
    found = Speaks.objects.filter(worker=by).first() or Speaks(worker=by)
    found.languages, found.changed_at = sorted(languages), at
    found.save()
    return found
