"""What this floor has on pages of the floors below."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from cases.access import may_keep_policy
from governance.access.file_checks import may_have_files_checked
from governance.access.policy import draft_edition
from governance.models import FileCheck
from sendiass.accounts.models import User

MOST_SHOWN = 10


def policy_to_word(_request: HttpRequest, user: User) -> str:
    """Where versions of the policy are kept: the way to the draft of the next."""
    if not may_keep_policy(user):
        return ""
    return render_to_string("governance/parts/policy_to_word.html", {"draft": draft_edition()})


def files_checked(_request: HttpRequest, user: User) -> str:
    """On the day's page: files of one's own that were checked and not replied to yet. One query; it opens nothing."""
    if not may_have_files_checked(user):
        return ""
    checks = FileCheck.objects.visible_to(user).filter(worker=user).done().not_replied_to()
    lines = list(checks.select_related("case", "intervention", "outcome").as_drawn()[:MOST_SHOWN])
    return render_to_string("governance/parts/files_checked.html", {"lines": lines}) if lines else ""
