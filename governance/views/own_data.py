"""What is held about oneself, to see and to take along."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import zip_longest

from django.http import HttpResponse
from django.shortcuts import render

from governance.subject_access.own_data import as_json, as_text, left_out
from governance.subject_access.own_data import own_data as held_about
from governance.subject_access.own_words import Part
from sendiass import clock
from sendiass.accounts.access import may_have_an_account
from sendiass.pages import StaffRequest, page

SHOWN = 25


@dataclass(frozen=True, slots=True)
class PartShown:
    """The first lines of a part, without the columns that say nothing in any, and how many more the file has.

    Beside each line the address of the thing itself, or nothing.
    """

    called: str
    columns: tuple[str, ...]
    lines: tuple[tuple[tuple[str, ...], str], ...]
    more: int


@page(may=may_have_an_account)
def own_data(request: StaffRequest) -> HttpResponse:
    """Everything held about me here, and what is not shown and why."""
    parts = [_shown(one) for one in held_about(request.user)]
    shown = {"parts": parts, "left_out": left_out()}
    return render(request, "governance/own_data.html", shown)


@page(may=may_have_an_account)
def own_data_json(request: StaffRequest) -> HttpResponse:
    """All of it as a file for a machine."""
    made = as_json(held_about(request.user), at=clock.now())
    return _file(json.dumps(made, ensure_ascii=False, indent=1), "application/json", "own-data.json")


@page(may=may_have_an_account)
def own_data_text(request: StaffRequest) -> HttpResponse:
    """All of it as a file to read."""
    return _file(
        as_text(held_about(request.user), at=clock.now()), "text/plain; charset=utf-8", "own-data.txt"
    )


def _shown(part: Part) -> PartShown:
    said = [place for place in range(len(part.columns)) if any(line[place] for line in part.lines)]
    lines = tuple(
        (tuple(line[place] for place in said), address)
        for line, address in zip_longest(part.lines[:SHOWN], part.addresses[:SHOWN], fillvalue="")
    )
    return PartShown(
        part.called,
        tuple(part.columns[place] for place in said),
        lines,
        max(0, len(part.lines) - SHOWN),
    )


def _file(content: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
