"""What came of it when somebody who answered a questionnaire wanted to be known or called back (L30)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from feedback.access import may_read_results
from feedback.models import ContactOutcome, ContactRequest
from sendiass.access import refuse
from sendiass.accounts.models import User

RULE = "L30"


@transaction.atomic
def see_to_contact(*, by: User, request: ContactRequest, words: str, at: datetime) -> ContactOutcome:
    """Write down what came of it, once. Raises Refused for one that somebody has seen to already."""
    may_read_results(by).require()
    if ContactOutcome.objects.filter(request=request).exists():
        refuse("Somebody has already written down what came of this.", RULE).require()
    return ContactOutcome.objects.create(request=request, words=words, recorded_by=by, recorded_at=at)
