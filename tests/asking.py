"""Anonymous questionnaires for the tests: batches that take answers, and sheets put into them."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

from feedback.actions.batches import Answered, open_batches, put_answer, settle_batches
from feedback.choices import Audience
from feedback.models import Batch
from sendiass import clock


def asked(
    audience: Audience = Audience.PARENT_CARER, *, is_short: bool = False, on: date | None = None
) -> Batch:
    """The batch of the period in which that day lies (today), open for answers."""
    open_batches(on=on or clock.today())
    found: Batch = Batch.objects.open().get(
        questionnaire__audience=audience, questionnaire__is_short=is_short
    )
    return found


def answered(batch: Batch, *said: Answered, once: UUID | None = None) -> None:
    """Somebody answers the first questions so."""
    put_answer(batch=batch, sheet=dict(enumerate(said, start=1)), once=once or uuid4())


def released() -> Batch:
    """A batch that five people answered, and that is out."""
    batch = asked()
    for _ in range(5):
        answered(batch, Answered("4", "They listened."))
    settle_batches(on=after(batch))
    batch.refresh_from_db()
    return batch


def after(batch: Batch) -> date:
    """The day after its period."""
    return batch.until_on + timedelta(days=1)
