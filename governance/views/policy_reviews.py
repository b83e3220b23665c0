"""The review of the policy: when it is due, what people say of it, and writing down that it was held (L33, Y27)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cases.access import may_keep_policy
from cases.views.shown import posted
from feedback.models import Comment
from governance.access.policy import chair, minutes_to_name, review_due_on, views_to_put
from governance.actions.policy import ReviewHeld, record_review
from governance.choices.policy import Reviewed
from governance.forms.policy import ReviewForm
from governance.models import PolicyReview
from governance.views.policy_shown import ViewLine, minute_choices
from sendiass import clock
from sendiass.access import Refused
from sendiass.audit import reading
from sendiass.pages import StaffRequest, page
from sendiass.profiles import profile
from sendiass.ui.fields.once import once_key


@page(may=may_keep_policy)
def review_page(request: StaffRequest) -> HttpResponse:
    """When the policy is due for review, every view that came in since the last, and the reviews before."""
    views = views_to_put(by=request.user)
    with reading(
        by=request.user,
        subjects=[one.key_subject for one in views],
        purpose="what people say of the policy",
        page="governance:review_page",
    ):
        due = review_due_on()
        who = chair()
        shown = {
            "due_on": due,
            "is_over": due is not None and due < clock.today(),
            "views": [_view(one) for one in views],
            "chair": who,
            "chair_hears": who is not None and bool(who.email or (who.account and who.account.is_active)),
            "reviews": PolicyReview.objects.select_related("by", "minute__item__meeting").latest_first(),
        }
        return render(request, "governance/review_page.html", shown)


@page(may=may_keep_policy)
def review_record(request: StaffRequest) -> HttpResponse:
    """Write down that the policy was reviewed."""
    minutes, views = minutes_to_name(), views_to_put(by=request.user)
    with reading(
        by=request.user,
        subjects=[one.key_subject for one in minutes],
        purpose="writing down a review of the policy",
        page="governance:review_record",
    ):
        once = once_key(request.user.id, "policy review", PolicyReview.objects.count())
        form = ReviewForm(
            posted(request),
            initial={"once": once, "seen": len(views)},
            minutes=minute_choices(minutes),
            needs_minute=profile().group.reviews_policy,
        )
        if form.is_valid():
            said = form.cleaned_data
            minute = next((one for one in minutes if str(one.id) == said["minute"]), None)
            review = ReviewHeld(said["reviewed_on"], Reviewed(said["outcome"]), minute, said["seen"])
            try:
                record_review(by=request.user, review=review, once=said["once"], at=clock.now())
            except Refused as refused:
                form.refused(refused.decision)
            else:
                messages.success(request, "The review is on record.")
                return redirect("governance:review_page")
        back = reverse("governance:review_page")
        shown = {
            "form": form,
            "heading": "Write down a review of the policy",
            "lead": _lead(len(views)),
            "button": "Save the review",
            "back_url": back,
            "back_text": "Back to the review",
            "cancel_url": back,
        }
        return render(request, "ui/form_page.html", shown)


def _view(comment: Comment) -> ViewLine:
    is_gone = hasattr(comment, "forgotten")
    return ViewLine(
        comment.received_on,
        "" if is_gone else comment.words,
        reverse("feedback:comment_page", args=[comment.id]),
        comment.reference,
    )


def _lead(views: int) -> str:
    if not views:
        return "Nobody outside has written what they think of the policy since the last review."
    came = "1 view" if views == 1 else f"{views} views"
    return f"{came} of people outside came in since the last review. You have read what they say on the page before."
