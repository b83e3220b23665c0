"""Anonymous questionnaires for the tests: batches that take answers, and sheets put into them."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

from feedback.actions.batches import Answered, Who, open_batches, put_answer, settle_batches
from feedback.choices import Audience
from feedback.models import Batch, ContactRequest
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


def wants_to_be_known() -> ContactRequest:
    """Somebody of a batch that is out, who asked to be called back."""
    batch = asked(Audience.SCHOOL)
    who = Who("Sam Example", "07700 900555", "The plan")
    for number in range(5):
        put_answer(batch=batch, sheet={1: Answered("4")}, once=uuid4(), who=who if number == 0 else Who())
    settle_batches(on=after(batch))
    found: ContactRequest = ContactRequest.objects.select_related("batch").get(batch=batch)
    return found


def after(batch: Batch) -> date:
    """The day after its period."""
    return batch.until_on + timedelta(days=1)
