"""Where a page's script leaves what is being typed. Answers are JSON, never a way to the sign-in page."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_POST, require_safe

from sendiass import clock
from sendiass.access import Decision, NotThere, Refused, allow
from sendiass.drafts import keeping
from sendiass.pages import StaffRequest, page
from sendiass.ui.words import clock_time

MOST_BYTES = 250_000
"""Room for the longest form of a script whose letters take three bytes each."""
MOST_FIELDS = 200
NOT_KEPT = frozenset({"csrfmiddlewaretoken"})


class Unreadable(Exception):
    """What was sent is not a form's fields."""


def may_keep_drafts(user: object) -> Decision:
    """Whoever is signed in may keep drafts; whether of this form, the form's own floor decides."""
    return allow("drafts are their writer's own")


@page(may=may_keep_drafts, signed_out="status")
@require_POST
def draft_save(request: StaffRequest, form_key: str) -> HttpResponse:
    """Keep a draft. 401 signed out; 403 someone else, or refused; 404 no such form; 413 too long; 415 no JSON."""
    if request.headers.get("X-Draft-User") != str(request.user.id):
        return _no(HTTPStatus.FORBIDDEN, "other-user")
    if request.content_type != "application/json":  # a form's fields are read before they get here
        return _no(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not-json")
    if _length(request) > MOST_BYTES:
        return _no(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-long")
    at = clock.now()
    try:
        keeping.keep(owner=request.user, form_key=form_key, fields=_fields(request.body), at=at)
    except Unreadable:
        return _no(HTTPStatus.BAD_REQUEST, "unreadable")
    except Refused as refused:
        return _no(HTTPStatus.FORBIDDEN, "refused", reason=refused.decision.reason)
    except NotThere:
        return _no(HTTPStatus.NOT_FOUND, "not-there")
    return JsonResponse({"saved": clock_time(at)})


@page(may=may_keep_drafts, signed_out="status")
@require_safe
def draft_token(request: StaffRequest) -> HttpResponse:
    """Who is signed in now, and the token their forms need: signing in again changed it."""
    return JsonResponse({"user": str(request.user.id), "token": get_token(request)})


def _no(status: HTTPStatus, error: str, **more: str) -> HttpResponse:
    return JsonResponse({"error": error, **more}, status=status)


def _length(request: HttpRequest) -> int:
    declared = str(request.META.get("CONTENT_LENGTH") or "0")
    if declared.isdecimal() and int(declared) > MOST_BYTES:
        return int(declared)
    return len(request.body)


def _fields(body: bytes) -> keeping.Fields:
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(sent, dict) or len(sent) > MOST_FIELDS:
        raise Unreadable
    return {name: _value(value) for name, value in sent.items() if name not in NOT_KEPT}


def _value(value: Any) -> str | list[str]:
    if isinstance(value, str) and _can_be_written(value):
        return value
    if isinstance(value, list) and all(isinstance(one, str) and _can_be_written(one) for one in value):
        return value
    raise Unreadable


def _can_be_written(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half a character, which no page could show again
        return False
    return True
