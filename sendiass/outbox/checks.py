"""Stops a start-up with a kind of message that could not be sent, or whose subject could tell something.

It sends nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template

from sendiass.outbox.choices import Door
from sendiass.outbox.hiding import TELLING
from sendiass.outbox.kinds import MessageKind, all_kinds
from sendiass.outbox.letterhead import letterhead
from sendiass.profiles import profile
from sendiass.ui.checks import is_callable

_CODE = re.compile(r"[a-z_]+\.[a-z_]+")
_FILLED_IN = re.compile(r"[{}%\r\n]")


@register()
def kinds_can_be_sent(**_: Any) -> list[CheckMessage]:
    """Every kind has its templates and a fixed subject, neutral where the kind is discreet."""
    try:
        kinds = list(all_kinds().values())
    except (ImportError, TypeError) as error:
        return [Error(f"MESSAGE_KINDS: {error}", id="outbox.E001")]
    return [Error(f"{kind.code}: {said}", id="outbox.E002") for kind in kinds for said in faults(kind)]


@register()
def logo_is_there(**_: Any) -> list[CheckMessage]:
    """The headed paper has its logo."""
    try:
        letterhead()
    except (OSError, ValueError):
        return [
            Error(
                f"The logo {profile().identity.logo} is not among the assets",
                hint="Build the assets, or correct identity.logo in the profile",
                id="outbox.E003",
            )
        ]
    return []


@register()
def gates_can_be_asked(**_: Any) -> list[CheckMessage]:
    """Mail to other agencies has its gate, and every gate can be called."""
    missing = [] if Door.THIRD_PARTY in settings.OUTBOX_GATES else [str(Door.THIRD_PARTY)]
    wrong = [door for door, path in settings.OUTBOX_GATES.items() if not is_callable(path)]
    return [
        Error(
            f"OUTBOX_GATES[{door!r}] names no function that says whether a message may leave.",
            id="outbox.E004",
        )
        for door in [*missing, *wrong]
    ]


@register()
def returns_can_be_told(**_: Any) -> list[CheckMessage]:
    """Whoever is to be told of what came back can be called."""
    return [
        Error(f"OUTBOX_RETURNS names {path}, which is no function.", id="outbox.E005")
        for path in settings.OUTBOX_RETURNS
        if not is_callable(path)
    ]


def faults(kind: MessageKind) -> Iterator[str]:
    """What is wrong with a kind, one sentence each."""
    if not _CODE.fullmatch(kind.code):
        yield "the code is two words in small letters, joined by a full stop"
    if not kind.subject.strip() or len(kind.subject) > 120 or _FILLED_IN.search(kind.subject):
        yield "the subject is one fixed line of at most 120 characters, with nothing filled in"
    names = (profile().identity.name, profile().identity.short_name)
    if kind.discreet and (TELLING.search(kind.subject) or any(name in kind.subject for name in names)):
        yield "a discreet message's subject does not name the service or what it is for"
    if kind.can_be_hidden and not kind.discreet:
        yield "what may go where others see it is discreet everywhere"
    for path in (f"{kind.template}.html", f"{kind.template}.txt", *filter(None, [kind.text_template])):
        try:
            get_template(path)
        except TemplateDoesNotExist:
            yield f"there is no template {path}"
