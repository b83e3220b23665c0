"""Letters to print and post, and mail that needs a person.

They show what kind and since when, never what is inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from sendiass.outbox import actions, documents
from sendiass.outbox.access import may_post_letters, open_letter, open_mail
from sendiass.outbox.choices import Channel, State
from sendiass.outbox.forms import CancelForm
from sendiass.outbox.kinds import label_of
from sendiass.outbox.models import Message
from sendiass.outbox.querysets import MessageQuerySet
from sendiass.pages import StaffRequest, page
from sendiass.ui.parts import Row, Tag

MOST_ROWS = 100


@page(may=may_post_letters)
@require_safe
def letter_list(request: StaffRequest) -> HttpResponse:
    """Letters that wait to be printed and posted."""
    return render(request, "outbox/letter_list.html", _listed(Message.objects.of_the_desk().for_the_post()))


# Chromium's own viewer embeds the document it shows.
@csp_update({"object-src": [SELF]})  # type: ignore[arg-type]  # typed for views that take the request alone
@page(may=may_post_letters)
@require_safe
def letter_pdf(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """One letter for printing: a reading."""
    letter = open_letter(by=request.user, message_id=message_id)
    with reading(
        by=request.user, subjects=[letter.key_subject], purpose="print a letter", page="outbox:letter_pdf"
    ):
        content = documents.letter_pdf(letter)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="letter.pdf"'
    return response


@page(may=may_post_letters)
@require_POST
def letter_post(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """The letter was put into the post."""
    letter = open_letter(by=request.user, message_id=message_id)
    try:
        actions.mark_posted(by=request.user, message=letter, at=clock.now())
        messages.success(request, "The letter is marked as posted.")
    except Refused as refused:
        messages.info(request, refused.decision.reason)
    return redirect("outbox:letter_list")


@page(may=may_post_letters)
def letter_cancel(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """Ask why a letter should not go, and stop it."""
    return _cancel(request, open_letter(by=request.user, message_id=message_id), "outbox:letter_list")


@page(may=may_post_letters)
@require_safe
def mail_list(request: StaffRequest) -> HttpResponse:
    """What needs a decision, what is being tried again, and what came back: mail, texts, and letters printed for us."""
    needing = _listed(Message.objects.needing_a_person())
    again = _listed(Message.objects.tried_again())
    came_back = _listed(Message.objects.returned(), first="-returned_at")
    shown = {"needing": needing, "again": again, "came_back": came_back}
    return render(request, "outbox/mail_list.html", shown)


@page(may=may_post_letters)
@require_POST
def mail_retry(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """Send it again."""
    mail = open_mail(by=request.user, message_id=message_id)
    try:
        actions.retry(by=request.user, message=mail, at=clock.now())
        messages.success(request, "The message will be sent again within a minute.")
    except Refused as refused:
        messages.info(request, refused.decision.reason)
    return redirect("outbox:mail_list")


@page(may=may_post_letters)
@require_POST
def mail_arrived(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """It did arrive."""
    mail = open_mail(by=request.user, message_id=message_id)
    try:
        actions.mark_arrived(by=request.user, message=mail, at=clock.now())
        messages.success(request, "The message is marked as sent.")
    except Refused as refused:
        messages.info(request, refused.decision.reason)
    return redirect("outbox:mail_list")


@page(may=may_post_letters)
def mail_cancel(request: StaffRequest, message_id: UUID) -> HttpResponse:
    """Ask why a mail should not go, and stop it."""
    return _cancel(request, open_mail(by=request.user, message_id=message_id), "outbox:mail_list")


@dataclass(frozen=True, slots=True)
class Line:
    """What a list shows of a message: nothing that was opened."""

    id: UUID
    label: str
    reference: str
    created_at: datetime
    returned_at: datetime | None
    not_before: datetime
    attempts: int
    tag: Tag
    channel: str
    is_discreet: bool
    was_refused: bool
    may_have_arrived: bool


def _listed(found: MessageQuerySet, *, first: str = "created_at") -> dict[str, object]:
    rows = [_line(message) for message in found.order_by(first, "id")[:MOST_ROWS]]
    return {"rows": rows, "total": found.count()}


def _line(message: Message) -> Line:
    state = State(message.state)
    return Line(
        id=message.pk,
        label=label_of(message.kind),
        reference=message.reference,
        created_at=message.created_at,
        returned_at=message.returned_at,
        not_before=message.not_before,
        attempts=message.attempts,
        tag=Tag(str(state.label), "red" if state is State.STUCK else "yellow"),
        channel=str(Channel(message.channel).label),
        is_discreet=message.is_discreet,
        was_refused=state is State.STUCK,
        may_have_arrived=state is State.UNSURE,
    )


def _cancel(request: StaffRequest, message: Message, back: str) -> HttpResponse:
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel(by=request.user, message=message, because=form.reason())
            messages.success(request, "The message is stopped. It will not be sent.")
        except Refused as refused:
            messages.info(request, refused.decision.reason)
        return redirect(back)
    rows = [
        Row("Message", label_of(message.kind)),
        Row("Case", message.reference or "No case"),
        Row("State", tag=_line(message).tag),
    ]
    context = {
        "heading": "Stop this message?",
        "rows": rows,
        "form": form,
        "button": "Stop the message",
        "danger": True,
        "cancel_url": reverse(back),
    }
    return render(request, "ui/confirm_page.html", context)
