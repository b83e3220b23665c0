"""Which forms have drafts, and under whose key: a floor's rule decides, settings name it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string

from sendiass.access import NotThere
from sendiass.crypto.subjects import KeySubject
from sendiass.ui.checks import is_callable

if TYPE_CHECKING:
    from sendiass.accounts.models import User

KEY_LENGTH = 120
KEY = re.compile(r"([a-z][a-z_]*)(?::([A-Za-z0-9_:-]{1,100}))?")

DraftRule = Callable[["User", str], KeySubject | None]
"""Given a user and what follows the prefix in the form's key: the subject whose key seals the draft, or None
for the writer's own. Raises Refused or NotThere where this user may keep no such draft."""


def subject_of(*, owner: User, form_key: str) -> KeySubject:
    """Whose key seals this person's draft of this form.

    Raises NotThere for a form that settings do not name, and what the floor's own rule raises.
    """
    match = KEY.fullmatch(form_key)
    path = settings.DRAFT_FORMS.get(match[1]) if match else None
    if match is None or path is None:
        raise NotThere
    rule = cast(DraftRule, import_string(path))
    return rule(owner, match[2] or "") or KeySubject("worker", owner.id)


def draft_forms_are_sound(**_: Any) -> Iterable[CheckMessage]:
    """Each dotted path of DRAFT_FORMS can be imported and called."""
    return [
        Error(f"DRAFT_FORMS[{prefix!r}] names {path!r}, which is not a function.", id="drafts.E001")
        for prefix, path in settings.DRAFT_FORMS.items()
        if not is_callable(path)
    ]
