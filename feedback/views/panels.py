"""What feedback brings to pages of the floors below."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from feedback.access import may_keep_complaints, open_ones
from feedback.views.feedback_shown import line_of
from sendiass.accounts.models import User

MOST_SHOWN = 10


def comments_and_complaints(_request: HttpRequest, user: User) -> SafeString | str:
    """On the manager's day: comments to be answered and complaints with what is due (L32). One query."""
    if not may_keep_complaints(user):
        return ""
    found = open_ones(by=user)
    if not found:
        return ""
    shown = {"lines": [line_of(one) for one in found[:MOST_SHOWN]], "are_more": len(found) > MOST_SHOWN}
    return render_to_string("feedback/parts/comments_and_complaints.html", shown)
