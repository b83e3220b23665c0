"""What the floor below shows of cases when an account is to end: how many that person still has. It names none."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from cases.models import Case
from cases.views.shown import counted
from sendiass.accounts.models import User


def cases_held(_: HttpRequest, person: User) -> str:
    """A panel: the number of cases not closed that are theirs; empty without any."""
    held = Case.objects.allocated_to(person).in_hand().count()
    if not held:
        return ""
    cases = counted(held, "case", "cases")
    text = f"They still have {cases}. Allocate each to somebody else, or nobody works it."
    return render_to_string("ui/parts/inset_text.html", {"text": text})
