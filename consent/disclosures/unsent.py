"""What became of letters: those no longer permitted are stopped, and the case's worker hears of each that did not go."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from cases.choices import TaskRule
from cases.models import Task
from consent.disclosures.letters import still_covered
from consent.models import Letter, LetterTask, SharingPermission
from sendiass import clock
from sendiass.outbox import moves
from sendiass.outbox.choices import CancelReason, State
from sendiass.outbox.models import Message

WORDS = {
    State.CANCELLED: "Not sent: what was written to {agency}. {why}",
    State.STUCK: "Stuck: the email to {agency} did not leave. Look at it under sharing",
    State.RETURNED: "Came back: the email to {agency} did not reach them. Ask them for another address",
    State.UNSURE: "The email to {agency} may not have left. Look at it under sharing",
}

FOR_EVER = (State.CANCELLED, State.RETURNED)
"""States that a letter does not leave again: of these its worker is told once."""


def look_after_letters(*, at: datetime) -> None:
    """Stop what no permission covers any more, and have the worker of each letter that did not go told. A sweep."""
    live = SharingPermission.objects.live(at).filter(disclosures=OuterRef("disclosure"))
    for letter in list(Letter.objects.waiting().filter(~Exists(live)).order_by("id")):
        _stop_uncovered(letter, at)
    for letter in list(Letter.objects.not_gone().not_told().order_by("id")):
        _tell(letter, at)
    for told in list(LetterTask.objects.open().select_related("letter__message", "task")):
        _take_back(told, at)
    _take_off_the_list(at)


@transaction.atomic
def _stop_uncovered(letter: Letter, at: datetime) -> None:
    message = Message.objects.select_for_update(skip_locked=True).filter(pk=letter.message_id).first()
    if message is None or message.state != State.WAITING:
        return  # somebody has it in hand, and asks the same
    if because := still_covered(message, at):
        moves.stop(message, because=because)


@transaction.atomic
def _tell(letter: Letter, at: datetime) -> None:
    """One task for each state a letter is left in: stopped, once for ever; otherwise again while it stays so."""
    message = Message.objects.select_for_update().get(pk=letter.message_id)
    state = State(message.state)
    known = LetterTask.objects.filter(letter=letter, state=state)
    if state not in WORDS or (known if state in FOR_EVER else known.open()).exists():
        return
    why = CancelReason(message.cancelled_because).label if state is State.CANCELLED else ""
    agency = letter.disclosure.agency.name[:300]
    task = Task.objects.create(
        case_id=letter.case_id,
        rule=TaskRule.LETTER_NOT_SENT,
        words=WORDS[state].format(agency=agency, why=why),
        due_on=clock.day_of(at),
        created_at=at,
    )
    LetterTask.objects.create(letter=letter, case_id=letter.case_id, state=state, task=task, told_at=at)


@transaction.atomic
def _take_back(told: LetterTask, at: datetime) -> None:
    """Nobody needs to look at what has left, or was stopped, since: its task goes."""
    if told.task and told.letter.message.state != told.state:
        told.task.withdrawn_at = at
        told.task.save(update_fields=["withdrawn_at"])


@transaction.atomic
def _take_off_the_list(at: datetime) -> None:
    """What was stopped by itself is no longer to print and post."""
    stopped = Letter.objects.not_gone().filter(
        message__state=State.CANCELLED, task__done_at__isnull=True, task__withdrawn_at__isnull=True
    )
    for task in list(Task.objects.filter(pk__in=stopped.values("task")).order_by("id")):
        task.withdrawn_at = at
        task.save(update_fields=["withdrawn_at"])
