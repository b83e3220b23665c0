"""What somebody has begun to type into a form of this floor, opened in a reading of its own (B06)."""

from __future__ import annotations

from sendiass.audit import reading
from sendiass.drafts import keeping
from sendiass.drafts.begun import Begun
from sendiass.pages import StaffRequest

PURPOSE = "a half-written form"


def begun_in(request: StaffRequest, key: str, *, page: str) -> Begun:
    """What this person has begun to type into the form of that key; raises as `keeping.take` does."""
    subject = keeping.subject_of(owner=request.user, form_key=key)
    with reading(by=request.user, subjects=[subject], purpose=PURPOSE, page=page):
        return Begun(request, key)
