"""The kinds of message there are. Nothing is put into their subjects, so that those can hold no name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind of message.

    `code` is dotted, the floor's app first (`cases.acknowledgement`). `label` names it to the person who
    posts letters. `subject` is shown to whoever holds the device, so it is the same for everyone.
    `template` is a path without ending: `.html` and `.txt` stand there and extend the variable `frame`.
    `discreet`: the sender's name is left off as well, so that a shared device does not name the service
    (DOMAIN 4.10); the subject must then be neutral too.
    `can_be_hidden`: without the service's frame nothing in it says what it is about, so it may go where others see it.
    `text_template` is the path of what it says as a text message, where it can be said in one.
    `invites`: its mail carries an invitation for a calendar, which its context gives as `calendar` (RFC 5545).
    """

    code: str
    label: str
    subject: str
    template: str
    discreet: bool = True
    can_be_hidden: bool = False
    text_template: str = ""
    invites: bool = False


class UnknownKind(Exception):
    """A message of a kind that settings.MESSAGE_KINDS does not name."""


@cache
def all_kinds() -> Mapping[str, MessageKind]:
    """Every kind by its code, as settings.MESSAGE_KINDS names them (dotted paths).

    Raises ImportError, TypeError.
    """
    found: dict[str, MessageKind] = {}
    for path in settings.MESSAGE_KINDS:
        kind = import_string(path)
        if not isinstance(kind, MessageKind):
            raise TypeError(f"{path} is not a MessageKind")
        if kind.code in found:
            raise TypeError(f"{path}: another kind is called {kind.code} already")
        found[kind.code] = kind
    return MappingProxyType(found)


def kind_called(code: str) -> MessageKind:
    """The kind of that code. Raises UnknownKind."""
    try:
        return all_kinds()[code]
    except KeyError:
        raise UnknownKind(code) from None


def label_of(code: str) -> str:
    """What to call messages of that kind, also when the kind is no longer in use."""
    kind = all_kinds().get(code)
    return kind.label if kind else code.partition(".")[2].replace("_", " ").capitalize()
