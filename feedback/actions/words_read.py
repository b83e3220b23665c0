"""Reading what somebody wrote before the team is shown it. The words are never changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cases.actions.idempotency import one_at_a_time
from feedback.access import may_read_results
from feedback.choices import WordsVerdict
from feedback.models import AnonymousAnswer, WordsRead
from sendiass.access import refuse
from sendiass.accounts.models import User


@transaction.atomic
def read_words(
    *, by: User, answer: AnonymousAnswer, verdict: WordsVerdict, reason: str = "", at: datetime
) -> WordsRead:
    """Let the words stand, or withhold them from the team with the reason. Once.

    Raises Refused for words that were read already, and for withholding without a reason.
    """
    may_read_results(by).require()
    one_at_a_time(answer.id)
    if verdict is WordsVerdict.WITHHELD and not reason.strip():
        refuse("Say what could tell who wrote it.", "L31").require()
    if WordsRead.objects.filter(answer=answer).exists():
        refuse("Somebody has read these words already.", "L31").require()
    return WordsRead.objects.create(
        answer=answer,
        verdict=verdict,
        reason=reason if verdict is WordsVerdict.WITHHELD else "",
        read_at=at,
        read_by=by,
    )
