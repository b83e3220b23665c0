"""What people said of the service: written down, listed, looked at, answered and noted."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.models import Case
from cases.views.shown import posted
from feedback import rules
from feedback.access import (
    complaint_of,
    may_keep_complaints,
    may_keep_what_was_said,
    may_take_comments,
    may_triage_comments,
    open_comment,
    state_of,
)
from feedback.actions.comments import settle_comment, write_down_comment
from feedback.choices import CameBy, CommentKind
from feedback.forms.comments import SettleForm, WriteDownForm
from feedback.models import Comment
from feedback.views.feedback_shown import entries_of, line_of, rows_of, rows_of_complaint, steps_of
from sendiass import clock
from sendiass.access import Decision, Refused
from sendiass.accounts.models import User
from sendiass.audit import reading
from sendiass.pages import StaffRequest, page
from sendiass.ui.parts import Link, Pages

A_PAGE = 25


@page(may=may_triage_comments)
def comment_list(request: StaffRequest) -> HttpResponse:
    """Everything this person may see, what is due first at the head."""
    found = (
        Comment.objects.visible_to(request.user)
        .with_state()
        .open_first()
        .select_related("complaint", "answer")
    )
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "feedback/comment_list.html",
        {
            "lines": [line_of(one) for one in shown],
            "may_count": may_keep_complaints(request.user),
            "pages": Pages(shown, "entry" if shown.paginator.count == 1 else "entries", request.GET),
        },
    )


@page(may=may_take_comments)
def comment_add(request: StaffRequest) -> HttpResponse:
    """A worker writes down what somebody said to them, whoever will see to it."""
    form = WriteDownForm(posted(request))
    if form.is_valid():
        try:
            write_down_comment(
                by=request.user,
                said=form.said(),
                came_by=CameBy(form.cleaned_data["came_by"]),
                received_on=form.cleaned_data["received_on"],
                once=form.cleaned_data["once"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "It is written down. Those who see to it will find it.")
            return redirect(_after(request))
    shown = {
        "form": form,
        "heading": "Write down a comment or complaint",
        "lead": "Whoever it is about will not see a complaint. You may not see it again either.",
        "button": "Save",
        "back_url": reverse(_after(request)),
        "back_text": "Back",
    }
    return render(request, "feedback/comment_add.html", shown)


@page(may=may_triage_comments)
def comment_page(request: StaffRequest, comment_id: UUID) -> HttpResponse:
    """One comment: what was said, what can be done now, and everything done since."""
    comment = open_comment(by=request.user, comment_id=comment_id)
    complaint = complaint_of(comment)
    with reading(
        by=request.user,
        subjects=[comment.key_subject],
        purpose="a comment or complaint",
        page="feedback:comment_page",
    ):
        state = state_of(complaint) if complaint else None
        case = Case.objects.filter(pk=complaint.case_id).first() if complaint and complaint.case_id else None
        shown = {
            "comment": comment,
            "line": line_of(comment),
            "rows": rows_of(comment),
            "complaint_rows": rows_of_complaint(complaint, state) if complaint and state else [],
            "case": case,
            "entries": entries_of(comment),
            "steps": steps_of(comment, state, request.user) if state else _triage(comment, request.user),
            "may_say": may_keep_what_was_said(request.user),
            "back_url": reverse("feedback:comment_list"),
        }
        return render(request, "feedback/comment_page.html", shown)


@page(may=may_triage_comments)
def comment_settle(request: StaffRequest, comment_id: UUID) -> HttpResponse:
    """Write down what was answered, or why a comment is only noted."""
    comment = open_comment(by=request.user, comment_id=comment_id)
    if request.method != "POST":
        _may_settle(comment).require()
    form = SettleForm(posted(request))
    if form.is_valid():
        try:
            settle_comment(by=request.user, comment=comment, settled=form.settled(), at=clock.now())
        except Refused as refused:
            form.refused(refused.decision)
        else:
            messages.success(request, "It is on record.")
            return redirect("feedback:comment_page", comment.id)
    shown = {
        "form": form,
        "heading": "Answer or note it",
        "button": "Save",
        "back_url": reverse("feedback:comment_page", args=[comment.id]),
        "back_text": "Back to what they said",
    }
    return render(request, "feedback/comment_settle.html", shown)


def _triage(comment: Comment, user: User) -> list[Link]:
    links = []
    if _may_settle(comment):
        links.append(Link("Answer or note it", reverse("feedback:comment_settle", args=[comment.id])))
    if may_keep_complaints(user):
        links.append(
            Link("Take it on as a complaint", reverse("feedback:complaint_take_on", args=[comment.id]))
        )
    return links


def _may_settle(comment: Comment) -> Decision:
    return rules.may_settle(
        CommentKind(comment.kind),
        is_settled=hasattr(comment, "answer"),
        is_taken_on=complaint_of(comment) is not None,
    )


def _after(request: StaffRequest) -> str:
    """Where someone goes who wrote one down: to the list if they see to it, or where their day begins."""
    if may_triage_comments(request.user):
        return "feedback:comment_list"
    return settings.LANDING_PAGES.get(request.user.role, "accounts:start")
