"""Taking on a complaint, and each step about it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import may_see_all_cases
from cases.views.shown import posted
from feedback import rules
from feedback.access import (
    complaint_of,
    may_keep_complaints,
    open_comment,
    open_complaint,
    state_of,
    who_can_be_named,
    who_can_handle,
)
from feedback.actions.complaints import take_on_complaint, take_step
from feedback.choices import CommentKind, ComplaintStep
from feedback.forms.complaints import STEP_FORMS, TakeOnForm
from feedback.models import Comment
from feedback.rules import ComplaintState
from sendiass import clock
from sendiass.access import NotThere, Refused
from sendiass.accounts.models import User
from sendiass.pages import StaffRequest, page
from sendiass.ui.fields.once import once_key


@page(may=may_keep_complaints)
def complaint_take_on(request: StaffRequest, comment_id: UUID) -> HttpResponse:
    """Deal with a comment as a complaint: who handles it, and whom and which case it is about."""
    comment = open_comment(by=request.user, comment_id=comment_id)
    if complaint_of(comment):
        return redirect("feedback:comment_page", comment.id)
    form = TakeOnForm(
        posted(request),
        handlers=who_can_handle(comment),
        workers=who_can_be_named(),
        sees_cases=bool(may_see_all_cases(request.user)),
        initial={"about_data": comment.kind == CommentKind.DATA_COMPLAINT} if _is_complaint(comment) else {},
    )
    if form.is_valid():
        try:
            take_on_complaint(by=request.user, comment=comment, taken=form.taken(), at=clock.now())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            return _done(request, comment)
    shown = {
        "form": form,
        "heading": "Take it on as a complaint",
        "button": "Take it on",
        "back_url": reverse("feedback:comment_page", args=[comment.id]),
        "back_text": "Back to what they said",
    }
    return render(request, "feedback/complaint_take_on.html", shown)


@page(may=may_keep_complaints)
def complaint_step(request: StaffRequest, comment_id: UUID, step: str) -> HttpResponse:
    """Take one step about a complaint. What may not be done yet says what comes first."""
    complaint = open_complaint(by=request.user, comment_id=comment_id)
    if step not in ComplaintStep.values:
        raise NotThere
    taken, state, comment = ComplaintStep(step), state_of(complaint), complaint.comment
    if request.method != "POST":
        rules.may_take_as(request.user.id, taken, state).require()
    form = STEP_FORMS[taken](
        posted(request),
        workers=_workers(taken, comment, state),
        initial={"once": once_key(request.user.id, step, complaint.id, state.entries)},
    )
    if form.is_valid():
        try:
            take_step(
                by=request.user,
                comment=comment,
                step=form.step(),
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            return _done(request, comment)
    shown = {
        "form": form,
        "heading": taken.label,
        "button": "Save",
        "back_url": reverse("feedback:comment_page", args=[comment.id]),
        "back_text": "Back to the complaint",
    }
    return render(request, "feedback/complaint_step.html", shown)


def _workers(step: ComplaintStep, comment: Comment, state: ComplaintState) -> list[User]:
    """Who can be chosen at this step."""
    if step is ComplaintStep.NAMED:
        return [one for one in who_can_be_named() if one.id not in state.about]
    again = step is ComplaintStep.FURTHER
    gone = {state.decided_by} if again else {state.handler}
    return who_can_handle(comment, besides=[one for one in (*state.about, *gone) if one])


def _is_complaint(comment: Comment) -> bool:
    return CommentKind(comment.kind) in rules.COMPLAINTS


def _done(request: StaffRequest, comment: Comment) -> HttpResponse:
    """Back to it; to the list for whoever has just said that it is about themselves."""
    messages.success(request, "It is on record.")
    if Comment.objects.visible_to(request.user).filter(pk=comment.pk).exists():
        return redirect("feedback:comment_page", comment.id)
    return redirect("feedback:comment_list")
